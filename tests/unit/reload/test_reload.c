/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rules that do not load: what was in force stays, and what is owed is tried
 * again, but not all the time. */

#include <stdio.h>
#include <stdlib.h>

#include "lib/clock.h"
#include "nfq/reload/reload.h"
#include "ruleset/config/config_load.h"
#include "tests/unit/tap.h"

static struct rules *first;
static struct shared shared;
static struct reloader r;
static struct confinement free_to_open;

static void begin(void)
{
	static char path[160];

	snprintf(path, sizeof(path), "%s", scratch_in("cordon.conf"));
	scratch_put("cordon.conf", "workers = 3; queue_base = 900;\n");
	first = calloc(1, sizeof(*first));
	config_load(&first->config, path);
	atomic_store(&shared.rules, first);
	reload_init(&r, path, &shared);
	r.confinement = &free_to_open;
}

static void test_fixed(void)
{
	is_number(r.fixed.queues.first, 900, "queues stay where they are");
	is_number(r.fixed.queues.workers, 3, ": and as many");
	ok(reload_rules(&r) == first, "the rules of the start are in force");
}

static void test_mistake(void)
{
	char text[FAULT_TEXT];

	scratch_put("cordon.conf", "workers = 3;\nnonsense = 1;\n");
	ok(!reload_from(&r, RULES_UPDATE), "a mistake is not loaded");
	ok(reload_rules(&r) == first, "what was in force stays");
	is_number(r.failures, 1, ": it is counted");
	fault_text(&r.fault, text);
	ok(strstr(text, "cordon.conf:2: ") && !strchr(text, '\n'),
	   "the error is a line that names the place: %s", text);
	reload_tick(&r);
	is_number(r.failures, 1, "it is not tried again unless it is owed");
}

static void test_owed(void)
{
	reload_owe(&r);
	reload_tick(&r);
	is_number(r.failures, 2, "what is owed is loaded at the next tick");
	ok(r.owed, ": and owed until it works");
	reload_tick(&r);
	reload_tick(&r);
	is_number(r.failures, 2, ": but not tried at each");
	ok(r.retry > clock_boot(), "only after a while");
	r.retry = clock_boot();
	reload_tick(&r);
	is_number(r.failures, 3, "when that is over, again");
}

int main(void)
{
	begin();
	test_fixed();
	test_mistake();
	test_owed();
	reload_done(&r);
	config_done(&first->config);
	free(first);
	return done_testing();
}
