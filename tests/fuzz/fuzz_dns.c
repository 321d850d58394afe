/* SPDX-License-Identifier: GPL-2.0-or-later */
/* DNS questions in datagrams, and behind the length that TCP has. */

#include "nfq/inspect/dns_tcp.h"
#include "nfq/worker/answer.h"
#include "tests/fuzz/fuzz.h"

static void check(const struct finding *f, enum inspect_result r,
		  const uint8_t *data, size_t size)
{
	must(f->nnames <= FINDING_NAMES);
	must((f->wrong != FIELD_NONE) == (r == INSPECT_BAD));
	for (unsigned i = 0; i < f->nnames; i++)
		must_be_plain(&f->names[i]);
	if (r == INSPECT_FOUND || r == INSPECT_NONE)
		must(f->used <= size);
	if (r == INSPECT_FOUND)
		must(f->nnames > 0);
	if (r == INSPECT_NONE)
		must(f->nnames <= 1 && f->names[0].len == 0);
	if (f->nnames > 0)
		must(f->dns.question.p >= data && f->dns.question.len <=
		     (size_t)(data + size - f->dns.question.p));
}

/* Whatever was read can be answered. */
static void answer(const struct finding *f)
{
	struct answer a = { .kind = DNS_NXDOMAIN, .why = "fuzz" };
	static uint8_t out[ANSWER_MAX];
	size_t len = answer_message(out, f, &a);

	must(len >= DNS_HEADER && len > f->dns.question.len &&
	     len <= ANSWER_MAX);
}

static void check_tcp(const uint8_t *data, size_t size)
{
	static struct finding all, part;
	size_t cut = cut_of(data, size);
	enum inspect_result r = dns_inspect_tcp(data, size, &all);
	enum inspect_result before = dns_inspect_tcp(data, cut, &part);

	check(&all, r, data, size);
	check(&part, before, data, cut);
	must(all.body == BODY_LENGTH || all.body_length == 0);
	if (before != INSPECT_MORE)
		must(r == before && all.nnames == part.nnames);
}

/* The next of what there is in a stream, of which `at` was used; its first
 * bytes come in pieces if `random`. */
static enum inspect_result next_of(struct dns_stream *s, const uint8_t *data,
				   size_t size, size_t *at, size_t *have,
				   uint64_t *random, struct finding *f)
{
	enum inspect_result r;

	do {
		r = dns_stream_read(s, data + *at, *have - *at, f);
		must(f->used <= *have - *at);
		*at += f->used;
		must(r != INSPECT_MORE || *have - *at < DNS_STREAM_KEPT);
		if (r != INSPECT_MORE || *have == size)
			break;
		*random = *random * 6364136223846793005u +
			  1442695040888963407u;
		*have += 1 + (*random >> 33) % (1 + (*random >> 60) * 9);
		*have = *have < size ? *have : size;
	} while (true);
	return r;
}

/* A stream in pieces has what it has at once. */
static void check_stream(const uint8_t *data, size_t size)
{
	static struct finding all, part;
	struct dns_stream s = { 0 }, t = { 0 };
	size_t at = 0, have = size, at_part = 0, have_part = 0;
	uint64_t random = size + 1;
	enum inspect_result r, p;

	do {
		r = next_of(&s, data, size, &at, &have, &random, &all);
		p = next_of(&t, data, size, &at_part, &have_part, &random,
			    &part);
		check(&all, r, data, size);
		must(r == p && at == at_part && all.nnames == part.nnames);
		for (unsigned i = 0; i < all.nnames; i++)
			must(same_name(&all.names[i], &part.names[i]));
	} while (r != INSPECT_MORE);
}

/* What is taken for a question where nothing says so is one. */
static void check_elsewhere(const uint8_t *data, size_t size)
{
	static struct finding f, all;
	enum inspect_result r = dns_inspect_elsewhere(data, size, &f);

	must(r == INSPECT_FOREIGN || r == INSPECT_FOUND || r == INSPECT_NONE);
	must(r == INSPECT_FOREIGN || r == dns_inspect(data, size, &all));
	must(r != INSPECT_FOREIGN || f.nnames == 0);
	r = dns_inspect_tcp_elsewhere(data, size, &f);
	if (r == INSPECT_FOUND || r == INSPECT_NONE)
		must(r == dns_inspect_tcp(data, size, &all));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct finding f;
	enum inspect_result r = dns_inspect(data, size, &f);

	must(r != INSPECT_MORE);
	check(&f, r, data, size);
	if (f.nnames > 0)
		answer(&f);
	if (r == INSPECT_BAD) {
		f.nnames = 0;
		f.dns.question.len = 0;
		answer(&f);
	}
	check_tcp(data, size);
	check_stream(data, size);
	check_elsewhere(data, size);
	return 0;
}
