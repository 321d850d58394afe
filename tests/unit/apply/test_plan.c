/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which way a change goes, by what the kernel holds. */

#include <stdlib.h>

#include "lib/array.h"
#include "ruleset/table/starts.h"
#include "tests/unit/kernel_made.h"
#include "tests/unit/tap.h"

static struct netlink n;
static struct made held_made, wanted_made;
static struct table held, wanted;
static struct present now;

/* The kernel holds one list, another is wanted. */
static void begin(const char *block_held, const char *block_wanted)
{
	struct fault fault;

	apply_remove(&n, &fault);
	held = kernel_table(&held_made, block_held, "");
	kernel_apply(&held, &n);
	present_read(&now, &n);
	wanted = kernel_table(&wanted_made, block_wanted, "");
	wanted.before = held.intervals;
}

static void end(void)
{
	present_done(&now);
	made_end(&held_made);
	made_end(&wanted_made);
}

/* As if the kernel had none of these. */
static void forget(struct present_names *names)
{
	for (size_t i = 0; i < names->n; i++)
		free(names->items[i]);
	names->n = 0;
}

/* As if one of the edition's had this name, which is no longer. */
static void rename_set(const char *name)
{
	size_t i = 0;

	while (!strchr(now.sets.items[i], '-'))
		i++;
	strcpy(now.sets.items[i], name);
}

static struct table_plan plan(struct table_distrust distrust)
{
	struct table_plan p;

	plan_make(&p, &wanted, &n, &now, distrust, false);
	return p;
}

#define TRUST ((struct table_distrust) { .sets = false })
#define LIST "192.0.2.0/24\n198.51.100.0/24\n2001:db8::/32\n"

static void goes(enum table_way way, const char *reason, const char *what)
{
	struct table_plan p = plan(TRUST);

	ok(p.way == way, "%s: %s", what, table_way_words[p.way]);
	is_text(p.reason ? p.reason : "", reason, ": because \"%s\"", reason);
	plan_done(&p);
}

