/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ipset save (ipset(8)): "create SET TYPE ..." and "add SET ELEMENT ...". */

#include <stdio.h>

#include "lib/array.h"
#include "lib/range.h"
#include "ruleset/list/addresses.h"
#include "ruleset/list/formats.h"
#include "ruleset/list/lines.h"
#include "ruleset/list/put.h"
#include "ruleset/list/remark.h"

/* The set created last; "ipset save" has its elements right behind it. */
struct created {
	char name[40];
	bool foreign;		/* of something else than addresses */
	unsigned netmask;	/* that its elements share; 0: none */
};

/* The command of a line: of a script behind the program's name, and all may
 * have "-exist". */
static struct span command_word(struct span *line)
{
	struct span word;

	do {
		word = span_word(line);
	} while (span_is(word, "ipset") || span_is(word, "-exist") ||
		 span_is(word, "-!"));
	return word;
}

static bool is_add(struct span word)
{
	return span_is(word, "add") || span_is(word, "-A");
}

static bool is_create(struct span word)
{
	return span_is(word, "create") || span_is(word, "-N");
}

static unsigned looks(struct span line)
{
	struct span word = command_word(&line), set = command_word(&line);
	struct range r;

	if (is_create(word))
		return set.len > 0 && memchr(line.p, ':', line.len) ?
		       LOOKS_CERTAIN : 0;
	line = span_word(&line);
	return is_add(word) && line.len > 0 && !addresses_read(line, &r) ?
	       4 : 0;
}

static bool is_set(const struct created *c, struct span name)
{
	return span_is(name, c->name);
}

static void read_create(struct created *c, struct span rest)
{
	static const char *const types[] = {
		"hash:ip", "hash:net", "bitmap:ip", "iphash", "nethash",
	};
	struct span name = span_word(&rest), type = span_word(&rest), word;

	*c = (struct created) { .foreign = true };
	snprintf(c->name, sizeof(c->name), "%.*s", (int)(name.len < 39 ?
		 name.len : 39), name.p);
	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		if (span_is(type, types[i]))
			c->foreign = false;
	while ((word = span_word(&rest)).len > 0) {
		if (!span_is(word, "netmask"))
			continue;
		word = span_word(&rest);
		for (size_t i = 0; i < word.len && i < 3; i++)
			c->netmask = 10 * c->netmask + (word.p[i] - '0') % 10u;
	}
}

/* "... nomatch", but not inside a comment. */
static bool is_nomatch(struct span rest)
{
	struct span word;

	while ((word = span_word(&rest)).len > 0) {
		if (span_is(word, "nomatch"))
			return true;
		if (span_is(word, "comment")) {
			span_cut(&rest, '"');
			span_cut(&rest, '"');
		}
	}
	return false;
}

static void put_element(struct list_reader *r, const struct created *c,
			struct span element, struct span rest)
{
	bool alone = !memchr(element.p, '/', element.len) &&
		     !memchr(element.p, '-', element.len);
	char text[2 * ADDRESS_TEXT];

	r->entry.allow = is_nomatch(rest);
	if (c->netmask > 0 && alone && element.len < ADDRESS_TEXT) {
		int n = snprintf(text, sizeof(text), "%.*s/%u",
				 (int)element.len, element.p, c->netmask);

		element = (struct span) { (uint8_t *)text, (size_t)n };
	}
	put_address(r, element);
	r->entry.allow = false;
}

static void read_add(struct list_reader *r, const struct created *c,
		     struct span line, struct span rest)
{
	struct span set = command_word(&rest), element = span_word(&rest);

	if (element.len == 0)
		remark_reject(r, &line, "expected \"add SET ADDRESS\"");
	else if (is_set(c, set) && c->foreign)
		remark_skip(r, &line,
			    "an element of a set that holds more than "
			    "addresses, or none");
	else if (memchr(element.p, ',', element.len))
		remark_skip(r, &line, "an element of more than an address");
	else
		put_element(r, is_set(c, set) ? c : &(struct created) {
			    .foreign = false }, element, rest);
}

static void parse(struct list_reader *r)
{
	struct created c = { .foreign = false };
	struct span line;

	while (lines_next_whole(r, &line)) {
		struct span rest = line, word = command_word(&rest);

		if (is_create(word))
			read_create(&c, rest);
		else if (is_add(word))
			read_add(r, &c, line, rest);
		else if (span_is(word, "del"))
			remark_skip(r, &line, "takes an element out");
		else if (!span_is(word, "flush") && !span_is(word, "destroy") &&
			 !span_is(word, "swap") && !span_is(word, "COMMIT"))
			remark_reject(r, &line, "not a line of ipset save "
				      "(\"add SET ADDRESS\")");
	}
}

const struct list_format ipset_format = {
	.word = "ipset", .looks = looks, .parse = parse,
};
