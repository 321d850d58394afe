/* SPDX-License-Identifier: GPL-2.0-or-later */
/* States of sources: kept whole, and never trusted. */

#include <stdio.h>
#include <stdlib.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/file.h"
#include "lib/folder.h"
#include "tests/unit/tap.h"
#include "tools/sync/source_state.h"

static struct config c;
static struct config_source sources[2];

static char *empty = (char *)"";

static void begin(void)
{
	for (int i = 0; i < 2; i++)
		sources[i] = (struct config_source) {
			.id = (char *)(i ? "b" : "a"), .url = (char *)"http:",
			.path = empty, .folder = empty, .refresh = 3600,
		};
	c.state = xstrdup(scratch());
	c.sources = (struct conf_list) { sources, 2 };
	for (int i = 0; i < 2; i++) {
		char *folder = source_file(c.state, &sources[i], "");

		folder_make(folder, 0755);
		free(folder);
	}
}

static void put(const char *text)
{
	char *path = source_file(c.state, &sources[0], "state.json");

	file_write(path, text, strlen(text), 0644);
	free(path);
}

static void test_round_trip(void)
{
	struct source_state st = {
		.health = SOURCE_REFUSED, .tried = 1234567890123, .names = 7,
		.prefixes = 8, .good_at = -5, .acceptable = true,
	}, back;

	snprintf(st.why, sizeof(st.why), "line 7: \"\x01\\ odd");
	snprintf(st.etag, sizeof(st.etag), "W/\"x\"");
	source_state_read(&back, &c, &sources[0]);
	ok(back.health == SOURCE_NEW && back.tried == 0, "at first, new");
	is_number(source_state_write(&st, &c, &sources[0]), 0, "written");
	source_state_read(&back, &c, &sources[0]);
	ok(memcmp(&st, &back, sizeof(st)) == 0, "read back the same");
	is_number(source_state_entries(&back), 15, "entries");
}

/* What is not whole counts for nothing, and it is said where it is wrong. */
static void test_rubbish(void)
{
	static const struct {
		const char *text, *why;
	} rows[] = {
		{ "", "line 1, column 1: there is nothing" },
		{ "{\"state\":\"well\",\n\"names\":",
		  "line 2, column 9: ends too early" },
		{ "[]", "is no object" }, { "7", "is no object" },
		{ "null", "is no object" },
		{ "{} {}", "line 1, column 5: more than one value" },
	};
	char *path = source_file(c.state, &sources[0], "state.json"), *want;
	struct source_state st;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		put(rows[i].text);
		source_state_read(&st, &c, &sources[0]);
		want = xasprintf("%s: %s; the next sync writes it anew", path,
				 rows[i].why);
		is_text(st.why, want, "rubbish %zu", i);
		ok(st.health == SOURCE_FAILED && st.unread && st.names == 0 &&
		   !st.content[0], "and nothing of it counts");
		free(want);
	}
	free(path);
}

static void test_types(void)
{
	static const char *const texts[] = {
		"{}", "{\"state\":7,\"names\":\"x\"}",
		"{\"state\":\"happy\",\"names\":-3,\"etag\":null}",
	};
	struct source_state st;

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		put(texts[i]);
		source_state_read(&st, &c, &sources[0]);
		ok(st.health == SOURCE_NEW && !st.unread && st.names == 0 &&
		   st.etag[0] == '\0', "of another type %zu is as none", i);
	}
}

static void test_large(void)
{
	char *large = xcalloc(1, 100000);
	struct source_state st;

	memset(large, ' ', 99999);
	put(large);
	source_state_read(&st, &c, &sources[0]);
	ok(st.unread && strstr(st.why, "File too large"), "a large file");
	memset(large, 'x', 2000);
	snprintf(large, 20, "{\"etag\":\"");
	large[9] = 'x';
	snprintf(large + 2000, 3, "\"}");
	put(large);
	source_state_read(&st, &c, &sources[0]);
	is_number(strlen(st.etag), sizeof(st.etag) - 1, "a long text is cut");
	free(large);
}

static void test_asking(void)
{
	struct source_state st = { .health = SOURCE_WELL, .good_at = 10000 };
	struct source_now *all;
	size_t n;

	ok(!source_state_is_stale(&st, &sources[0], 10000 + 3 * 3600) &&
	   source_state_is_stale(&st, &sources[0], 10001 + 3 * 3600),
	   "stale after three refresh intervals");
	source_state_write(&st, &c, &sources[0]);
	all = source_state_all(&c, &n);
	ok(n == 2 && all[0].source == &sources[0] &&
	   all[0].state.health == SOURCE_WELL &&
	   all[1].state.health == SOURCE_NEW, "each source has its state");
	free(all);
}

int main(void)
{
	begin();
	test_round_trip();
	test_rubbish();
	test_types();
	test_large();
	test_asking();
	free(c.state);
	return done_testing();
}
