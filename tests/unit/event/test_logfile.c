/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The log file: appends, rotates, follows its path, fills a disk. */

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/buffer.h"
#include "lib/file.h"
#include "lib/folder.h"
#include "nfq/event/logfile.h"
#include "tests/unit/tap.h"

static struct buffer contents;

/* A path in the scratch folder, of a few that can be in use at a time. */
static const char *path_of(const char *name)
{
	static char paths[4][128];
	static unsigned next;
	char *path = paths[next++ % 4];

	snprintf(path, sizeof(paths[0]), "%s/%s", scratch(), name);
	return path;
}

/* What is in a file; "(none)" if it is not there. */
static const char *contents_of(const char *path)
{
	buffer_reset(&contents);
	buffer_text(&contents, "");
	if (file_read(path, SIZE_MAX, &contents) < 0)
		return "(none)";
	return contents.len ? contents.p : "";
}

static size_t put_line(struct logfile *f, const char *line)
{
	return logfile_write(f, line, strlen(line));
}

static void test_append(void)
{
	const char *path = path_of("append");
	struct logfile f;

	ok(logfile_open(&f, path, 0, 1), "a new file opens");
	is_number(put_line(&f, "one\n"), 4, "a line");
	is_number(put_line(&f, "two\nthree\n"), 10, "two lines");
	is_number(put_line(&f, ""), 0, ": none");
	is_text(contents_of(path), "one\ntwo\nthree\n", ": are in the file");
	logfile_close(&f);
	ok(logfile_open(&f, path, 0, 1), ": it opens again");
	put_line(&f, "four\n");
	is_text(contents_of(path), "one\ntwo\nthree\nfour\n",
		": and goes on behind");
	is_number(f.size, 19, ": its size is known");
	logfile_close(&f);
	is_number(f.fd, -1, "closed");
}

static void test_whole_lines(void)
{
	const char *path = path_of("whole");
	struct logfile f;

	logfile_open(&f, path, 0, 1);
	is_number(put_line(&f, "one\ntw"), 4, "a part of a line is left out");
	put_line(&f, "two\n");
	is_text(contents_of(path), "one\ntwo\n", "of the file too");
	logfile_close(&f);
}

static void test_rotation(void)
{
	static const char *const names[] = {
		"rotate.3", "rotate.2", "rotate.1", "rotate",
	};
	struct buffer all = { 0 }, wrote = { 0 };
	struct logfile f;
	struct stat st;

	logfile_open(&f, path_of("rotate"), 1000, 3);
	for (int i = 0; i < 350; i++) {
		char line[20];

		snprintf(line, sizeof(line), "line %04d\n", i);
		if (put_line(&f, line) != 10)
			ok(false, "line %d is written", i);
		buffer_text(&wrote, line);
	}
	for (int i = 0; i < 4; i++) {
		buffer_text(&all, contents_of(path_of(names[i])));
		ok(stat(path_of(names[i]), &st) == 0 && st.st_size <= 1000,
		   "%s is not larger than it may be", names[i]);
	}
	is_text(all.p, wrote.p, "all lines are there, in their order");

	for (int i = 0; i < 100; i++)
		put_line(&f, "line more\n");
	is_text(contents_of(path_of("rotate.4")), "(none)",
		"no more are kept than is said");
	ok(strncmp(contents_of(path_of("rotate.3")), "line 0100\n", 10) == 0,
	   "the oldest went");
	logfile_close(&f);
	buffer_done(&all);
	buffer_done(&wrote);
}

/* As a power cut leaves it. */
static void test_torn(void)
{
	const char *path = path_of("torn");
	struct logfile f;

	file_write(path, "one\ntw", 6, 0640);
	ok(logfile_open(&f, path, 0, 1), "a file whose last line has no end");
	is_number(put_line(&f, "three\n"), 6, ": takes a line");
	is_number(put_line(&f, "four\n"), 5, ": and another");
	is_text(contents_of(path), "one\ntw\nthree\nfour\n",
		": which are whole");
	logfile_close(&f);
}

static void test_large_line(void)
{
	static char line[5001];
	struct logfile f;

	memset(line, 'x', 5000);
	line[4999] = '\n';
	logfile_open(&f, path_of("large"), 1000, 2);
	put_line(&f, "small\n");
	is_number(put_line(&f, line), 5000, "a line larger than a file may be");
	is_text(contents_of(path_of("large.1")), "small\n", ": has its own");
	put_line(&f, "small\n");
	is_text(contents_of(path_of("large")), "small\n",
		": and is left alone");
	logfile_close(&f);
}

static void test_moved(void)
{
	const char *path = path_of("moved"), *away = path_of("moved.away");
	struct logfile f;

	logfile_open(&f, path, 0, 1);
	put_line(&f, "one\n");
	rename(path, away);
	put_line(&f, "two\n");
	is_text(contents_of(away), "one\n", "a moved file gets no more lines");
	is_text(contents_of(path), "two\n", ": they are where they belong");
	unlink(path);
	put_line(&f, "four\n");
	is_text(contents_of(path), "four\n", ": so is a removed one");
	logfile_check(&f);
	put_line(&f, "five\n");
	is_text(contents_of(path), "four\nfive\n", "one in place stays open");
	rename(path, away);
	ok(logfile_reopen(&f), "it can be told");
	is_text(contents_of(path), "", ": which makes it anew");
	logfile_close(&f);
}

