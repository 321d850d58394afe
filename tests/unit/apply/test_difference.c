/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What changes between two lists, and whether packets could slip through. */

#include <stdio.h>
#include <stdlib.h>

#include "lib/array.h"
#include "ruleset/apply/difference.h"
#include "tests/unit/made.h"
#include "tests/unit/tap.h"

#define ON "mode = \"enforce\";"
#define CLIENT "exempt = ( { client = \"192.0.2.7\"; reason = \"r\"; } );"

static struct made before, after;
static struct difference d;

/* Intervals of a block list and a list of what is protected. */
static void begin(struct made *m, const char *block, const char *protect,
		  const char *settings)
{
	made_vendor("vendors/acme.conf", MADE_VENDOR("acme", ""));
	scratch_put("block.list", block);
	scratch_put("protect.list", protect);
	made_begin(m, settings);
}

static void compare(const char *old, const char *new, size_t max)
{
	begin(&before, old, "", ON);
	begin(&after, new, "", ON);
	difference_make(&d, &before.iv, &after.iv, max);
}

static void end(void)
{
	difference_done(&d);
	made_end(&before);
	made_end(&after);
}

static void test_cases(void)
{
	static const struct {
		const char *old, *new;
		size_t removed, added;
		bool disjoint;
	} rows[] = {
		{ "", "", 0, 0, true },
		{ "10.0.0.0/24\n", "10.0.0.0/24\n", 0, 0, true },
		{ "", "10.0.0.0/24\n10.0.1.0/24\n", 0, 2, true },
		{ "10.0.0.0/24\n", "", 1, 0, true },
		/* Next to each other is not the same. */
		{ "10.0.0.0/24\n", "10.0.1.0/24\n", 1, 1, true },
		{ "10.0.1.0/24\n", "10.0.0.0/24\n", 1, 1, true },
		{ "10.0.1.0/24\n2001:db8::/32\n",
		  "10.0.0.0/24\n2001:db9::/32\n", 2, 2, true },
		/* Split, joined, grown, shrunk at either end. */
		{ "10.0.0.0/24\n", "10.0.0.0/25\n10.0.0.128/25\n", 1, 2,
		  false },
		{ "10.0.0.0/25\n10.0.0.128/25\n", "10.0.0.0/24\n", 2, 1,
		  false },
		{ "10.0.0.0/24\n", "10.0.0.0/23\n", 1, 1, false },
		{ "10.0.1.0/24\n", "10.0.0.0/23\n", 1, 1, false },
		{ "10.0.0.0/23\n", "10.0.0.0/24\n", 1, 1, false },
		{ "10.0.0.0/23\n", "10.0.1.0/24\n", 1, 1, false },
		{ "10.0.0.0/8\n", "10.5.5.5\n", 1, 1, false },
		{ "10.5.5.5\n", "10.0.0.0/8\n", 1, 1, false },
		{ "2001:db8::/32\n", "2001:db8::/33\n", 1, 1, false },
		/* The ends of both families. */
		{ "0.0.0.0/1\n", "128.0.0.0/1\n", 1, 1, true },
		{ "255.255.255.255\n", "255.255.255.254\n", 1, 1, true },
		{ "255.255.255.255\n", "255.255.255.254/31\n", 1, 1, false },
		{ "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff\n", "::1\n", 1, 1,
		  true },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		compare(rows[i].old, rows[i].new, 100);
		ok(d.removed == rows[i].removed && d.added == rows[i].added &&
		   d.disjoint == rows[i].disjoint &&
		   d.complete == d.disjoint, "row %zu: -%zu +%zu%s", i,
		   d.removed, d.added, d.disjoint ? "" : ", not disjoint");
		end();
	}
}

