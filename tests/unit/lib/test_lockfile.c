/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One at a time, and who that is; and that nobody else can be. */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/array.h"
#include "lib/folder.h"
#include "lib/lockfile.h"
#include "tests/unit/tap.h"

static char heard[LOCKFILE_HOLDER];
static int told;

static void tell(void *arg, const char *holder)
{
	ok(arg == heard, "the argument is handed on");
	snprintf(heard, sizeof(heard), "%s", holder);
	told++;
}

static int take(const char *path)
{
	return lockfile_take(path, 0, NULL, NULL);
}

static mode_t mode_of(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? st.st_mode & 07777 : 0;
}

/* --- one at a time ---------------------------------------------------- */

/* A process that has the lock until it is killed. */
static pid_t holder_of(const char *path, bool pid_only)
{
	char byte = 0;
	int ready[2];
	pid_t pid;

	if (pipe(ready) < 0)
		return -1;
	pid = fork();
	if (pid == 0) {
		if ((pid_only ? lockfile_take_pid(path) : take(path)) >= 0 &&
		    write(ready[1], "x", 1) == 1)
			pause();
		_exit(0);
	}
	close(ready[1]);
	ok(read(ready[0], &byte, 1) == 1, "a process takes it");
	close(ready[0]);
	return pid;
}

static void end(pid_t pid)
{
	int status;

	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
}

static void test_holder(void)
{
	char path[256], want[64], text[LOCKFILE_HOLDER];
	pid_t pid;
	int fd;

	snprintf(path, sizeof(path), "%s", scratch_in("held.lock"));
	is_text(lockfile_holder(path, text), "", "at first nobody has it");
	ok(!lockfile_is_held(path), ": and there is no file");
	pid = holder_of(path, false);
	snprintf(want, sizeof(want), "%d ", (int)pid);
	lockfile_holder(path, text);
	ok(strncmp(text, want, strlen(want)) == 0 &&
	   strstr(text, "test_lockfile"), ": its holder is known: %s", text);
	ok(lockfile_is_held(path), ": it is held");
	is_number(lockfile_take(path, 0, tell, heard), -ETIMEDOUT,
		  ": another one does not get it");
	ok(told == 1 && strcmp(heard, text) == 0, ": and hears who has it");
	is_number(lockfile_take(path, 1, tell, heard), -ETIMEDOUT,
		  ": nor in a second");
	is_number(told, 2, "of which it hears once");
	is_number(lockfile_take_pid(path), -ETIMEDOUT, ": nor does a daemon");
	end(pid);
	ok(!lockfile_is_held(path), "the killed hold nothing");
	fd = lockfile_take(path, 5, tell, heard);
	ok(fd >= 0, ": once the holder is killed, it does");
	is_number(told, 2, "without waiting");
	close(fd);
	is_number(take("/nonexistent/lock"), -ENOENT,
		  "without a folder there is no lock");
}

static void test_pid(void)
{
	char path[256], want[64], text[LOCKFILE_HOLDER];
	pid_t pid;

	snprintf(path, sizeof(path), "%s", scratch_in("daemon.pid"));
	scratch_put("daemon.pid", "4194304 was much longer\n");
	pid = holder_of(path, true);
	snprintf(want, sizeof(want), "%d", (int)pid);
	is_text(lockfile_holder(path, text), want,
		"a daemon's has its PID and no more");
	end(pid);
}

/* Who only asks has the lock for a moment, which is waited for in any case. */
static void test_asked(void)
{
	char path[256], byte = 0;
	int ready[2], fd;
	pid_t pid;

	snprintf(path, sizeof(path), "%s", scratch_in("asked.lock"));
	scratch_put("asked.lock", "");
	if (pipe(ready) < 0)
		return;
	pid = fork();
	if (pid == 0) {
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (flock(fd, LOCK_SH) == 0 && write(ready[1], "x", 1) == 1)
			usleep(20000);
		_exit(0);
	}
	ok(read(ready[0], &byte, 1) == 1, "somebody asks");
	fd = take(path);
	ok(fd >= 0, ": and keeps nobody out");
	close(fd);
	end(pid);
	close(ready[0]);
	close(ready[1]);
}

/* What another wrote there is shown and obeyed by no terminal. */
static void test_hostile(void)
{
	char path[256], text[LOCKFILE_HOLDER];
	int fd;

	snprintf(path, sizeof(path), "%s", scratch_in("hostile.lock"));
	scratch_put("hostile.lock", "1 \x1b[2J\xff\nmore");
	fd = open(path, O_RDONLY | O_CLOEXEC);
	ok(fd >= 0 && flock(fd, LOCK_EX) == 0, "somebody has it");
	is_text(lockfile_holder(path, text), "1 ?[2J?",
		"what stands there is made harmless");
	close(fd);
}

/* --- whose it is ------------------------------------------------------ */

/* Nobody else may open it, whoever made it and how. */
static void test_private(void)
{
	static const mode_t masks[] = { 0, 022, 0077, 0277 };
	char path[256], link_path[256];
	mode_t before = umask(0);
	int fd;

	snprintf(path, sizeof(path), "%s/some.lock", scratch());
	snprintf(link_path, sizeof(link_path), "%s/other.lock", scratch());
	for (size_t i = 0; i < ARRAY_SIZE(masks); i++) {
		umask(masks[i]);
		unlink(path);
		fd = take(path);
		ok(fd >= 0, "a lock under umask %03o", (unsigned)masks[i]);
		is_number(mode_of(path), 0600, ": is its owner's alone");
		close(fd);
	}
	umask(0);
	chmod(path, 0666);
	fd = take(path);
	ok(fd >= 0 && mode_of(path) == 0600,
	   "one open to all is narrowed");
	close(fd);
	chmod(path, 0644);
	ok(link(path, link_path) == 0, "a second name");
	fd = take(link_path);
	ok(fd >= 0 && mode_of(path) == 0644, "could be of any file");
	close(fd);
	unlink(link_path);
	ok(symlink(path, link_path) == 0, "a link");
	is_number(take(link_path), -ELOOP, ": is not followed");
	umask(before);
}

/* Root makes it for the owner of the folder. */
static void test_given(void)
{
	char folder[256], path[300];
	struct stat st;
	int fd;

	if (geteuid() != 0)
		return;
	snprintf(folder, sizeof(folder), "%s/theirs", scratch());
	snprintf(path, sizeof(path), "%s/some.lock", folder);
	ok(folder_make(folder, 0755) == 0 && chown(folder, 65534, 65534) == 0,
	   "a folder of somebody's");
	fd = take(path);
	ok(fd >= 0 && fstat(fd, &st) == 0 && st.st_uid == 65534 &&
	   (st.st_mode & 07777) == 0600, ": and root's lock in it is his");
	close(fd);
}

int main(void)
{
	test_holder();
	test_pid();
	test_asked();
	test_hostile();
	test_private();
	test_given();
	return done_testing();
}
