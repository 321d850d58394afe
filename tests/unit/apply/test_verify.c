/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is asked back is what the kernel holds. */

#include <errno.h>

#include "lib/array.h"
#include "tests/unit/kernel_made.h"
#include "tests/unit/tap.h"

static struct netlink n;
static struct made made;
static struct table t;

#define LIST "192.0.2.0/24\n192.0.3.0/25\n198.51.100.7\n255.255.255.255\n" \
	"2001:db8::/32\n2001:db9::1\n"
#define CHAIN "vendor-local"

static void begin(void)
{
	struct fault fault;

	apply_remove(&n, &fault);
	t = kernel_table(&made, LIST, "192.0.2.9\n");
	kernel_apply(&t, &n);
}

static void end(void)
{
	made_end(&made);
}

static struct verified ask(size_t all, size_t sample)
{
	struct verified v;
	int ret = verify_edition(&v, &n, t.marker.edition, t.intervals, all,
				 sample);

	if (ret < 0)
		give_up("verify: %s", strerror(-ret));
	return v;
}

static void test_whole(void)
{
	struct verified v;

	begin();
	v = ask(1000, 0);
	ok(v.wrong == 0 && v.first[0] == '\0', "all is as it should be");
	is_number(v.asked, intervals_total(t.intervals), "all was asked");
	v = ask(3, 2);
	/* More than three are listed of IPv4, so two of these are asked. */
	is_number(v.asked, 2 + 2 + 1, "of large sets a sample");
	is_number(v.wrong, 0, ": which is right");
	is_number(verify_edition(&v, &n, t.marker.edition + 1, t.intervals,
				 1000, 0), 0, "an edition that is not there");
	ok(v.wrong > 0, ": has nothing right");
	end();
}

/* What another program does to a set. */
static void test_damage(void)
{
	static const struct {
		const char *prefix, *instead, *chain, *first;
	} rows[] = {
		{ "198.51.100.7", NULL, NULL, "lacks 198.51.100.7" },
		{ "255.255.255.255", NULL, NULL, "lacks 255.255.255.255" },
		{ "2001:db8::/32", NULL, NULL, "lacks 2001:db8::" },
		/* Another end, another start, another way on. */
		{ "192.0.3.0/25", "192.0.3.0/26", CHAIN, "lacks 192.0.3.0" },
		{ "192.0.3.0/25", "192.0.3.64/26", CHAIN, "lacks 192.0.3.0" },
		{ "192.0.3.0/25", "192.0.3.0/25", "names",
		  "lacks 192.0.3.0" },
		{ "2001:db9::1", "2001:db9::1", "names",
		  "lacks 2001:db9::1" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		unsigned edition;
		struct verified v;
		int ret;

		begin();
		edition = t.marker.edition;
		ret = kernel_change(&n, edition, SET_LISTED, rows[i].prefix,
				    NULL, true);
		if (ret == 0 && rows[i].instead)
			ret = kernel_change(&n, edition, SET_LISTED,
					    rows[i].instead, rows[i].chain,
					    false);
		is_number(ret, 0, "%s becomes %s", rows[i].prefix,
			  rows[i].instead ? rows[i].instead : "nothing");
		v = ask(1000, 0);
		ok(v.wrong == 1 && strstr(v.first, rows[i].first),
		   ": which shows: %s", v.first);
		end();
	}
}

static void test_difference(void)
{
	static const char *const added[] = { "203.0.113.0/24" };
	static const char *const removed[] = { "198.51.100.7",
					       "255.255.255.255" };
	struct interval in, out[2];
	struct difference d = { .disjoint = true };
	struct changes *c = &d.sets[SET_LISTED][FAMILY_V4];
	struct verified v;
	unsigned edition;

	begin();
	edition = t.marker.edition;
	c->added = kernel_list(&in, added, 1, CHAIN);
	c->removed = kernel_list(out, removed, 2, NULL);
	is_number(verify_difference(&v, &n, edition, &d), 0, ": before it");
	ok(v.asked == 3 && v.wrong == 3, "all three are wrong");
	ok(strstr(v.first, "lacks 203.0.113.0") != NULL, "first: %s", v.first);
	kernel_change(&n, edition, SET_LISTED, added[0], CHAIN, false);
	kernel_change(&n, edition, SET_LISTED, removed[0], NULL, true);
	verify_difference(&v, &n, edition, &d);
	ok(v.wrong == 1 && strstr(v.first, "still has 255.255.255.255"),
	   "half way: %s", v.first);
	kernel_change(&n, edition, SET_LISTED, removed[1], NULL, true);
	verify_difference(&v, &n, edition, &d);
	ok(v.asked == 3 && v.wrong == 0, ": behind it all are right");
	end();
}

int main(void)
{
	kernel_begin(&n);
	test_whole();
	test_damage();
	test_difference();
	netlink_close(&n);
	return done_testing();
}
