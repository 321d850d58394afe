/* SPDX-License-Identifier: GPL-2.0-or-later */
/* DNS questions in datagrams, and behind the length that TCP has. */

#include "nfq/inspect/dns.h"
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
	if (r == INSPECT_FOUND || r == INSPECT_NONE || r == INSPECT_BAD)
		must(before == (cut < all.used ? INSPECT_MORE : r));
	if (before != INSPECT_MORE)
		must(r == before && all.nnames == part.nnames);
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
	check_elsewhere(data, size);
	return 0;
}
