/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was made before now. */

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/alloc.h"
#include "ruleset/config/config_load.h"
#include "ruleset/generation/witness.h"
#include "tests/unit/tap.h"

static struct config c;

/* Made then, all below the scratch folder. */
static void made_at(const char *name, time_t when)
{
	const struct timespec times[2] = {
		{ .tv_sec = when }, { .tv_sec = when },
	};

	scratch_put(name, "");
	utimensat(AT_FDCWD, scratch_in(name), times, 0);
}

static void is_youngest(const char *name, time_t when)
{
	char *path = xstrdup(scratch_in("cordon.conf"));
	struct witness w;

	made_at(name, when);
	witness_ask(&w, path, &c);
	ok(w.what && strstr(w.what, name) && w.made == when,
	   "the youngest is %s", name);
	witness_done(&w);
	free(path);
}

static void test_take(void)
{
	struct witness w = { .made = 0 };

	witness_take(&w, "a", 10);
	witness_take(&w, "b", 9);
	is_text(w.what, "a", "the younger stays");
	witness_take(&w, "c", 11);
	is_text(w.what, "c", "a younger one takes its place");
	ok(!witness_belies(&w, 11) && !witness_belies(&w, 11 - 120),
	   "clocks may differ a little");
	ok(witness_belies(&w, 11 - 121), "but not more");
	witness_done(&w);
}

int main(void)
{
	time_t ahead = time(NULL) + 1000;

	scratch_put("cordon.conf", "");
	config_load(&c, scratch_in("cordon.conf"));
	free(c.state);
	c.state = xstrdup(scratch());
	test_take();
	is_youngest("cordon.conf", ahead);
	is_youngest("exceptions.conf", ahead + 1);
	is_youngest("timed.conf", ahead + 2);
	is_youngest("mode.conf", ahead + 3);
	is_youngest("current", ahead + 4);
	config_done(&c);
	return done_testing();
}
