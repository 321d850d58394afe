/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Heads of HTTP requests: whole, cut, and in pieces. */

#include <string.h>

#include "nfq/inspect/head_line.h"
#include "nfq/inspect/http.h"
#include "nfq/inspect/http_lost.h"
#include "tests/fuzz/fuzz.h"

static bool is_end(enum inspect_result r)
{
	return r == INSPECT_FOUND || r == INSPECT_NONE || r == INSPECT_LOST;
}

static void check(const struct finding *f, enum inspect_result r, size_t size)
{
	must(f->nnames <= FINDING_NAMES);
	must((f->wrong != FIELD_NONE) ==
	     (r == INSPECT_BAD || r == INSPECT_LOST));
	for (unsigned i = 0; i < f->nnames; i++) {
		must_be_plain(&f->names[i]);
		must(f->names[i].len > 0);
	}
	must(f->used <= size);
	must(f->body == BODY_LENGTH || f->body_length == 0);
}

/* A request whose method is no token is told by its whole line: before that it
 * is nobody's, and read again when more of it comes. */
static bool is_untold(const struct finding *all, enum inspect_result r,
		      const uint8_t *end)
{
	const uint8_t *line = all->method.p;

	return r == INSPECT_FOREIGN && all->method.len > 0 && line < end &&
	       !memchr(line, '\n', (size_t)(end - line));
}

/* A message is complete where it is used up, not before; and what is behind
 * it does not change it. */
static void check_cut(const struct finding *all, enum inspect_result r,
		      const struct finding *part, enum inspect_result before,
		      const uint8_t *data, size_t cut)
{
	if (is_untold(all, before, data + cut))
		return;
	if (is_end(r) && cut < all->used)
		must(before == INSPECT_MORE);
	if (before == INSPECT_MORE)
		return;
	must(r == before && all->used == part->used);
	must(all->nnames == part->nnames && all->body == part->body);
	must(all->body_length == part->body_length);
}

/* The head in pieces has the same names and the same end. */
static void check_pieces(const struct finding *all, enum inspect_result r,
			 const uint8_t *data, size_t size)
{
	static struct finding f;
	struct http_state s = { .at = 0 };
	uint64_t random = size + 1;
	size_t at = 0, have = 0, names = 0;
	enum inspect_result part;

	/* A line with a CR in its midst is awaited to its end where it is there
	 * from its beginning; in pieces it may be told before. */
	if (r == INSPECT_MORE &&
	    head_line_has_bare_cr((struct span) { data, size }))
		return;
	do {
		random = random * 6364136223846793005u + 1442695040888963407u;
		have += 1 + (random >> 33) % (1 + (random >> 60) * 9);
		have = have < size ? have : size;
		part = http_read(&s, data + at, have - at, &f);
		check(&f, part, have - at);
		for (unsigned i = 0; i < f.nnames; i++, names++)
			must(names < all->nnames &&
			     same_name(&f.names[i], &all->names[names]));
		at += f.used;
		must(part != INSPECT_MORE || have - at <= HTTP_KEPT);
	} while (part == INSPECT_MORE && have < size);
	if (is_untold(all, part, data + have))
		return;
	must(part == r && names == all->nnames);
	must(f.sure == all->sure);
	if (is_end(r))
		must(at == all->used && f.body == all->body &&
		     f.body_length == all->body_length &&
		     f.twofold == all->twofold);
}

static void check_lost(const uint8_t *data, size_t size)
{
	static struct finding f;
	enum inspect_result r;
	size_t at = 0;

	do {
		r = http_lost_inspect(data + at, size - at, &f);
		check(&f, r, size - at);
		must((r == INSPECT_FOUND) == (f.nnames > 0));
		at += f.used;
	} while (r == INSPECT_FOUND && f.used > 0);
	/* Behind it is at most a Host field that may go on. */
	must(at == size || memchr(data + at, ':', size - at));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct finding all, part;
	size_t cut = cut_of(data, size);
	enum inspect_result r = http_inspect(data, size, &all);
	enum inspect_result before = http_inspect(data, cut, &part);

	check(&all, r, size);
	check(&part, before, cut);
	must((r == INSPECT_FOUND) <= (all.nnames > 0));
	if (all.method.len > 0)
		must(all.method.p >= data && all.method.len <=
		     (size_t)(data + size - all.method.p));
	check_cut(&all, r, &part, before, data, cut);
	check_pieces(&all, r, data, size);
	check_lost(data, size);
	return 0;
}
