/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a child can still do. */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/array.h"
#include "lib/file.h"
#include "lib/folder.h"
#include "tests/unit/tap.h"
#include "tools/fetch/sandbox.h"

static char inside[200], outside[200], there[200];
static int open_file;

/* Does `what` succeed in a child that entered the sandbox? */
static bool can(const struct sandbox *s, bool (*what)(void))
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0)
		_exit(sandbox_enter(s) < 0 ? 2 : what() ? 1 : 0);
	waitpid(pid, &status, 0);
	if (!WIFEXITED(status) || WEXITSTATUS(status) == 2)
		diag("the sandbox was not entered, %x", status);
	return WIFEXITED(status) && WEXITSTATUS(status) == 1;
}

static bool make(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	return fd >= 0 && write(fd, "x", 1) == 1;
}

static bool make_inside(void) { return make(inside); }
static bool make_outside(void) { return make(outside); }
static bool append(void) { return open(there, O_WRONLY | O_APPEND) >= 0; }
static bool cut(void) { return truncate(there, 0) == 0; }
static bool give(void) { return chmod(there, 0666) == 0; }
static bool gone(void) { return unlink(there) == 0; }
static bool moved(void) { return rename(there, outside) == 0; }
static bool named(void) { return link(there, outside) == 0; }
static bool linked(void) { return symlink(there, outside) == 0; }
static bool folder(void) { return mkdir(outside, 0755) == 0; }
static bool reads(void) { return open("/etc/passwd", O_RDONLY) >= 0; }
static bool writes(void) { return write(open_file, "y", 1) == 1; }
static bool speaks(void) { return socket(AF_INET, SOCK_STREAM, 0) >= 0; }
static bool raw(void) { return socket(AF_PACKET, SOCK_RAW, 0) >= 0; }
static bool runs(void) { return execl("/bin/true", "true", NULL) == 0; }
static bool kills(void) { return kill(getppid(), 0) == 0; }
static bool hosts(void) { return sethostname("x", 1) == 0; }

static bool grows(void)
{
	char block[4096] = "";

	for (int i = 0; i < 100; i++)
		if (write(open_file, block, sizeof(block)) < 0)
			return false;
	return true;
}

static void test_compiler(void)
{
	char state[200];
	const struct sandbox box = { .user = "", .folder = state };

	snprintf(state, sizeof(state), "%s/state", scratch());
	folder_make(state, 0755);
	ok(can(&box, reads) && !can(&box, hosts),
	   "a compiler has no capability");
	ok(can(&box, make_inside), "it can write in its folder");
	if (can(&box, make_outside))
		skip_one("a compiler writes nowhere else", "no Landlock here");
	else
		ok(!can(&box, gone) && !can(&box, moved), ": and nowhere else");
}

int main(void)
{
	const struct sandbox fetch = { .user = "", .network = true };
	const struct sandbox unpack = { .user = "", .max_file = 65536 };
	static const struct {
		const char *what;
		bool (*run)(void);
		bool fetch, unpack;
	} rows[] = {
		{ "read files", reads, true, true },
		{ "write what is open", writes, true, true },
		{ "open sockets", speaks, true, false },
		{ "open raw sockets", raw, false, false },
		{ "make files", make_outside, false, false },
		{ "open files to write", append, false, false },
		{ "truncate files", cut, false, false },
		{ "change modes", give, false, false },
		{ "remove files", gone, false, false },
		{ "rename files", moved, false, false },
		{ "link files", named, false, false },
		{ "make symbolic links", linked, false, false },
		{ "make folders", folder, false, false },
		{ "run programs", runs, false, false },
		{ "send signals", kills, false, false },
		{ "use a capability", hosts, false, false },
	};

	need_seccomp();
	snprintf(inside, sizeof(inside), "%s/state/new", scratch());
	snprintf(outside, sizeof(outside), "%s/outside", scratch());
	snprintf(there, sizeof(there), "%s/there", scratch());
	folder_make(scratch(), 0755);
	file_write(there, "text", 4, 0644);
	open_file = open(there, O_RDWR | O_APPEND);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		ok(can(&fetch, rows[i].run) == rows[i].fetch,
		   "a fetcher can%s %s", rows[i].fetch ? "" : "not",
		   rows[i].what);
		ok(can(&unpack, rows[i].run) == rows[i].unpack,
		   "an unpacker can%s %s", rows[i].unpack ? "" : "not",
		   rows[i].what);
	}
	ok(!can(&unpack, grows), ": nor write more than it may");
	test_compiler();
	return done_testing();
}
