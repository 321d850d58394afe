/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The folder of generations: numbers, the current one, what is kept. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/file.h"
#include "lib/folder.h"
#include "ruleset/generation/generations.h"
#include "tests/unit/tap.h"

static char *state;

static void begin(const char *name)
{
	free(state);
	state = xasprintf("%s/%s", scratch(), name);
	folder_make(state, 0755);
}

/* Publishes one with a file in it. */
static int publish(unsigned number)
{
	char *folder, *path;
	int ret = generations_begin(state, &folder);

	if (ret < 0)
		return ret;
	path = xasprintf("%s/manifest.json", folder);
	file_write(path, "{}", 2, 0644);
	free(path);
	free(folder);
	return generations_publish(state, number);
}

/* "1 2 3": what there is. */
static const char *list(void)
{
	static char text[200];
	unsigned *numbers;
	size_t n = generations_list(state, &numbers);
	size_t at = 0;

	text[0] = '\0';
	for (size_t i = 0; i < n && at < sizeof(text) - 12; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at, "%s%u",
				       i ? " " : "", numbers[i]);
	free(numbers);
	return text;
}

static void test_numbers(void)
{
	struct buffer b = { 0 };
	char *path;

	begin("numbers");
	is_number(generations_current(state), 0, ": none is current");
	is_text(list(), "", ": there is none");
	is_number(generations_next(state), 1, "the first will be 1");
	is_number(generations_manifest(state, 1, &b), -ENOENT, "no manifest");
	for (unsigned i = 1; i <= 3; i++)
		publish(i);
	is_text(list(), "1 2 3", "three");
	is_number(generations_current(state), 3, "the last is current");
	is_number(generations_switch(state, 2), 0, "the one before");
	is_number(generations_current(state), 2, ": is current then");
	is_number(generations_next(state), 4, "no number comes twice");
	is_number(generations_manifest(state, 2, &b), 0, "a manifest");
	is_text(b.p, "{}", ": as it was written");
	buffer_done(&b);
	path = xasprintf("%s/generations/12x456", state);
	mkdir(path, 0755);
	free(path);
	path = xasprintf("%s/generations/7", state);
	mkdir(path, 0755);
	free(path);
	is_text(list(), "1 2 3", "other folders are none");
	publish(1234567);
	is_number(generations_current(state), 1234567, "a large number");
}

static void test_prune(void)
{
	struct generations_hold h = { .kind = HOLD_PIN, .number = 2 };

	begin("prune");
	for (unsigned i = 1; i <= 5; i++)
		publish(i);
	is_text(list(), "1 2 3 4 5", "five stay");
	generations_set_hold(state, &h);
	for (unsigned i = 6; i <= 9; i++)
		publish(i);
	is_text(list(), "2 5 6 7 8 9", "of nine the last five, and the pinned");
	h.kind = HOLD_NONE;
	generations_set_hold(state, &h);
	publish(10);
	is_text(list(), "6 7 8 9 10", ": which goes when it is not pinned");
}

static void test_failure(void)
{
	char *path;

	begin("failure");
	publish(1);
	/* Nothing can be renamed over a folder. */
	path = xasprintf("%s/current.next", state);
	mkdir(path, 0755);
	ok(publish(2) < 0, "the link cannot be made");
	is_number(generations_current(state), 1, "the old one is current");
	is_text(list(), "1", ": and the new one gone");
	rmdir(path);
	free(path);
	is_number(publish(2), 0, "when it can it is");

	path = xasprintf("%s/generations/new", state);
	ok(access(path, F_OK) < 0, "published, nothing half done is there");
	free(path);
	generations_begin(state, &path);
	ok(access(path, F_OK) == 0, "begun, there is");
	generations_abandon(state);
	ok(access(path, F_OK) < 0, "abandoned, it is gone");
	free(path);
}

static void put_hold(const char *text)
{
	char *path = xasprintf("%s/hold", state);

	file_write(path, text, strlen(text), 0644);
	free(path);
}

static void test_hold(void)
{
	struct generations_hold h = {
		.kind = HOLD_ROLLBACK, .number = 12, .inputs = { 1, 0xfe },
		.reason = "two\nlines",
	}, got;
	static const char *const bad[] = {
		"", "\n", "pin", "pin \n", "pin 000001\n", "pin x -\n",
		"pin 0 -\n", "none 000001 -\n", "rollback 000001 -\n",
		"rollback 000001 0011\n", "pin 00000000000000000009 -\n",
		("rollback 000001 zz0000000000000000000000000000000000000000000"
		 "0000000000000000000\n"), "\xff\xfe pin", "pin -00001 -\n",
	};
	char *huge = xcalloc(1, 5000);

	begin("hold");
	generations_hold(state, &got);
	is_number(got.kind, HOLD_NONE, "nothing held");
	is_number(generations_set_hold(state, &h), 0, "something");
	generations_hold(state, &got);
	ok(got.kind == HOLD_ROLLBACK && got.number == 12 &&
	   memcmp(got.inputs, h.inputs, sizeof(h.inputs)) == 0, "reads back");
	is_text(got.reason, "two lines", ": its reason in one line");
	h = (struct generations_hold) { .kind = HOLD_FREEZE };
	generations_set_hold(state, &h);
	generations_hold(state, &got);
	ok(got.kind == HOLD_FREEZE && got.number == 0 && !got.reason[0],
	   "frozen, without a reason");
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		put_hold(bad[i]);
		generations_hold(state, &got);
		is_number(got.kind, HOLD_NONE, "damaged file %zu", i);
	}
	memset(huge, 'x', 4999);
	put_hold(huge);
	free(huge);
	generations_hold(state, &got);
	is_number(got.kind, HOLD_NONE, "a huge one");
	put_hold("pin 000007 -");
	generations_hold(state, &got);
	ok(got.kind == HOLD_PIN && got.number == 7, "no last newline");
	h.kind = HOLD_NONE;
	is_number(generations_set_hold(state, &h), 0, "let go");
	is_number(generations_set_hold(state, &h), 0, ": twice");
}

static void test_lock(void)
{
	char *path;
	int fd;

	begin("lock");
	fd = generations_lock(state);
	ok(fd >= 0, "locked");
	close(fd);
	fd = generations_lock(state);
	ok(fd >= 0, ": and again when it is let go");
	close(fd);
	path = state;
	state = xasprintf("%s/nowhere", path);
	free(path);
	is_number(generations_lock(state), -ENOENT, "no folder, no lock");
}

int main(void)
{
	test_numbers();
	test_prune();
	test_failure();
	test_hold();
	test_lock();
	free(state);
	return done_testing();
}
