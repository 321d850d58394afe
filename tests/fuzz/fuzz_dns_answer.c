/* SPDX-License-Identifier: GPL-2.0-or-later */
/* DNS answers: their records, and the names they lead to. */

#include "nfq/inspect/dns_answer.h"
#include "tests/fuzz/fuzz.h"

static struct dns_answer a;
static struct dns_record r;
static struct dns_chain chain;

static void check_record(const uint8_t *data, size_t size)
{
	struct dns_hints h = dns_hints_of(&r);
	struct address address;
	size_t hints = 0;

	must_be_plain(&r.owner);
	must(r.ttl < 1u << 31);
	must(!r.has_target || !r.has_address);
	if (r.has_target) {
		must_be_plain(&r.target);
		must(r.target.len > 0);
		must(r.params.p + r.params.left <= data + size);
	}
	while (dns_hint_next(&h, &address))
		hints++;
	must(hints <= size / 4);
}

static void check_chain(void)
{
	must(chain.asked <= chain.n && chain.n <= DNS_CHAIN_MAX);
	must(chain.asked == a.nnames);
	for (unsigned i = 0; i < chain.n; i++)
		must_be_plain(&chain.names[i]);
	for (unsigned i = chain.asked; i < chain.n; i++)
		for (unsigned k = 0; k < i; k++)
			must(!same_name(&chain.names[i], &chain.names[k]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum inspect_result res = dns_answer_open(&a, data, size);
	unsigned records = 0;
	size_t used;

	must(res == INSPECT_FOUND || res == INSPECT_FOREIGN ||
	     res == INSPECT_BAD);
	if (res == INSPECT_FOUND) {
		while (dns_answer_next(&a, &r)) {
			records++;
			check_record(data, size);
		}
		must(records <= DNS_RECORDS_MAX && records <= a.nrecords);
		dns_chain_follow(&chain, &a);
		check_chain();
	}
	res = dns_answer_open_tcp(&a, data, size, &used);
	must((res == INSPECT_MORE) == (used > size));
	return 0;
}
