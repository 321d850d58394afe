/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel decides by itself: sorted, disjoint, the right chains. */

#include <stdio.h>
#include <stdlib.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "tests/unit/made.h"
#include "tests/unit/tap.h"

static struct made m;

#define VENDOR(id, prefixes) MADE_VENDOR(id, "\"lawful\"") \
	"prefixes = ( " prefixes " );\n"
#define PREFIX(prefix, role, rest) "{ prefix = \"" prefix "\"; role = \"" \
	role "\"; source = \"s\"; confidence = \"registry\"; " rest " }"

static void begin(const char *mode, const char *rest)
{
	char settings[512];

	snprintf(settings, sizeof(settings), "mode = \"%s\"; %s", mode, rest);
	made_begin(&m, settings);
}

/* A set as a list, IPv4 first; the caller frees the items. */
static struct interval_list walked(enum interval_set set)
{
	struct interval_list l = { .n = 0 };
	struct interval v;

	for_each_family(f) {
		struct interval_walk w = intervals_walk(&m.iv, set, f);

		while (intervals_next(&w, &v)) {
			l.items = xgrow(l.items, l.n, sizeof(*l.items));
			l.items[l.n++] = v;
		}
	}
	return l;
}

/* "first-last>chain ..." of a set. */
static char *listed(enum interval_set set)
{
	struct interval_list l = walked(set);
	struct buffer out = { 0 };
	char a[ADDRESS_TEXT], b[ADDRESS_TEXT];

	for (size_t i = 0; i < l.n; i++)
		buffer_printf(&out, "%s%s-%s%s%s", i ? " " : "",
			      address_format(&l.items[i].range.first, a),
			      address_format(&l.items[i].range.last, b),
			      l.items[i].chain ? ">" : "",
			      l.items[i].chain ? l.items[i].chain : "");
	free(l.items);
	return buffer_take(&out);
}

static void list_is(enum interval_set set, const char *want, const char *what)
{
	char *got = listed(set);

	is_text(got, want, "%s", what);
	free(got);
}

static size_t leading_to(const char *chain)
{
	size_t n = 0;

	for (size_t i = 0; i < m.iv.nchains; i++)
		if (strcmp(m.iv.chains[i].name, chain) == 0)
			n += m.iv.chains[i].intervals;
	return n;
}

#define ACME "vendors = ( { id = \"acme\"; } );"

static void test_listed(void)
{
	scratch_put("block.list", "203.0.113.7\n2001:db8:5::/48\n");
	scratch_put("allow.list", "192.0.2.0/28\n");
	scratch_put("protect.list", "192.0.2.32/28\n2001:db8::1\n8.8.8.8\n");
	begin("enforce", ACME);
	list_is(SET_LISTED, "192.0.2.16-192.0.2.31>vendor-acme "
		"192.0.2.48-192.0.2.63>vendor-acme "
		"192.0.2.128-192.0.2.191>vendor-acme "
		"192.0.2.192-192.0.2.255>vendor-acme-log "
		"198.51.100.0-198.51.100.255>vendor-acme-log "
		"203.0.113.7-203.0.113.7>vendor-local "
		"2001:db8::-2001:db8::>vendor-acme "
		"2001:db8::2-2001:db8:0:ffff:ffff:ffff:ffff:ffff>vendor-acme "
		"2001:db8:5::-2001:db8:5:ffff:ffff:ffff:ffff:ffff>vendor-local",
		"what is listed leads to its vendor's chain, unmerged");
	list_is(SET_PROTECT, "8.8.8.8-8.8.8.8 192.0.2.32-192.0.2.47 "
		"2001:db8::1-2001:db8::1", "what is protected stands apart");
	ok(leading_to("vendor-acme") == 5 && leading_to("vendor-acme-log") ==
	   2 && leading_to("vendor-local") == 2, "chains count what leads to "
	   "them");
	made_end(&m);
	begin("observe", ACME);
	ok(leading_to("vendor-acme") == 5, "observed ones are listed too");
	made_end(&m);
	begin("off", ACME);
	list_is(SET_LISTED, "", "in mode off nothing is listed");
	made_end(&m);
	scratch_put("block.list", "");
	scratch_put("allow.list", "");
	scratch_put("protect.list", "");
	begin("enforce", "vendors = ( { id = \"acme\"; mode = \"off\"; } );");
	list_is(SET_LISTED, "", "nor of a vendor that is off");
	list_is(SET_PROTECT, "", "and nothing is protected");
	made_end(&m);
	begin("enforce", "vendors = ( { id = \"acme\"; roles_off = "
	      "[ \"web\", \"evidence\" ]; } );");
	list_is(SET_LISTED, "", "nor of a role that is off");
	made_end(&m);
}