static void test_counts(void)
{
	const struct chain_change *c;

	compare("10.0.0.0/24\n10.1.0.0/16\n2001:db8::/64\n",
		"10.0.0.0/24\n10.2.0.0/15\n2001:db9::/120\n", 100);
	is_number(d.nchains, 1, "one chain has changes");
	c = d.chains;
	is_text(c->name, "vendor-local", ": its name");
	ok(c->removed == 2 && c->added == 2, "intervals");
	ok(c->removed4 == 65536 && c->added4 == 131072 &&
	   c->removed6 == 0x1p64 && c->added6 == 256, "addresses");
	ok(d.sets[SET_LISTED][FAMILY_V4].added.n == 1 &&
	   d.sets[SET_LISTED][FAMILY_V6].removed.n == 1 &&
	   d.sets[SET_PROTECT][FAMILY_V4].added.n == 0, "by set and family");
	end();

	compare("10.0.0.0/24\n", "10.1.0.0/24\n10.2.0.0/24\n10.3.0.0/24\n", 3);
	ok(!d.complete && d.disjoint && d.added == 3 && d.removed == 1 &&
	   d.sets[SET_LISTED][FAMILY_V4].added.n == 0,
	   ": too many are counted and not kept");
	end();

	begin(&after, "10.0.0.0/24\n", "10.0.0.7\n", ON CLIENT);
	difference_make(&d, NULL, &after.iv, 100);
	ok(d.added == 4 && d.removed == 0 && d.nchains == 3 &&
	   d.sets[SET_PROTECT][FAMILY_V4].added.n == 1 &&
	   d.sets[SET_EXEMPT][FAMILY_V4].added.n == 1,
	   "from nothing, with what is protected and exempt");
	difference_done(&d);
	made_end(&after);
}

/* Where an interval leads elsewhere it goes and comes, which is not
 * disjoint; where the sets are others it is. */
static void test_elsewhere(void)
{
	begin(&before, "10.0.0.0/24\n", "", ON);
	begin(&after, "10.0.0.0/24\n", "10.0.0.0/24\n", ON);
	difference_make(&d, &before.iv, &after.iv, 100);
	ok(d.removed == 1 && d.added == 1 && d.disjoint,
	   "listed becomes protected");
	end();
	begin(&before, "10.0.0.0/24\n", "", ON);
	begin(&after, "10.0.0.0/24\n", "", ON);
	for (size_t i = 0; i < after.iv.nchains; i++)
		after.iv.chains[i].name[0] = 'V';
	difference_make(&d, &before.iv, &after.iv, 100);
	ok(d.removed == 1 && d.added == 1 && !d.disjoint,
	   ": another chain is not disjoint");
	end();
}

#define VENDOR_B MADE_VENDOR("b", "") "prefixes = ( { prefix = \"%s\"; " \
	"role = \"web\"; source = \"s\"; confidence = \"registry\"; } );"

/* A vendor with one prefix beside a block list of `n`, and one more. */
static void make_large(struct made *m, unsigned n, const char *other,
		       const char *one_more)
{
	struct buffer list = { 0 }, vendor = { 0 };

	for (unsigned i = 0; i < n; i++)
		buffer_printf(&list, "10.%u.%u.%u\n", i >> 15 & 255,
			      i >> 7 & 255, i * 2 & 255);
	buffer_text(&list, one_more);
	buffer_printf(&vendor, VENDOR_B, other);
	made_vendor("vendors/b.conf", vendor.p);
	begin(m, list.p, "", ON "vendors = ( { id = \"b\"; } );");
	buffer_done(&list);
	buffer_done(&vendor);
	remove(scratch_in("vendors/b.conf"));
}

