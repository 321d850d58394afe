/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How far the centre is behind, by what two programs wrote down. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "tests/unit/tap.h"
#include "tools/centre/lag.h"

#define STREAM "00112233445566778899aabbccddeeff"

static struct config config;

static void written(const char *text)
{
	char *path = xasprintf("%s.stream", config.log.file);

	file_write(path, text, strlen(text), 0644);
	free(path);
}

static void arrived(uint64_t last, const char *error)
{
	struct arrived a = { .tried = 5, .well = 4, .missing = 3 };

	snprintf(a.error, sizeof(a.error), "%s", error);
	arrived_stream(&a, "ffff")->last = 999;
	arrived_stream(&a, STREAM)->last = last;
	ok(arrived_write(&a, &config) == 0, "it is remembered");
	arrived_done(&a);
}

static void test_lag(void)
{
	struct lag l;

	lag_read(&l, &config);
	ok(!l.url && !l.tried, "there is no centre");
	lag_done(&l);
	config.centre.url = (char *)"http://centre/";
	lag_read(&l, &config);
	ok(l.url && !l.tried && !l.counted, "one to which nothing was sent");
	lag_done(&l);
	written(STREAM " 101\n");
	lag_read(&l, &config);
	ok(!l.tried && l.counted && l.behind == 100, "all is behind");
	lag_done(&l);
	arrived(90, "no");
	lag_read(&l, &config);
	ok(l.tried && l.behind == 10, "some of it");
	ok(l.arrived.missing == 3 && l.arrived.well == 4, "what was given up");
	is_text(l.arrived.error, "no", "and why it does not come");
	lag_done(&l);
	arrived(107, "");
	lag_read(&l, &config);
	ok(l.counted && l.behind == 0, "lines come before their number");
	lag_done(&l);
}

static void test_torn(void)
{
	static const char *const torn[] = {
		"", "\n", STREAM, STREAM " x", "zz 7", " 8",
	};

	for (size_t i = 0; i < sizeof(torn) / sizeof(*torn); i++) {
		char stream[ARRIVED_STREAM];
		uint64_t last;

		written(torn[i]);
		lag_end(&config, stream, &last);
		ok(!*stream && last == 0, "torn text %zu has no number", i);
	}
}

int main(void)
{
	config.state = xstrdup(scratch());
	config.log.file = xasprintf("%s/eve.json", config.state);
	config.centre.url = (char *)"";
	test_lag();
	test_torn();
	free(config.log.file);
	free(config.state);
	return done_testing();
}