static void test_exempt(void)
{
#define CLIENT(c) "{ client = \"" c "\"; reason = \"r\"; }"
	begin("enforce", "exempt = ( " CLIENT("10.0.0.0/8") ", "
	      CLIENT("2001:db8::/64") ", " CLIENT("10.1.0.0/16") ", "
	      CLIENT("9.255.255.255") ", " CLIENT("2001:db8::7") ", "
	      CLIENT("192.0.2.7/32") ", " CLIENT("192.0.2.7") " );" ACME);
	list_is(SET_EXEMPT, "9.255.255.255-9.255.255.255 "
		"10.0.0.0-10.255.255.255 192.0.2.7-192.0.2.7 "
		"2001:db8::-2001:db8::ffff:ffff:ffff:ffff",
		"clients are sorted and those that overlap are one");
	made_end(&m);
	begin("enforce", "exempt = ( " CLIENT("0.0.0.0/0") ", "
	      CLIENT("255.255.255.255") " );" ACME);
	list_is(SET_EXEMPT, "0.0.0.0-255.255.255.255", "all of IPv4");
	made_end(&m);
	begin("enforce", "exempt = ( " CLIENT("::/0") ", "
	      CLIENT("192.0.2.7") " );" ACME);
	ok(intervals_total(&m.iv) >= 2, "an IPv4 client is no part of ::/0");
	made_end(&m);
	begin("enforce", ACME);
	list_is(SET_EXEMPT, "", "nobody is exempt by himself");
	made_end(&m);
}

/* Each address of the kernel's list decides as the policy does. */
static void test_agrees(void)
{
	struct buffer text = { 0 };
	unsigned wrong = 0, disorder = 0, hits = 0;
	struct interval_list l;

	for (int i = 0; i < 200; i++)
		buffer_printf(&text, "192.0.%u.%u/%u\n",
			      (unsigned)(random_next() % 4),
			      (unsigned)(random_next() % 8 * 32), 27u);
	scratch_put("block.list", text.p);
	buffer_reset(&text);
	for (int i = 0; i < 40; i++)
		buffer_printf(&text, "192.0.%u.%u\n",
			      (unsigned)(random_next() % 4),
			      (unsigned)(random_next() % 256));
	scratch_put("protect.list", text.p);
	scratch_put("allow.list", "192.0.1.0/25\n192.0.3.128/26\n");
	begin("enforce", ACME);
	l = walked(SET_LISTED);
	for (size_t i = 1; i < l.n; i++)
		disorder += address_compare(&l.items[i - 1].range.last,
					    &l.items[i].range.first) >= 0;
	is_number(disorder, 0, "many are sorted and disjoint");
	for (unsigned n = 0; n < 1024; n++) {
		uint8_t bytes[4] = { 192, 0, (uint8_t)(n >> 8), (uint8_t)n };
		struct address a = address_from_v4(bytes);
		struct decision d = policy_judge_address(m.policy, &a);
		bool found = false;

		for (size_t i = 0; i < l.n; i++)
			found |= address_compare(&l.items[i].range.first,
						 &a) <= 0 &&
				 address_compare(&a, &l.items[i].range.last) <=
				 0;
		wrong += found != (d.effect == EFFECT_BLOCK ||
				   d.effect == EFFECT_LOG);
		hits += found;
	}
	is_number(wrong, 0, "an address is listed if the policy blocks it");
	ok(hits > 100 && hits < 1000, "some are, some are not");
	is_number(m.iv.count[SET_LISTED][FAMILY_V4] +
		  m.iv.count[SET_LISTED][FAMILY_V6], l.n, "all are counted");
	free(l.items);
	made_end(&m);
	buffer_done(&text);
	scratch_put("block.list", "");
	scratch_put("allow.list", "");
	scratch_put("protect.list", "");
}

/* The digest stands for the intervals and where they lead, nothing else. */
static void test_digest(void)
{
	char first[INTERVALS_DIGEST_TEXT];

	scratch_put("block.list", "203.0.113.7\n");
	begin("enforce", ACME);
	memcpy(first, m.iv.digest, sizeof(first));
	made_end(&m);
	begin("observe", ACME);
	is_text(m.iv.digest, first, "a mode changes no interval");
	made_end(&m);
	scratch_put("block.list", "203.0.113.7\nwww.example.org\n");
	begin("enforce", ACME);
	is_text(m.iv.digest, first, ": nor does a name");
	made_end(&m);
	scratch_put("block.list", "203.0.113.8\n");
	begin("enforce", ACME);
	ok(strcmp(m.iv.digest, first) != 0, ": another address does");
	made_end(&m);
	scratch_put("block.list", "203.0.113.7\n");
	scratch_put("protect.list", "192.0.2.192/26\n");
	begin("enforce", ACME);
	ok(strcmp(m.iv.digest, first) != 0, ": and one that is protected");
	made_end(&m);
	scratch_put("protect.list", "");
	begin("enforce", ACME "exempt = ( { client = \"192.0.2.1\"; "
	      "reason = \"r\"; } );");
	ok(strcmp(m.iv.digest, first) != 0, ": and an exempt client");
	made_end(&m);
	begin("enforce", ACME);
	is_text(m.iv.digest, first, ": and back");
	m.iv.chains[0].left_out = true;
	list_is(SET_LISTED, "192.0.2.192-192.0.2.255>vendor-acme-log "
		"198.51.100.0-198.51.100.255>vendor-acme-log "
		"203.0.113.7-203.0.113.7>vendor-local",
		"a chain's intervals can be left out");
	made_end(&m);
	scratch_put("block.list", "");
}

