/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Folders: made with their mode, listed in order, removed without more. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/array.h"
#include "lib/folder.h"
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
	is_number(folder_list(scratch_in("l"), ".conf", &names, &n), 0,
		  "a folder");
	is_number(n, 5, ": has five files of that suffix");
	for (size_t i = 0; i < n && i < 5; i++)
		wrong += strcmp(names[i], scratch_in(want[i])) != 0;
	is_number(wrong, 0, "by their full names, sorted bytewise");
	folder_list_free(names, n);

	folder_make(scratch_in("l/folder.conf"), 0755);
	folder_list(scratch_in("l"), ".conf", &names, &n);
	is_number(n, 5, "a folder of such a name is no plain file");
	folder_list_free(names, n);

	is_number(folder_list(scratch_in("none"), ".conf", &names, &n), 0,
		  "a missing folder");
	ok(n == 0 && names == NULL, ": has none");
	folder_list_free(names, n);
	is_number(folder_list(scratch_in("l/a.conf"), ".conf", &names, &n),
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
	folder_list(scratch_in("many"), ".x", &names, &n);
	is_number(n, 100, "a hundred files are listed");
	for (unsigned i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "many/%02u.x", i);
		wrong += strcmp(names[i], scratch_in(name)) != 0;
	}
	is_number(wrong, 0, "in order");
	folder_list_free(names, n);
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

/* All below, links and not what they lead to. */
static void test_remove_all(void)
{
	folder_make(scratch_in("all/a/b/c"), 0755);
	folder_make(scratch_in("beside/deep"), 0755);
	scratch_put("beside/deep/keep", "x");
	scratch_put("all/a/b/c/file", "x");
	scratch_put("all/.hidden", "x");
	ok(symlink("../beside", scratch_in("all/link")) == 0 &&
	   symlink("nowhere", scratch_in("all/a/broken")) == 0 &&
	   mkfifo(scratch_in("all/pipe"), 0600) == 0, "links and a pipe");
	folder_remove_all(scratch_in("all"));
	ok(!exists("all"), "a folder with all below it is gone");
	ok(exists("beside/deep/keep"), ": what a link led to is not");
	ok(symlink("beside", scratch_in("way")) == 0, "a link alone");
	folder_remove_all(scratch_in("way"));
	ok(!exists("way") && exists("beside/deep/keep"),
	   ": goes, and not its end");
	folder_remove_all(scratch_in("beside/deep/keep"));
	ok(!exists("beside/deep/keep") && exists("beside/deep"),
	   "a file alone");
	folder_remove_all(scratch_in("none"));
	ok(exists("beside"), "what is missing does no harm");
}

int main(void)
{
	test_folder_make();
	test_folder_remove();
	test_remove_all();
	test_list();
	test_many();
	test_modes();
	return done_testing();
}
