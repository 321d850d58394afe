/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is lost is told once, when it is over, and as a line of JSON. */

#include <stdlib.h>
#include <string.h>

#include "lib/jsontree.h"
#include "nfq/event/eve_notice.h"
#include "nfq/event/losses.h"
#include "tests/unit/tap.h"

static struct notices notices;
static struct losses losses;
static struct jsontree tree;
static struct buffer line;

/* The next line's object, or NULL. */
static const struct jsontree_node *next(void)
{
	static struct eve eve = {
		.host = "gw", .gateway = "gw-1", .stream = "0123", .seq = 7,
	};
	struct notice *n = notices_take(&notices);

	if (!n)
		return NULL;
	buffer_reset(&line);
	eve_notice_write(&eve, n, &line);
	notice_free(n);
	return jsontree_parse(&tree, line.p, line.len - 1);
}

static void test_going_on(void)
{
	const struct jsontree_node *n;

	losses_start(&losses, 5, 0);
	losses_note(&losses, LOSS_DISK, 5, false, &notices);
	ok(!next(), "what was lost before is not told again");
	losses_note(&losses, LOSS_DISK, 25, true, &notices);
	losses_note(&losses, LOSS_DISK, 30, true, &notices);
	losses.kinds[LOSS_DISK].last.tv_sec -= 10;
	losses_note(&losses, LOSS_DISK, 30, true, &notices);
	ok(!next(), "while it goes on nothing is told");
	losses_note(&losses, LOSS_DISK, 30, false, &notices);
	n = next();
	is_text(jsontree_text(n, "event_type"), "cordon", "then a line");
	is_text(jsontree_text(n, "cordon.event"), "lost", ": of a loss");
	is_number(jsontree_number(n, "cordon.lost"), 25, ": how many");
	is_text(jsontree_text(n, "cordon.why"), "disk", ": why");
	is_text(jsontree_text(n, "cordon.by"), "cordond", ": says who");
	is_number(jsontree_number(n, "cordon.seq"), 7, ": with its number");
	ok(strlen(jsontree_text(n, "cordon.first")) > 20, ": from when");
	losses_note(&losses, LOSS_DISK, 30, false, &notices);
	ok(!next(), "once");
}

static void test_end(void)
{
	losses_note(&losses, LOSS_RING, 3, false, &notices);
	ok(!next(), "what may go on waits");
	losses_end(&losses, &notices);
	is_text(jsontree_text(next(), "cordon.why"), "ring",
		": but not over the end");
	ok(!next(), ": once");
}

static void test_clock(void)
{
	losses_note(&losses, LOSS_KERNEL, 3, false, &notices);
	losses.kinds[LOSS_KERNEL].last.tv_sec += 3600;
	losses_note(&losses, LOSS_KERNEL, 3, false, &notices);
	is_text(jsontree_text(next(), "cordon.why"), "kernel",
		"a clock set back keeps nothing waiting");
}

static void test_many(void)
{
	unsigned n = 0;

	for (unsigned i = 0; i < NOTICES_MAX + 10; i++)
		notices_put(&notices, "mode", 1000, "a\"},\n{\x1b[2J", NULL);
	is_text(jsontree_text(next(), "cordon.detail"), "a\"},\n{\x1b[2J",
		"hostile words make no second line");
	is_number(jsontree_number(jsontree_parse(&tree, line.p, line.len - 1),
				  "cordon.uid"), 1000, ": by whom");
	while (next())
		n++;
	is_number(n, NOTICES_MAX - 1, "those without room are left out");
}

int main(void)
{
	notices_init(&notices);
	test_going_on();
	test_end();
	test_clock();
	test_many();
	notices_done(&notices);
	jsontree_done(&tree);
	buffer_done(&line);
	return done_testing();
}