/* Sets of their own, for vendors that have many. */
static void test_large(void)
{
	make_large(&before, LARGE_FROM, "192.0.2.0/24", "");
	make_large(&after, LARGE_FROM - 1, "192.0.3.0/24", "11.0.0.0/24\n");
	difference_make(&d, &before.iv, &after.iv, 100);
	ok(d.disjoint && d.same_sets && d.complete && d.removed == 2 &&
	   d.added == 2, "changes in a large set and beside it");
	ok(d.sets[SET_LARGE][FAMILY_V4].added.n == 1 &&
	   d.sets[SET_LARGE][FAMILY_V4].removed.n == 1 &&
	   d.sets[SET_LISTED][FAMILY_V4].added.n == 1 &&
	   d.sets[SET_LISTED][FAMILY_V4].removed.n == 1, "each in its set");
	end();

	make_large(&before, LARGE_FROM, "192.0.2.0/24", "");
	make_large(&after, LARGE_FROM, "192.0.3.0/24", "192.0.2.0/24\n");
	difference_make(&d, &before.iv, &after.iv, 100);
	ok(!d.disjoint && d.same_sets && d.removed == 1 && d.added == 2,
	   "from a vendor to another with a set of its own: not disjoint");
	end();

	make_large(&before, LARGE_FROM - 1, "192.0.2.0/24", "");
	make_large(&after, LARGE_FROM, "192.0.2.0/24", "");
	difference_make(&d, &before.iv, &after.iv, 100);
	ok(!d.same_sets && !d.complete && d.added == 1 && d.removed == 0 &&
	   d.sets[SET_LARGE][FAMILY_V4].added.n == 0,
	   "where a vendor becomes large, nothing is kept");
	end();
}

/* --- beside doing it address by address ------------------------------ */

enum { SPACE = 256 };

static void random_list(struct buffer *out)
{
	unsigned n = (unsigned)(random_next() % 12);

	buffer_reset(out);
	buffer_text(out, "#\n");
	while (n-- > 0) {
		unsigned len = 24 + (unsigned)(random_next() % 9);
		unsigned at = (unsigned)(random_next() % SPACE) &
			      ~((1u << (32 - len)) - 1);

		buffer_printf(out, "192.0.2.%u/%u\n", at, len);
	}
}

/* By address: the number of its interval, 0 for none. */
static void paint(unsigned char field[SPACE], const struct interval_list *l,
		  unsigned char colour)
{
	for (size_t i = 0; i < l->n; i++)
		for (unsigned a = l->items[i].range.first.b[15];
		     a <= l->items[i].range.last.b[15]; a++)
			field[a] = colour;
}

static void paint_all(unsigned char field[SPACE], const struct intervals *iv)
{
	struct interval_walk w = intervals_walk(iv, SET_LISTED, FAMILY_V4);
	struct interval v;

	memset(field, 0, SPACE);
	while (intervals_next(&w, &v))
		paint(field, &(struct interval_list){ &v, 1 }, 1);
}

static void test_random(void)
{
	struct buffer a = { 0 }, b = { 0 };
	unsigned wrong = 0, disjoint = 0, joint = 0;

	for (int round = 0; round < 400; round++) {
		unsigned char now[SPACE], want[SPACE], gone[SPACE] = { 0 };
		unsigned char come[SPACE] = { 0 };
		const struct changes *c = &d.sets[SET_LISTED][FAMILY_V4];
		bool touch = false;

		random_list(&a);
		random_list(&b);
		compare(a.p, b.p, 1000);
		paint_all(now, &before.iv);
		paint_all(want, &after.iv);
		if (d.disjoint) {
			paint(gone, &c->removed, 1);
			paint(come, &c->added, 1);
			for (int i = 0; i < SPACE; i++)
				touch |= gone[i] && come[i];
			paint(now, &c->removed, 0);
			paint(now, &c->added, 1);
			wrong += touch || memcmp(now, want, SPACE) != 0;
			disjoint++;
		} else {
			joint++;
		}
		end();
	}
	is_number(wrong, 0, "what goes and comes makes one the other");
	ok(disjoint > 20 && joint > 20, "%u were disjoint, %u not", disjoint,
	   joint);
	buffer_done(&a);
	buffer_done(&b);
}

int main(void)
{
	test_cases();
	test_counts();
	test_elsewhere();
	test_large();
	test_random();
	return done_testing();
}
