/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Elements as the messages that carry them; tests/netns/apply.sh sends them. */

#include <arpa/inet.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>

#include "lib/array.h"
#include "ruleset/nft/nftset.h"
#include "tests/unit/tap.h"

static struct netlink n;

static struct interval interval(const char *first, const char *last)
{
	struct interval v = { .chain = "vendor-acme" };

	address_parse(first, &v.range.first);
	address_parse(last, &v.range.last);
	return v;
}

/* The elements of the batch's messages, and the key of the last. */
struct found {
	size_t messages, elements, ends, longest;
	struct address last;
};

static struct found read_batch(const struct batch *b)
{
	struct found f = { .messages = 0 };
	const struct nlattr *attr, *elem, *a;

	for (size_t at = 0; at < b->out.len; ) {
		const struct nlmsghdr *nlh = (const void *)(b->out.p + at);

		at += MNL_ALIGN(nlh->nlmsg_len);
		if (nlh->nlmsg_type < NLMSG_MIN_TYPE ||
		    nlh->nlmsg_type >> 8 != NFNL_SUBSYS_NFTABLES)
			continue;
		f.messages++;
		if (nlh->nlmsg_len > f.longest)
			f.longest = nlh->nlmsg_len;
		mnl_attr_for_each(attr, nlh, sizeof(struct nfgenmsg)) {
			if (mnl_attr_get_type(attr) !=
			    NFTA_SET_ELEM_LIST_ELEMENTS)
				continue;
			mnl_attr_for_each_nested(elem, attr) {
				f.elements++;
				nftset_refused(elem, &f.last);
				mnl_attr_for_each_nested(a, elem)
					f.ends += mnl_attr_get_type(a) ==
						  NFTA_SET_ELEM_FLAGS;
			}
		}
	}
	return f;
}

static void test_elements(void)
{
	static const struct {
		const char *first, *last, *key;
		enum family f;
		size_t ends;
	} rows[] = {
		{ "192.0.2.0", "192.0.2.255", "192.0.3.0", FAMILY_V4, 1 },
		{ "192.0.2.7", "192.0.2.7", "192.0.2.8", FAMILY_V4, 1 },
		{ "255.0.0.0", "255.255.255.255", "255.0.0.0", FAMILY_V4, 0 },
		{ "0.0.0.0", "255.255.255.255", "0.0.0.0", FAMILY_V4, 0 },
		{ "2001:db8::", "2001:db8::ffff", "2001:db8::1:0", FAMILY_V6,
		  1 },
		{ "ffff::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
		  "ffff::", FAMILY_V6, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct interval v = interval(rows[i].first,
						    rows[i].last);
		struct nftset s = { "cordon", "s", rows[i].f, true };
		struct batch b;
		struct nftset_writer w = { .b = &b, .set = &s };
		struct address key;
		struct found f;

		batch_begin(&b, &n);
		nftset_put(&w, &v);
		nftset_end(&w);
		f = read_batch(&b);
		address_parse(rows[i].key, &key);
		ok(f.messages == 1 && f.elements == 1 + rows[i].ends &&
		   f.ends == rows[i].ends &&
		   address_compare(&f.last, &key) == 0,
		   "%s-%s has %zu ends, the last key is %s", rows[i].first,
		   rows[i].last, rows[i].ends, rows[i].key);
		batch_done(&b);
	}
}

static size_t fill(bool map, bool remove, enum family f, size_t count,
		   struct found *found)
{
	struct interval v = f == FAMILY_V4 ?
		interval("192.0.2.0", "192.0.2.255") :
		interval("2001:db8::", "2001:db8::ffff");
	struct nftset s = { "cordon", "s", f, map };
	struct batch b;
	struct nftset_writer w = { .b = &b, .set = &s, .remove = remove };
	size_t closed = 0, len;

	batch_begin(&b, &n);
	for (size_t i = 0; i < count; i++)
		closed += nftset_put(&w, &v);
	nftset_end(&w);
	*found = read_batch(&b);
	len = b.out.len;
	batch_done(&b);
	return found->messages - closed <= 1 ? len : 0;
}

static void test_sizes(void)
{
	static const size_t count = 10000;

	for (int i = 0; i < 8; i++) {
		bool map = i & 1, remove = i & 2;
		enum family f = i & 4 ? FAMILY_V6 : FAMILY_V4;
		size_t each = nftset_interval_size(f, map && !remove ?
						   strlen("vendor-acme") : 0);
		struct found found;
		size_t len = fill(map, remove, f, count, &found);

		ok(found.elements == 2 * count && found.longest <= 0xffff,
		   "%zu elements in %zu messages, of %zu bytes at most",
		   found.elements, found.messages, found.longest);
		ok(len > each * count && len < each * count * 61 / 60 + 200,
		   "%zu bytes are what was foreseen", len);
	}
}

static void test_refused(void)
{
	char buf[256];
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct nlattr *elem = mnl_attr_nest_start(nlh, NFTA_LIST_ELEM);
	struct nlattr *key = mnl_attr_nest_start(nlh, NFTA_SET_ELEM_KEY);
	struct address a, before;

	mnl_attr_put(nlh, NFTA_DATA_VALUE, 5, "12345");
	mnl_attr_nest_end(nlh, key);
	mnl_attr_nest_end(nlh, elem);
	address_parse("192.0.2.1", &a);
	before = a;
	ok(!nftset_refused(NULL, &a), "nothing is no element");
	ok(!nftset_refused(elem, &a), ": nor is one with a key of five bytes");
	ok(address_compare(&a, &before) == 0, ": and the address stays");
}

int main(void)
{
	test_elements();
	test_sizes();
	test_refused();
	return done_testing();
}
