/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whole files: old or new, within bounds. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/array.h"
#include "lib/file.h"
#include "lib/folder.h"
#include "tests/unit/tap.h"

static mode_t mode_of(const char *name)
{
	struct stat st;

	return stat(scratch_in(name), &st) == 0 ? st.st_mode & 07777 : 0;
}

static size_t files_in(const char *folder)
{
	char **names;
	size_t n;

	folder_list(scratch_in(folder), "", &names, &n);
	folder_list_free(names, n);
	return n;
}

static void test_read(void)
{
	static const char text[] = "a\0b\n";
	struct buffer b = { 0 };
	char big[40000];

	file_write(scratch_in("small"), text, 4, 0600);
	buffer_text(&b, "before ");
	is_number(file_read(scratch_in("small"), 4, &b), 0,
		  "a file of just the limit");
	ok(b.len == 11 && memcmp(b.p, "before a\0b\n", 12) == 0,
	   ": is appended, a NUL in it too");
	is_number(file_read(scratch_in("small"), 3, &b), -EFBIG,
		  "one byte too many");
	is_number(b.len, 11, "appends nothing");

	memset(big, 'x', sizeof(big));
	file_write(scratch_in("big"), big, sizeof(big), 0600);
	is_number(file_read(scratch_in("big"), 39999, &b), -EFBIG,
		  "of many too");
	is_number(b.len, 11, "appends nothing either");
	buffer_reset(&b);
	is_number(file_read(scratch_in("big"), SIZE_MAX, &b), 0,
		  "a larger file");
	ok(b.len == sizeof(big) && memcmp(b.p, big, sizeof(big)) == 0,
	   ": is read whole");

	buffer_reset(&b);
	scratch_put("empty", "");
	is_number(file_read(scratch_in("empty"), 0, &b), 0, "an empty file");
	is_number(b.len, 0, ": has nothing");
	is_number(file_read(scratch_in("none"), 9, &b), -ENOENT,
		  "a missing file");
	is_number(file_read(scratch(), 9, &b), -EISDIR, "a folder is no file");
	buffer_done(&b);
}

/* Nobody writes to it, and nobody waits for that. */
static void test_pipe(void)
{
	struct buffer b = { 0 };
	const char *path = scratch_in("pipe");

	is_number(mkfifo(path, 0600), 0, "a pipe in a folder");
	is_number(file_read(path, 100, &b), -EINVAL, ": is no file");
	is_number(file_open(path), -EINVAL, ": nor opened");
	buffer_done(&b);
}

static void test_write(void)
{
	struct buffer b = { 0 };
	mode_t mask = umask(077);
	struct stat old, new;
	int fd;

	folder_make(scratch_in("w"), 0755);
	scratch_put("w/f", "old contents");
	is_number(mode_of("w/f"), 0644, "the mode is set, whatever the umask");
	umask(mask);
	fd = open(scratch_in("w/f"), O_RDONLY);
	fstat(fd, &old);
	is_number(file_write(scratch_in("w/f"), "new", 3, 0600), 0,
		  "a file replaced");
	file_read(scratch_in("w/f"), 100, &b);
	is_text(b.p, "new", ": has the new contents");
	is_number(mode_of("w/f"), 0600, ": and the new mode");
	stat(scratch_in("w/f"), &new);
	ok(old.st_ino != new.st_ino, "by another file of that name");
	buffer_reset(&b);
	buffer_extend(&b, 12);
	ok(pread(fd, b.p, 12, 0) == 12 && memcmp(b.p, "old contents", 12) == 0,
	   "who has the old one open still reads it whole");
	close(fd);

	is_number(file_write(scratch_in("w/0"), NULL, 0, 0644), 0,
		  "an empty file");
	is_number(file_write(scratch_in("no/f"), "x", 1, 0644), -ENOENT,
		  "no folder, no file");
	folder_make(scratch_in("w/d"), 0755);
	ok(file_write(scratch_in("w/d"), "x", 1, 0644) < 0,
	   "a folder stays one");
	rmdir(scratch_in("w/d"));
	is_number(files_in("w"), 2, "no temporary file is left behind");
	buffer_done(&b);
}

static void test_exchange(void)
{
	struct buffer b = { 0 };
	int at = open(scratch_in("."), O_RDONLY | O_DIRECTORY);
	int ret;

	file_write(scratch_in("one"), "1", 1, 0600);
	file_write(scratch_in("two"), "2", 1, 0600);
	is_number(file_exchange(at, "one", "none"), -ENOENT,
		  "nothing is exchanged with nothing");
	ret = file_exchange(at, "one", "two");
	file_read(scratch_in("one"), 1, &b);
	file_read(scratch_in("two"), 1, &b);
	ok(ret == -EINVAL || (ret == 0 && strcmp(b.p, "21") == 0),
	   "two files have each other's name");
	buffer_done(&b);
	close(at);
}

/* All of a file or nothing, where a size has 32 bits too. */
static void test_map(void)
{
	const off_t far = ((off_t)1 << 32) + 5;
	int fd, folder = open(scratch_in("."), O_RDONLY);
	struct span s;

	file_write(scratch_in("mapped"), "abc", 3, 0600);
	fd = open(scratch_in("mapped"), O_RDWR);
	ok(file_map(fd, &s) == 0 && s.len == 3 && memcmp(s.p, "abc", 3) == 0,
	   "a file is mapped");
	file_unmap(s);
	ok(ftruncate(fd, far) == 0 &&
	   (file_map(fd, &s) == -EFBIG ?
	    sizeof(size_t) == 4 && s.len == 0 : (off_t)s.len == far),
	   "one of 4 GiB as a whole or not");
	file_unmap(s);
	ok(ftruncate(fd, 0) == 0 && file_map(fd, &s) == 0 && s.len == 0,
	   "an empty one is nothing");
	file_unmap(s);
	is_number(file_map(folder, &s), -EINVAL, "a folder is no file");
	close(folder);
	close(fd);
}

int main(void)
{
	test_read();
	test_pipe();
	test_write();
	test_exchange();
	test_map();
	return done_testing();
}