static void test_no_folder(void)
{
	char path[160];
	struct logfile f;

	snprintf(path, sizeof(path), "%s/log", path_of("folder"));
	ok(!logfile_open(&f, path, 0, 1), "without a folder it does not open");
	is_number(f.error, -ENOENT, ": and says why");
	is_number(put_line(&f, "one\n"), 0, ": nothing can be written");
	folder_make(path_of("folder"), 0755);
	is_number(put_line(&f, "two\n"), 4, ": until there is one");
	is_number(f.error, 0, ": then all is well");
	is_text(contents_of(path), "two\n", "the line is there");
	logfile_close(&f);
}

/* --- no room --------------------------------------------------------- */

/* Writes blocks of lines until one does not fit; all of the file must be
 * whole lines of those that were said to be written. */
static void fill_up(struct logfile *f, const char *what)
{
	size_t wrote = 0, n = 0;
	struct buffer block = { 0 };
	const char *text;

	for (int i = 0; i < 100; i++)
		buffer_printf(&block, "line %d of a block of lines\n", i);
	for (int i = 0; i < 1000 && f->error == 0; i++) {
		n = logfile_write(f, block.p, block.len);
		wrote += n;
	}
	ok(f->error == -ENOSPC || f->error == -EFBIG, "%s is full", what);
	ok(n < block.len && (n == 0 || block.p[n - 1] == '\n'),
	   "whole lines are said to be written");
	text = contents_of(f->path);
	is_number(contents.len, wrote, ": and no more is there");
	ok(contents.len > 0 && text[contents.len - 1] == '\n',
	   ": it ends in a whole line");
	is_number(f->size, wrote, ": its size is known");
	buffer_done(&block);
}

static void test_limit(void)
{
	struct rlimit old, low = { .rlim_cur = 10007 };
	struct logfile f;
	size_t len;

	getrlimit(RLIMIT_FSIZE, &old);
	low.rlim_max = old.rlim_max;
	signal(SIGXFSZ, SIG_IGN);
	logfile_open(&f, path_of("limit"), 0, 1);
	setrlimit(RLIMIT_FSIZE, &low);
	fill_up(&f, "a file at its limit");
	setrlimit(RLIMIT_FSIZE, &old);
	len = contents.len;
	is_number(put_line(&f, "room\n"), 5, "with room it goes on");
	is_number(f.error, 0, ": and all is well");
	ok(strcmp(contents_of(f.path) + len, "room\n") == 0,
	   "behind the last line");
	logfile_close(&f);
}

/* Namespaces of this process: the disk is gone when it ends. */
static bool small_disk(const char *path)
{
	return unshare(CLONE_NEWNS) == 0 &&
	       mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	       mount("tmpfs", path, "tmpfs", 0, "size=64k") == 0;
}

static void test_full_disk(void)
{
	const char *folder = path_of("disk");
	char path[160], other[160];
	struct logfile f;
	FILE *ballast;

	folder_make(folder, 0755);
	if (!small_disk(folder)) {
		skip_one("a full disk", "it takes root to mount one");
		return;
	}
	snprintf(path, sizeof(path), "%s/log", folder);
	snprintf(other, sizeof(other), "%s/other", folder);
	ballast = fopen(other, "w");
	for (int i = 0; i < 20000; i++)
		putc('x', ballast);
	fclose(ballast);
	logfile_open(&f, path, 0, 1);
	fill_up(&f, "a disk");
	unlink(other);
	is_number(put_line(&f, "room\n"), 5, "with room it goes on");
	logfile_close(&f);
	umount(folder);
}

static mode_t mode_of(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? st.st_mode & 07777 : 0;
}

/* For the group of a folder that passes it on: what is made, also by a
 * rotation. */
static void test_readers(void)
{
	char folder[128], path[160], old[170];
	mode_t before = umask(0077);
	struct logfile f;
	struct stat st;

	snprintf(folder, sizeof(folder), "%s/readers", scratch());
	snprintf(path, sizeof(path), "%s/log", folder);
	snprintf(old, sizeof(old), "%s.1", path);
	mkdir(folder, 0700);
	if (geteuid() == 0 && chown(folder, 65534, 4) < 0)
		give_up("no folder of somebody's");
	chmod(folder, 02750);
	ok(logfile_open(&f, path, 10, 1), "made under a strict umask");
	is_number(mode_of(path), 0640, ": its group may read it");
	put_line(&f, "12345678\n");
	put_line(&f, "90\n");
	is_number(mode_of(path), 0640, ": and what a rotation makes");
	is_number(mode_of(old), 0640, ": and leaves");
	for (int i = 0; geteuid() == 0 && i < 2; i++)
		ok(stat(i ? old : path, &st) == 0 && st.st_uid == 65534 &&
		   st.st_gid == 4, "the folder's owner and group have it");
	chmod(path, 0604);
	logfile_reopen(&f);
	is_number(mode_of(path), 0604, "one that is there keeps its mode");
	logfile_close(&f);
	umask(before);
}

int main(void)
{
	test_append();
	test_torn();
	test_readers();
	test_whole_lines();
	test_rotation();
	test_large_line();
	test_moved();
	test_no_folder();
	test_limit();
	test_full_disk();
	buffer_done(&contents);
	return done_testing();
}
