/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whole files and folders: old or new, sorted, within bounds. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/array.h"
#include "lib/file.h"
#include "tests/unit/tap.h"

/* SCRATCH/name; good until the fourth call behind it. */
static bool exists(const char *name)
{
	struct stat st;

	return lstat(scratch_in(name), &st) == 0;
}

static mode_t mode_of(const char *name)
{
	struct stat st;

	return stat(scratch_in(name), &st) == 0 ? st.st_mode & 07777 : 0;
}

static size_t files_in(const char *folder)
{
	char **names;
	size_t n;

	file_list(scratch_in(folder), "", &names, &n);
	file_list_free(names, n);
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

static void test_folder_make(void)
{
	int status;
	pid_t child;

	is_number(folder_make(scratch_in("m/a//b"), 0700), 0,
		  "folders on the way");
	is_number(mode_of("m/a/b"), 0700, "the last has its mode");
	is_number(folder_make(scratch_in("m/a/b"), 0755), 0,
		  "one that is there");
	is_number(mode_of("m/a/b"), 0700, "keeps its own");
	is_number(folder_make(scratch_in("m/c/"), 0755), 0,
		  "a slash at the end");
	ok(exists("m/c"), "does no harm");
	scratch_put("m/file", "");
	is_number(folder_make(scratch_in("m/file/x"), 0755), -ENOTDIR,
		  "no folder in a file");
	ok(folder_make(scratch_in("m/file"), 0755) < 0, "a file is no folder");
	is_number(folder_make("/", 0755), 0, "the root is there");

	fflush(stdout);
	child = fork();
	if (child == 0)
		_exit(folder_make("", 0755) != -ENOENT);
	ok(child > 0 && waitpid(child, &status, 0) == child && status == 0,
	   "an empty name is refused, nothing behind it read");
}

static void test_folder_remove(void)
{
	folder_make(scratch_in("r"), 0755);
	scratch_put("r/a", "x");
	scratch_put("r/.hidden", "x");
	scratch_put("outside", "x");
	ok(symlink("../outside", scratch_in("r/link")) == 0,
	   "a link in a folder");
	is_number(folder_remove(scratch_in("r")), 0, "goes with the folder");
	ok(!exists("r") && exists("outside"), ": not what it leads to");
	is_number(folder_remove(scratch_in("r")), -ENOENT, "a missing folder");

	folder_make(scratch_in("r/below"), 0755);
	scratch_put("r/below/keep", "x");
	ok(folder_remove(scratch_in("r")) < 0 && exists("r/below/keep"),
	   "what lies deeper stays");
	is_number(folder_remove(scratch_in("outside")), -ENOTDIR,
		  "a file is none");
	ok(exists("outside"), ": and stays");
}

static void test_list(void)
{
	static const char *const files[] = {
		"l/b.conf", "l/a.conf", "l/B.conf", "l/10.conf", "l/9.conf",
		"l/.hidden.conf", "l/.conf", "l/x.conf~", "l/x.conf.bak",
		"l/xconf", "l/a.conf.XXXXXX", "l/y.CONF",
	};
	static const char *const want[] = {
		"l/10.conf", "l/9.conf", "l/B.conf", "l/a.conf", "l/b.conf",
	};
	char **names = NULL;
	size_t n = 99, wrong = 0;

	folder_make(scratch_in("l"), 0755);
	for (size_t i = 0; i < ARRAY_SIZE(files); i++)
		scratch_put(files[i], "");
	is_number(file_list(scratch_in("l"), ".conf", &names, &n), 0,
		  "a folder");
	is_number(n, 5, ": has five files of that suffix");
	for (size_t i = 0; i < n && i < 5; i++)
		wrong += strcmp(names[i], scratch_in(want[i])) != 0;
	is_number(wrong, 0, "by their full names, sorted bytewise");
	file_list_free(names, n);

	folder_make(scratch_in("l/folder.conf"), 0755);
	file_list(scratch_in("l"), ".conf", &names, &n);
	is_number(n, 5, "a folder of such a name is no plain file");
	file_list_free(names, n);

	is_number(file_list(scratch_in("none"), ".conf", &names, &n), 0,
		  "a missing folder");
	ok(n == 0 && names == NULL, ": has none");
	file_list_free(names, n);
	is_number(file_list(scratch_in("l/a.conf"), ".conf", &names, &n),
		  -ENOTDIR, "a file is no folder");
}

static void test_many(void)
{
	char **names, name[32];
	size_t n, wrong = 0;

	folder_make(scratch_in("many"), 0755);
	for (unsigned i = 0; i < 100; i++) {
		snprintf(name, sizeof(name), "many/%02u.x", i * 37 % 100);
		scratch_put(name, "");
	}
	file_list(scratch_in("many"), ".x", &names, &n);
	is_number(n, 100, "a hundred files are listed");
	for (unsigned i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "many/%02u.x", i);
		wrong += strcmp(names[i], scratch_in(name)) != 0;
	}
	is_number(wrong, 0, "in order");
	file_list_free(names, n);
}

static void test_modes(void)
{
	char path[256];
	struct stat st;
	mode_t before = umask(0077);

	snprintf(path, sizeof(path), "%s/open/folder", scratch());
	is_number(folder_make(path, 0750), 0, "a folder under a strict umask");
	ok(stat(path, &st) == 0 && (st.st_mode & 0777) == 0750,
	   ": has the mode that was asked for");
	is_number(folder_make(path, 0700), 0, "made again");
	ok(stat(path, &st) == 0 && (st.st_mode & 0777) == 0750,
	   ": it keeps its mode");
	*strrchr(path, '/') = '\0';
	ok(stat(path, &st) == 0 && (st.st_mode & 0777) == 0755,
	   ": those above are everybody's to enter");
	umask(before);
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
	test_write();
	test_folder_make();
	test_folder_remove();
	test_exchange();
	test_map();
	test_list();
	test_many();
	test_modes();
	return done_testing();
}