static void test_ways(void)
{
	static const struct {
		const char *held, *wanted;
		enum table_way way;
		const char *reason, *what;
	} rows[] = {
		{ LIST, LIST, WAY_KEEP, "", "the same" },
		{ LIST, LIST "203.0.113.0/24\n", WAY_DIFFERENCE, "", "more" },
		{ LIST "203.0.113.0/24\n", LIST, WAY_DIFFERENCE, "", "less" },
		{ LIST, "\n", WAY_DIFFERENCE, "", "nothing any more" },
		{ "\n", LIST, WAY_DIFFERENCE, "", "something" },
		{ LIST "203.0.113.0/24\n", LIST "203.0.113.0/25\n", WAY_NEW,
		  "intervals are split, joined or lead elsewhere", "shrunk" },
		{ LIST, LIST "192.0.2.7\n", WAY_KEEP, "", "covered already" },
		{ LIST, LIST "198.51.0.0/16\n", WAY_NEW,
		  "intervals are split, joined or lead elsewhere", "grown" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		begin(rows[i].held, rows[i].wanted);
		goes(rows[i].way, rows[i].reason, rows[i].what);
		end();
	}
}

/* What is known of the kernel decides, not what it should hold. */
static void test_unknown(void)
{
	begin(LIST, LIST);
	now.marked = false;
	goes(WAY_NEW, "what the kernel holds is not known", "no marker");
	end();
	begin(LIST, LIST);
	now.marker.sets[0] = '\0';
	goes(WAY_NEW, "what the kernel holds is not known", "half a load");
	end();
	begin(LIST, LIST);
	forget(&now.sets);
	goes(WAY_NEW, "there is no set yet", "no set");
	end();
	begin(LIST, LIST);
	rename_set("x-1");
	goes(WAY_NEW, "a set is missing", "one set less");
	end();
	begin(LIST, LIST "203.0.113.0/24\n");
	rename_set("x-1");
	goes(WAY_NEW, "a set is missing", "the same before a difference");
	end();
	begin(LIST, LIST "203.0.113.0/24\n");
	memset(now.marker.sets, '0', strlen(now.marker.sets));
	goes(WAY_NEW, "what the kernel holds is not on disk any more",
	     "another digest");
	end();
}

/* The generation that the marker names is read from disk. */
static void test_disk(void)
{
	struct conf_report report = { .errors = 0 };
	struct generation disk = { 0 };
	struct table_plan p;

	begin(LIST, LIST "203.0.113.0/24\n");
	wanted.before = NULL;
	scratch_put("block.list", LIST);
	is_number(generation_update(&disk, &wanted_made.config,
				    GENERATION_TRUST, &report), 0,
		  "what the kernel holds is on disk");
	now.marker.generation = disk.number;
	memcpy(now.marker.digest, disk.digest, sizeof(disk.digest));
	generation_close(&disk);
	conf_report_done(&report);
	p = plan(TRUST);
	ok(p.way == WAY_DIFFERENCE && p.known && p.difference.added == 1 &&
	   p.difference.removed == 0, "a difference to what is on disk");
	plan_done(&p);
	memset(now.marker.digest, '0', strlen(now.marker.digest));
	goes(WAY_NEW, "what the kernel holds is not on disk any more",
	     "its number is another's now");
	end();
}

static void test_distrust(void)
{
	struct table_plan p;

	begin(LIST, LIST);
	p = plan((struct table_distrust) { .sets = true });
	ok(p.way == WAY_NEW && p.rules, "changed sets are made anew");
	plan_done(&p);
	p = plan((struct table_distrust) { .rules = true });
	ok(p.way == WAY_KEEP && p.rules && !p.marker,
	   "changed rules are written, no set");
	plan_done(&p);
	p = plan(TRUST);
	ok(!p.rules && !p.marker && p.bytes == 0, ": else nothing is");
	plan_done(&p);
	end();
}

/* Rules are written where any of them differs or something is missing. */
static void test_rules(void)
{
	struct table_plan p;

	begin(LIST, LIST);
	wanted.judging = true;
	p = plan(TRUST);
	ok(p.way == WAY_KEEP && p.rules && p.marker, "other rules");
	plan_done(&p);
	wanted.judging = false;
	strcpy(now.chains.items[0], "x");
	p = plan(TRUST);
	ok(p.way == WAY_KEEP && p.rules && !p.early, "a chain is missing");
	plan_done(&p);
	end();
	begin(LIST, LIST);
	forget(&now.counters);
	p = plan(TRUST);
	ok(p.way == WAY_KEEP && p.rules, "counters are");
	plan_done(&p);
	end();
}

static void test_room(void)
{
	begin(LIST, LIST "203.0.113.0/24\n");
	n.most = 60000;
	goes(WAY_NEW, "the difference does not fit the send buffer",
	     "a small send buffer");
	n.most = 70000;
	goes(WAY_DIFFERENCE, "", "one that is large enough");
	n.most = 0;
	end();
}

static void put_many(struct buffer *out, unsigned count, unsigned last)
{
	for (unsigned i = 0; i < count; i++)
		buffer_printf(out, "10.%u.%u.%u\n", i >> 8, i & 255, last);
}

/* Too much for a difference, and enough for a first part. */
static void test_many(void)
{
	struct buffer list = { 0 };
	struct table_plan p;

	put_many(&list, 10001, 1);
	begin(LIST, list.p);
	goes(WAY_NEW, "too much is new", "10,001 beside three");
	end();
	buffer_reset(&list);
	put_many(&list, 9997, 1);
	begin(LIST, list.p);
	goes(WAY_DIFFERENCE, "", "3 go and 9,997 come");
	end();
	buffer_reset(&list);
	put_many(&list, 20001, 1);
	begin(LIST, list.p);
	forget(&now.sets);
	p = plan(TRUST);
	ok(!p.early, "in a table with its chains all comes at once");
	plan_done(&p);
	forget(&now.chains);
	p = plan(TRUST);
	ok(p.way == WAY_NEW && p.early && p.intervals == 20001,
	   "into an empty kernel small vendors come first");
	ok(p.bytes > 20001 * 60 && p.bytes < 20001 * 120,
	   "about %llu bytes", (unsigned long long)p.bytes);
	plan_done(&p);
	end();
	buffer_done(&list);
}

/* What changes is made for the eyes of people too: in full, where the way is
 * a new edition, but from what the kernel holds where that is known. */
static void test_full(void)
{
	struct table_plan p;

	begin(LIST "203.0.113.0/24\n", LIST "203.0.113.0/25\n");
	plan_make(&p, &wanted, &n, &now, TRUST, true);
	ok(p.way == WAY_NEW && p.known && p.difference.added == 1 &&
	   p.difference.removed == 1, "from what the kernel holds: +%zu -%zu",
	   p.difference.added, p.difference.removed);
	plan_done(&p);
	now.marked = false;
	plan_make(&p, &wanted, &n, &now, TRUST, true);
	ok(p.way == WAY_NEW && !p.known && p.difference.added == 4 &&
	   p.difference.removed == 0, "from nothing: +%zu -%zu",
	   p.difference.added, p.difference.removed);
	plan_done(&p);
	p = plan(TRUST);
	ok(p.way == WAY_NEW && p.difference.added == 0,
	   "which is left out where nobody asks");
	plan_done(&p);
	end();
	begin(LIST, LIST);
	plan_make(&p, &wanted, &n, &now, TRUST, true);
	ok(p.way == WAY_KEEP && p.difference.added == 0,
	   "where all stays nothing changes");
	plan_done(&p);
	end();
}

/* The set of connections without data is the one that is there; a new one has
 * another name than the last. */
static void test_starts(void)
{
	struct table_plan p;
	unsigned first;

	begin(LIST, LIST);
	first = held.starts;
	ok(first >= 1 && first <= STARTS_SETS, "one of those there may be");
	for (unsigned last = 0; last <= STARTS_SETS; last++) {
		wanted.starts = last;
		p = plan(TRUST);
		is_number(wanted.starts, first, "kept, not one behind %u",
			  last);
		plan_done(&p);
	}
	forget(&now.sets);
	for (unsigned last = 1; last <= STARTS_SETS; last++) {
		wanted.starts = last;
		p = plan(TRUST);
		ok(wanted.starts != last && wanted.starts >= 1 &&
		   wanted.starts <= STARTS_SETS, "lost: behind %u is %u", last,
		   wanted.starts);
		plan_done(&p);
	}
	end();
}

static void test_editions(void)
{
	struct table_plan p;

	begin(LIST, LIST);
	is_number(now.marker.edition, 1, "the first edition");
	p = plan(TRUST);
	is_number(wanted.marker.edition, 1, ": is kept");
	plan_done(&p);
	rename_set("x-41");
	p = plan(TRUST);
	is_number(wanted.marker.edition, 42, "a new one is above all there is");
	plan_done(&p);
	end();
}

int main(void)
{
	kernel_begin(&n);
	test_ways();
	test_unknown();
	test_disk();
	test_distrust();
	test_rules();
	test_room();
	test_many();
	test_full();
	test_starts();
	test_editions();
	netlink_close(&n);
	return done_testing();
}
