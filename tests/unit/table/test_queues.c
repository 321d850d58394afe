/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The numbers of our queues. */

#include <string.h>

#include "ruleset/table/queues.h"
#include "tests/unit/tap.h"

static void test_numbers(void)
{
	static uint8_t seen[QUEUE_KINDS * 3];
	const struct config c = { .queue_base = 500, .workers = 3 };
	const struct queues q = queues_of(&c);

	for (int kind = 0; kind < QUEUE_KINDS; kind++)
		for (unsigned w = 0; w < 3; w++) {
			unsigned n = queues_number(&q, kind, w);

			ok(queues_have(&q, n), "kind %d of worker %u is ours",
			   kind, w);
			seen[n - 500]++;
		}
	ok(!memchr(seen, 0, sizeof(seen)), "each number is one queue's");
	is_number(queues_number(&q, QUEUE_UDP, 2),
		  queues_number(&q, QUEUE_UDP, 0) + 2,
		  ": those of a kind are side by side");
	ok(!queues_have(&q, 499) && !queues_have(&q, 512),
	   ": those before and behind are another's");
	is_number(queues_end(&q), 512, "the end is behind the last");
}

static void test_workers(void)
{
	struct config c = { .queue_base = 65000 };
	unsigned n = queues_of(&c).workers;

	ok(n >= 1 && n <= QUEUES_WORKERS_MAX,
	   ": there is a worker, and no more "
	   "than may be");
	c.workers = QUEUES_WORKERS_MAX;
	ok(queues_of(&c).workers == QUEUES_WORKERS_MAX, ": as many as is said");
	n = queues_end(&(struct queues) { 65000, QUEUES_WORKERS_MAX });
	ok(n <= 65536, "the last number there can be is one of 16 bits");
}

int main(void)
{
	test_numbers();
	test_workers();
	return done_testing();
}