/* Every other address of 10.0.0.0/8. */
static void put_many(unsigned n)
{
	struct buffer text = { 0 };

	for (unsigned i = 0; i < n; i++)
		buffer_printf(&text, "10.%u.%u.%u\n", i >> 15 & 255,
			      i >> 7 & 255, i * 2 & 255);
	scratch_put("block.list", text.p);
	buffer_done(&text);
}

static size_t count_walk(enum interval_set set)
{
	struct interval_list l = walked(set);

	free(l.items);
	return l.n;
}

/* A vendor that has many has a set of its own; the rest stays in the map. */
static void test_large(void)
{
	const char *local = "vendor-local";
	struct interval_list l;
	unsigned disorder = 0, elsewhere = 0;

	put_many(LARGE_FROM - 1);
	begin("enforce", ACME);
	ok(!m.iv.large[0] && !intervals_have_set(&m.iv, SET_LARGE),
	   "%u are not many", LARGE_FROM - 1);
	is_number(m.iv.count[SET_LISTED][FAMILY_V4], LARGE_FROM + 3,
		  ": they are in the map");
	made_end(&m);

	put_many(LARGE_FROM);
	begin("enforce", ACME);
	is_text(m.iv.large[0] ? m.iv.large[0]->name : "", local,
		"%u are", LARGE_FROM);
	ok(intervals_have_set(&m.iv, SET_LARGE) &&
	   !intervals_have_set(&m.iv, SET_LARGE + 1) &&
	   intervals_have_set(&m.iv, SET_LISTED), ": there is one such set");
	is_number(m.iv.count[SET_LARGE][FAMILY_V4], LARGE_FROM,
		  "counted there");
	is_number(count_walk(SET_LARGE), LARGE_FROM, ": and found there");
	list_is(SET_LISTED, "192.0.2.0-192.0.2.63>vendor-acme "
		"192.0.2.128-192.0.2.191>vendor-acme "
		"192.0.2.192-192.0.2.255>vendor-acme-log "
		"198.51.100.0-198.51.100.255>vendor-acme-log "
		"2001:db8::-2001:db8:0:ffff:ffff:ffff:ffff:ffff>vendor-acme",
		"the map has the others");
	l = walked(SET_ALL_LISTED);
	is_number(l.n, LARGE_FROM + 5, "together they are all");
	for (size_t i = 0; i < l.n; i++) {
		disorder += i > 0 && address_compare(&l.items[i - 1].range.last,
						     &l.items[i].range.first)
			    >= 0 && address_is_v4(&l.items[i].range.first);
		elsewhere += (intervals_set_of(&m.iv, l.items[i].chain) ==
			      SET_LARGE) != (strcmp(l.items[i].chain, local)
					     == 0);
	}
	is_number(disorder, 0, "in order");
	is_number(elsewhere, 0, "each in the set where its chain is");
	is_number(intervals_total(&m.iv), l.n, ": none counts twice");
	free(l.items);
	made_end(&m);
	scratch_put("block.list", "");
}

/* Two chains of one name would be one chain of two vendors: what would make
 * them is refused. */
static void test_chain_names(void)
{
	static const struct {
		const char *file, *text;
		bool good;
	} rows[] = {
		{ "vendors/2.conf", VENDOR("a2345678901234567890123456789012",
		  PREFIX("8.8.9.0/24", "web", "")), true },
		{ "vendors/3.conf", VENDOR("acme-log",
		  PREFIX("8.8.8.0/24", "web", "")), false },
		{ "vendors/3.conf", VENDOR("local",
		  PREFIX("8.8.8.0/24", "web", "")), false },
	};

	for (size_t r = 0; r < ARRAY_SIZE(rows); r++) {
		size_t same = 0;

		scratch_put(rows[r].file, rows[r].text);
		ok(made_try(&m, "mode = \"enforce\"; "
			    "vendors = ( { id = \"acme\"; } );") ==
		   rows[r].good, "%s is %s", rows[r].file,
		   rows[r].good ? "taken" : "refused");
		for (size_t i = 0; i < m.iv.nchains; i++)
			for (size_t k = i + 1; k < m.iv.nchains; k++)
				same += strcmp(m.iv.chains[i].name,
					       m.iv.chains[k].name) == 0;
		is_number(same, 0, "no two chains have one name, case %zu", r);
		made_end(&m);
	}
}

int main(void)
{
	made_vendor("vendors/1.conf", VENDOR("acme",
	    PREFIX("192.0.2.0/26", "web", "") ", "
	    PREFIX("192.0.2.64/26", "lawful", "") ", "
	    PREFIX("192.0.2.128/25", "web", "") ", "
	    PREFIX("192.0.2.192/26", "evidence", "enforce = false;") ", "
	    PREFIX("198.51.100.0/24", "evidence", "enforce = false;") ", "
	    PREFIX("100.64.0.0/10", "web",
		   "enforce = false; shared = true;") ", "
	    PREFIX("2001:db8::/48", "web", "")));
	test_listed();
	test_exempt();
	test_agrees();
	test_digest();
	test_large();
	test_chain_names();
	return done_testing();
}
