/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files that are given to the daemon's user, whatever that user put there. */

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nfq/confine/privilege.h"
#include "tests/unit/tap.h"

#define USER "nobody"

static uid_t user;

static bool is_theirs(const char *name)
{
	struct stat st;

	if (lstat(scratch_in(name), &st) < 0)
		give_up("no %s", name);
	return st.st_uid == user;
}

static void make_link(const char *name, const char *to,
		      int (*how)(const char *to, const char *name))
{
	char *target = strdup(scratch_in(to));

	if (how(target, scratch_in(name)) < 0)
		give_up("cannot make %s", name);
	free(target);
}

/* A folder with what its owner could put there to get hold of other files. */
static void make_folder(const char *folder)
{
	mkdir(scratch_in(folder), 0755);
	scratch_put("ours/file", "");
	make_link("ours/hard", "theirs", link);
	make_link("ours/soft", "theirs", symlink);
	make_link("ours/way", "others", symlink);
}

static void test_tree(void)
{
	privilege_give(scratch_in("ours"), USER, true);
	ok(is_theirs("ours") && is_theirs("ours/file"),
	   "a folder is given with what is in it");
	ok(!is_theirs("theirs"), ": but no file that has another name too");
	ok(is_theirs("ours/soft"), ": of a link the link alone");
	ok(!is_theirs("others/file"), ": and nothing behind one");
}

/* As "cordon ship" has a folder of its own in that of the state. */
static void test_third(void)
{
	scratch_put("ours/third/file", "");
	if (lchown(scratch_in("ours/third"), user + 1, user + 1) < 0)
		give_up("cannot give it to a third");
	privilege_give(scratch_in("ours"), USER, true);
	ok(!is_theirs("ours/third") && !is_theirs("ours/third/file"),
	   "a folder of somebody else stays theirs, with what is in it");
}

static bool has_group(const char *name, gid_t group)
{
	struct stat st;

	return stat(scratch_in(name), &st) == 0 && st.st_gid == group;
}

/* As the log's folder is for who reads it. */
static void test_group(gid_t group)
{
	scratch_put("log/file", "");
	if (lchown(scratch_in("log"), user, group + 1) < 0 ||
	    lchown(scratch_in("log/file"), 0, group + 1) < 0)
		give_up("cannot change the group");
	privilege_give(scratch_in("log/file"), USER, false);
	ok(is_theirs("log/file") && has_group("log/file", group),
	   "a file is given with the group of who gets it");
	if (chmod(scratch_in("log"), 02750) < 0 ||
	    lchown(scratch_in("log/file"), 0, group + 1) < 0)
		give_up("cannot change the folder");
	privilege_give(scratch_in("log/file"), USER, false);
	ok(is_theirs("log/file") && has_group("log/file", group + 1),
	   ": but where its folder says whose group it has");
}

static void test_file(void)
{
	privilege_give(scratch_in("ours/hard"), USER, false);
	ok(!is_theirs("theirs"), "nor is such a file by itself");
	privilege_give(scratch_in("others/file"), USER, false);
	ok(is_theirs("others/file"), "a file is");
	ok(!is_theirs("others"), ": without its folder");
	privilege_give(scratch_in("others"), "", true);
	privilege_give(scratch_in("others"), "no-such-user", true);
	ok(!is_theirs("others"), "nothing is given to nobody");
}

int main(void)
{
	const struct passwd *pw = getpwnam(USER);

	if (!pw)
		skip_all("no user to give it to");
	user = pw->pw_uid;
	scratch_put("theirs", "");
	mkdir(scratch_in("others"), 0755);
	scratch_put("others/file", "");
	mkdir(scratch_in("log"), 0755);
	make_folder("ours");
	mkdir(scratch_in("ours/third"), 0755);
	if (lchown(scratch_in("ours"), user, pw->pw_gid) < 0)
		skip_all("files cannot be given away here");
	if (!freopen("/dev/null", "w", stderr))
		give_up("it says what it leaves");
	test_tree();
	test_file();
	test_third();
	test_group(pw->pw_gid);
	return done_testing();
}
