/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines that are written, and lines that are lost. */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/file.h"
#include "lib/folder.h"
#include "nfq/event/outlet.h"
#include "tests/unit/tap.h"

static struct outlet o;
static char path[160];

static void open_in(const char *folder)
{
	snprintf(path, sizeof(path), "%s/%s/eve.json", scratch(), folder);
	outlet_open(&o, path, 0, 0);
}

static void is_in_file(const char *want, const char *what)
{
	struct buffer text = { 0 };

	buffer_text(&text, "");
	file_read(path, SIZE_MAX, &text);
	is_text(text.p, want, "%s", what);
	buffer_done(&text);
}

static void test_written(void)
{
	folder_make(scratch_in("here"), 0755);
	open_in("here");
	is_number(o.error, 0, ": it opens");
	outlet_flush(&o);
	is_in_file("", "nothing is written of nothing");
	buffer_text(&o.lines, "one\ntwo\n");
	is_in_file("", "lines are gathered");
	outlet_flush(&o);
	is_in_file("one\ntwo\n", "and flushed");
	ok(o.written == 2 && o.lost == 0, ": and counted");
	outlet_flush(&o);
	is_number(o.written, 2, ": once");
	outlet_close(&o);
}

static void test_full(void)
{
	open_in("here");
	ok(!outlet_is_full(&o), "a few lines can wait");
	for (int i = 0; i < 50000; i++)
		buffer_text(&o.lines, "line\n");
	ok(!outlet_is_full(&o), "many can");
	for (int i = 0; i < 50000; i++)
		buffer_text(&o.lines, "line\n");
	ok(outlet_is_full(&o), ": but not for ever");
	outlet_flush(&o);
	is_number(o.written, 100000, "all are written at once");
	ok(!outlet_is_full(&o), ": then there is room");
	outlet_close(&o);
}

static void test_lost(void)
{
	open_in("gone");
	ok(o.error < 0, "without a folder it does not open");
	buffer_text(&o.lines, "one\ntwo\nthree\n");
	outlet_flush(&o);
	ok(o.lost == 3 && o.written == 0, "what cannot be written is lost");
	ok(o.losing && o.error < 0, ": and known to be");
	is_number(o.lines.len, 0, ": it is not kept");
	outlet_check(&o, false);
	ok(o.error < 0, ": it is still so");
	folder_make(scratch_in("gone"), 0755);
	outlet_check(&o, false);
	is_number(o.error, 0, ": once there is a folder all is well");
	buffer_text(&o.lines, "four\n");
	outlet_flush(&o);
	ok(!o.losing && o.lost == 3 && o.written == 1, ": and goes on");
	is_in_file("four\n", "with what came then");
	outlet_close(&o);
}

static void test_moved(void)
{
	char away[180];

	open_in("here");
	snprintf(away, sizeof(away), "%s.1", path);
	rename(path, away);
	outlet_check(&o, false);
	buffer_text(&o.lines, "new\n");
	outlet_flush(&o);
	is_in_file("new\n", "a file that was moved is made anew");
	rename(path, away);
	outlet_check(&o, true);
	is_in_file("", "or when it is told so");
	outlet_close(&o);
}

/* The folder, with the file that is open. */
static void test_folder_away(void)
{
	char folder[160], away[170];

	snprintf(folder, sizeof(folder), "%s", scratch_in("away"));
	snprintf(away, sizeof(away), "%s.1", folder);
	folder_make(folder, 0755);
	open_in("away");
	rename(folder, away);
	outlet_check(&o, false);
	is_number(o.error, -ENOENT, "a folder that was moved is missed");
	buffer_text(&o.lines, "one\ntwo\n");
	outlet_flush(&o);
	ok(o.lost == 2 && o.written == 0,
	   ": what would go into it is counted as lost");
	rename(away, folder);
	outlet_check(&o, false);
	buffer_text(&o.lines, "three\n");
	outlet_flush(&o);
	ok(o.error == 0 && o.written == 1, ": moved back it is written again");
	outlet_close(&o);
}

/* A pipe that nobody reads holds nobody up. */
static void test_pipe(void)
{
	open_in("here");
	unlink(path);
	mkfifo(path, 0600);
	outlet_check(&o, false);
	ok(o.error < 0, "a pipe in its place is no log");
	buffer_text(&o.lines, "one\n");
	outlet_flush(&o);
	is_number(o.lost, 1, ": the line is lost");
	unlink(path);
	outlet_check(&o, false);
	is_number(o.error, 0, ": without it all is well");
	outlet_close(&o);
}

int main(void)
{
	test_written();
	test_full();
	test_lost();
	test_moved();
	test_folder_away();
	test_pipe();
	return done_testing();
}
