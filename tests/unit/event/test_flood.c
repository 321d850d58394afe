/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A client's flood is counted; what others do, and what is new, is not lost. */

#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "nfq/event/flood.h"
#include "tests/unit/tap.h"

static const struct eve_repeat none;

static struct {
	unsigned n;
	uint64_t all;
	struct flood_row last;
	struct address client;
} told;

static void tell(void *arg, const struct address *client,
		 const struct flood_row *row)
{
	(void)arg;
	told.n++;
	told.all += row->count;
	told.last = *row;
	told.client = *client;
}

static struct flood *start(uint64_t limit)
{
	memset(&told, 0, sizeof(told));
	return flood_new(limit, tell, NULL);
}

/* A hello of client `n` for the name of number `target`. */
static struct event event_of(uint32_t n, unsigned target, time_t when)
{
	struct event e = {
		.time = { .tv_sec = when }, .effect = EFFECT_BLOCK,
		.source = SOURCE_NAME, .rule = { .line = 5 },
	};
	char name[32];

	e.src.b[10] = e.src.b[11] = 0xff;
	n = htonl(n);
	memcpy(e.src.b + 12, &n, sizeof(n));
	e.name_len = (uint8_t)snprintf(name, sizeof(name), "n%u.example",
				       target);
	memcpy(e.name, name, e.name_len);
	return e;
}

static struct rules rules;
static struct legend_vendor vendors[] = { { .id = "acme" }, { .id = "zte" } };
static struct legend_class classes[] = { { .vendor = 0 }, { .vendor = 1 } };

static bool add(struct flood *f, uint32_t n, unsigned target, time_t when,
		uint16_t class, enum effect effect)
{
	struct event e = event_of(n, target, when);

	e.rules = &rules;
	e.rule.class = class;
	e.effect = (uint8_t)effect;
	return flood_add(f, &e, &none);
}

static void test_limit(void)
{
	struct flood *f = start(10);
	unsigned lines = 0;

	for (unsigned i = 0; i < 50; i++)
		lines += add(f, 1, 7, 1000, 0, EFFECT_BLOCK);
	is_number(lines, 10, "so many lines in a minute");
	ok(add(f, 2, 7, 1000, 0, EFFECT_BLOCK), ": another client's is one");
	ok(add(f, 1, 8, 1001, 0, EFFECT_BLOCK), ": the first of a name, too");
	ok(add(f, 1, 7, 1002, 1, EFFECT_BLOCK), ": of a rule");
	ok(add(f, 1, 7, 1003, 0, EFFECT_OBSERVE), ": of an outcome");
	ok(!add(f, 1, 7, 1004, 0, EFFECT_OBSERVE), ": but not the second");
	flood_close(f, 1059, false);
	is_number(told.n, 0, "nothing is told before the minute is over");
	flood_close(f, 1060, false);
	is_number(told.n, 2, ": then one line an outcome");
	is_number((long long)told.all, 41, ": with all of them");
	ok(told.last.outcome == OUTCOME_WOULD_BLOCK && told.last.count == 1 &&
	   told.last.first.tv_sec == 1004, ": and when they were");
	is_text(told.last.vendor, "acme", ": whose they were");
	is_number(told.client.b[15], 1, ": and the client's");
	ok(add(f, 1, 7, 1061, 0, EFFECT_BLOCK), "the next minute has its own");
	flood_free(f);
}

static void test_firsts(void)
{
	struct flood *f = start(10);
	unsigned lines = 0;

	for (unsigned i = 0; i < 1000; i++)
		lines += add(f, 1, i, 1000, 0, EFFECT_BLOCK);
	is_number(lines, FLOOD_FIRSTS, "of ever new names so many are lines");
	lines = 0;
	for (unsigned i = 0; i < 1000; i++)
		lines += add(f, 1, 5000 + i, 2000, 0, EFFECT_BLOCK);
	is_number(lines, 10, ": the same day no more than others");
	lines = 0;
	for (unsigned i = 0; i < 1000; i++)
		lines += add(f, 1, 9000 + i, 90000, 0, EFFECT_BLOCK);
	is_number(lines, FLOOD_FIRSTS, ": the next day as many again");
	flood_close(f, 0, true);
	ok(told.all == 3000 - 2 * FLOOD_FIRSTS - 10, "none is lost");
	flood_free(f);
}

static void test_v6(void)
{
	struct flood *f = start(5);
	struct event e = event_of(1, 1, 1000);
	unsigned lines = 0;

	e.rules = &rules;
	e.src.b[0] = 0x20;
	for (unsigned i = 0; i < 100; i++) {
		e.src.b[15] = (uint8_t)i;
		lines += flood_add(f, &e, &none);
	}
	is_number(lines, 5, "the addresses of a /64 are one client");
	flood_free(f);
}

static void test_crowd(void)
{
	struct flood *f = start(2);
	unsigned lines = 0, odd = 0;

	for (uint32_t i = 0; i < 4 * FLOOD_CLIENTS; i++)
		lines += add(f, i, 1, 1000, 0, EFFECT_BLOCK);
	is_number(lines, 4 * FLOOD_CLIENTS, "each of very many has its line");
	for (unsigned i = 0; i < 10; i++)
		odd += add(f, 3, 1, 1000 + (time_t)i, 0, EFFECT_BLOCK);
	is_number(odd, 2, ": and one that goes on its limit");
	flood_close(f, 0, true);
	is_number((long long)told.all, 8, ": all that is counted is told");
	flood_free(f);
	f = start(0);
	for (unsigned i = lines = 0; i < 1000; i++)
		lines += add(f, 1, 1, 1000, 0, EFFECT_BLOCK);
	is_number(lines, 1000, "without a limit all are lines");
	flood_free(f);
	flood_free(NULL);
}

/* A repeat stands for many. */
static void test_repeats(void)
{
	const struct eve_repeat repeat = {
		.count = 40, .first = { .tv_sec = 990 },
		.last = { .tv_sec = 1000 },
	};
	struct flood *f = start(1);
	struct event e = event_of(1, 1, 1000);

	e.rules = &rules;
	flood_add(f, &e, &none);
	ok(!flood_add(f, &e, &repeat), "a repeat can be one too many");
	flood_close(f, 0, true);
	ok(told.last.count == 40 && told.last.first.tv_sec == 990,
	   ": and is counted for all that it stands for");
	flood_free(f);
}

int main(void)
{
	rules.generation.legend = (struct legend) {
		.vendors = vendors, .nvendors = 2,
		.classes = classes, .nclasses = 2,
	};
	test_limit();
	test_firsts();
	test_v6();
	test_crowd();
	test_repeats();
	return done_testing();
}
