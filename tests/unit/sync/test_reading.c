/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copies of sources: what they hold, and their digests. */

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/folder.h"
#include "tests/unit/tap.h"
#include "tools/sync/reading.h"

static char *empty = (char *)"";
static struct guard_check check;

static struct config_source source(void)
{
	return (struct config_source) {
		.id = (char *)"a", .url = (char *)"http://a.test/",
		.path = empty, .folder = empty, .format = (char *)"auto",
		.column = empty, .min_entries = 1, .max_entries = 1000,
		.max_shrink = 50, .max_growth = 300, .widest4 = 8,
		.widest6 = 19,
	};
}

static char *put(const char *name, const char *text)
{
	char *path = xasprintf("%s/%s", scratch(), name);

	file_write(path, text, strlen(text), 0644);
	return path;
}

static struct reading read_path(const char *path,
				const struct config_source *s, bool looked_at)
{
	static const struct guards none = { .n = 0 };
	struct reading r;

	guard_begin(&check, &none, s);
	reading_do(&r, path, s, looked_at ? &check : NULL, NULL);
	return r;
}

static struct reading read_text(const char *text)
{
	struct config_source s = source();
	char *path = put("list", text);
	struct reading r = read_path(path, &s, true);

	free(path);
	return r;
}

static void test_files(void)
{
	struct config_source s = source();
	struct reading r = read_text("bad.test\nworse.test\n192.0.2.1\n");
	char *path = xasprintf("%s/none", scratch());

	ok(check.names == 2 && check.prefixes == 1 && r.rejects == 0 &&
	   !fault_any(&r.refused), "a list");
	is_text(r.content, "fdd9cc79f6dd33cf8ab0f4444c3ebcdd"
		"c7db2b7efa92353b3ef850e8f4dcbcbc", ": its SHA-256");
	r = read_text("bad.test\n?? ?\nworse.test\n");
	ok(r.rejects == 1 && strncmp(r.first_reject, "line 2: ", 8) == 0,
	   "a line that is none is told: %s", r.first_reject);
	r = read_text("bad.test\n\x1b[31mred\n");
	ok(!strchr(r.first_reject, '\x1b'), ": and made harmless: %s",
	   r.first_reject);
	r = read_text("bad.test\ncom\n");
	ok(check.verdict == GUARD_SUFFIX && check.fault.line == 2,
	   "a single label is the guards' business: %s", check.fault.what);
	r = read_text("<!DOCTYPE html>\n<html>bad.test</html>\n");
	ok(strstr(r.refused.what, "web page"), "a web page: %s",
	   r.refused.what);
	r = read_text("");
	ok(!fault_any(&r.refused) && check.names == 0 &&
	   strlen(r.content) == 64, "an empty file is an empty list");
	r = read_path(path, &s, true);
	ok(fault_any(&r.refused) && !r.content[0], ": none at all: %s",
	   r.refused.what);
	free(path);
}

static void test_links(void)
{
	struct config_source s = source();
	char *list = put("list", "bad.test\n");
	char *link = xasprintf("%s/link", scratch());
	struct reading r;

	is_number(symlink(list, link), 0, "a link");
	r = read_path(link, &s, true);
	ok(fault_any(&r.refused) && !r.content[0], ": is no copy: %s",
	   r.refused.what);
	free(list);
	free(link);
}

static void test_folders(void)
{
	struct config_source s = source();
	char *folder = xasprintf("%s/folder", scratch()), *one, *two;
	struct reading r, again;

	folder_make(folder, 0755);
	one = put("folder/one", "bad.test\n");
	two = put("folder/two", "worse.test\nworst.test\n");
	free(put("folder/.hidden", "hidden.test\n"));
	s.folder = folder;
	r = read_path(folder, &s, true);
	is_number(check.names, 3, "what its files hold, but hidden ones");
	again = read_path(folder, &s, false);
	is_text(again.content, r.content, ": the same digest, unread");
	rename(two, one);
	again = read_path(folder, &s, true);
	ok(check.names == 2 && strcmp(again.content, r.content) != 0,
	   "one file less");
	r = again;
	rename(one, two);
	again = read_path(folder, &s, true);
	ok(strcmp(again.content, r.content) != 0, ": another name is another");
	file_write(two, "bad.test\n?? ?\n", 14, 0644);
	r = read_path(folder, &s, true);
	ok(strstr(r.first_reject, "two, line 2: "),
	   "lines are told with their file: %s", r.first_reject);
	free(folder);
	free(one);
	free(two);
}

static void test_catalogue(void)
{
	struct config_source s = source();
	char *path = put("update", "vendors = ( { id = 7; } );\n");
	struct reading r;

	s.format = (char *)"catalogue";
	r = read_path(path, &s, true);
	ok(strstr(r.refused.what, "is no catalogue") && r.refused.line > 0,
	   "what is no catalogue: line %u: %s", r.refused.line, r.refused.what);
	free(path);
}

int main(void)
{
	test_files();
	test_links();
	test_folders();
	test_catalogue();
	return done_testing();
}
