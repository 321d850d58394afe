/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Intervals go into sets, in as many pieces as the send buffer asks for. */

#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <stdio.h>

#include "lib/array.h"
#include "ruleset/apply/fill.h"
#include "tests/unit/kernel_made.h"
#include "tests/unit/tap.h"

static struct netlink n;
static struct made made;
static struct table t;

/* --- a list into a batch --------------------------------------------- */

struct found {
	unsigned messages, elements, verdicts;
	unsigned type;
	char set[32];
};

static struct found read_batch(const struct batch *b)
{
	struct found f = { .messages = 0 };
	const struct nlattr *attr, *elem, *a;

	for (size_t at = 0; at < b->out.len; ) {
		const struct nlmsghdr *nlh = (const void *)(b->out.p + at);

		at += MNL_ALIGN(nlh->nlmsg_len);
		if (nlh->nlmsg_type >> 8 != NFNL_SUBSYS_NFTABLES)
			continue;
		f.messages++;
		f.type = nlh->nlmsg_type & 0xff;
		mnl_attr_for_each(attr, nlh, sizeof(struct nfgenmsg)) {
			if (mnl_attr_get_type(attr) == NFTA_SET_ELEM_LIST_SET)
				snprintf(f.set, sizeof(f.set), "%s",
					 mnl_attr_get_str(attr));
			if (mnl_attr_get_type(attr) !=
			    NFTA_SET_ELEM_LIST_ELEMENTS)
				continue;
			mnl_attr_for_each_nested(elem, attr) {
				f.elements++;
				mnl_attr_for_each_nested(a, elem)
					f.verdicts += mnl_attr_get_type(a) ==
						      NFTA_SET_ELEM_DATA;
			}
		}
	}
	return f;
}

static void test_list(void)
{
	static const char *const texts[] = { "192.0.2.0/24", "198.51.100.7" };
	static const struct {
		enum interval_set set;
		bool remove;
		unsigned type, verdicts;
		const char *name;
	} rows[] = {
		{ SET_LISTED, false, NFT_MSG_NEWSETELEM, 2, "listed4-3" },
		{ SET_LISTED, true, NFT_MSG_DELSETELEM, 0, "listed4-3" },
		{ SET_LARGE + 1, false, NFT_MSG_NEWSETELEM, 0, "large-b4-3" },
		{ SET_LARGE + 1, true, NFT_MSG_DELSETELEM, 0, "large-b4-3" },
		{ SET_EXEMPT, false, NFT_MSG_NEWSETELEM, 0, "exempt4-3" },
	};
	struct interval items[2];
	struct interval_list l = kernel_list(items, texts, 2, "vendor-acme");

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct batch b;
		struct found f;

		batch_begin(&b, &n);
		fill_list(&b, 3, rows[i].set, FAMILY_V4, &l, rows[i].remove);
		f = read_batch(&b);
		ok(f.messages == 1 && f.elements == 4 &&
		   f.type == rows[i].type && f.verdicts == rows[i].verdicts,
		   "%s %s: starts and ends, %u verdicts", rows[i].remove ?
		   "out of" : "into", rows[i].name, f.verdicts);
		is_text(f.set, rows[i].name, "the set");
		batch_done(&b);
	}
	l.n = 0;
	for (int remove = 0; remove <= 1; remove++) {
		struct batch b;

		batch_begin(&b, &n);
		fill_list(&b, 3, SET_LISTED, FAMILY_V6, &l, remove);
		is_number(read_batch(&b).messages, 0, "nothing is no message");
		batch_done(&b);
	}
}

/* --- all of a table into the kernel ---------------------------------- */

static void begin(const char *block, const char *protect)
{
	t = kernel_table(&made, block, protect);
	t.marker.edition = 5;
}

static void end(void)
{
	struct fault fault;

	apply_remove(&n, &fault);
	made_end(&made);
}

static bool whole(void)
{
	struct verified v;

	return verify_edition(&v, &n, 5, t.intervals, 1000000, 0) == 0 &&
	       v.wrong == 0 && v.asked == intervals_total(t.intervals);
}

static void test_edition(void)
{
	struct fault fault;
	struct fill f;

	begin("192.0.2.0/24\n2001:db8::/32\n", "192.0.2.7\n");
	is_number(fill_edition(&f, &t, &n, &fault), 0,
		  "an edition is filled");
	ok(f.transactions == 1 && f.bytes > 1000, "at once, %llu bytes",
	   (unsigned long long)f.bytes);
	ok(whole(), ": with all of it");
	is_number(fill_edition(&f, &t, &n, &fault), -EEXIST,
		  ": not twice");
	is_text(fault.what, "listed4-5", ": and it says what was refused");
	end();
}

static void test_pieces(void)
{
	struct buffer list = { 0 };
	struct fault fault;
	struct fill f;

	for (unsigned i = 0; i < LARGE_FROM; i++)
		buffer_printf(&list, "10.%u.%u.0/25\n", i >> 8, i & 255);
	buffer_printf(&list, "2001:db8::/32\n");
	begin(list.p, "");
	n.most = 400000;
	is_number(fill_edition(&f, &t, &n, &fault), 0,
		  "a large vendor through a small send buffer");
	ok(f.transactions >= f.bytes / n.most && f.transactions > 3,
	   "in %u pieces", f.transactions);
	ok(whole(), ": with all of it");
	end();
	/* Not even the chains fit. */
	begin("192.0.2.0/24\n", "");
	n.most = 1000;
	is_number(fill_edition(&f, &t, &n, &fault), -EMSGSIZE,
		  "through one that is too small nothing goes");
	n.most = 0;
	end();
	buffer_done(&list);
}

int main(void)
{
	kernel_begin(&n);
	test_list();
	test_edition();
	test_pieces();
	netlink_close(&n);
	return done_testing();
}
