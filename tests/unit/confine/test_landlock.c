/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is reached, of each kind of access. */

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/array.h"
#include "lib/file.h"
#include "lib/folder.h"
#include "nfq/confine/landlock.h"
#include "tests/unit/tap.h"

static char root[200];
static pid_t parent;

static const char *at(const char *name)
{
	static char path[2][300];
	static int next;

	next = !next;
	snprintf(path[next], sizeof(path[next]), "%s/%s", root, name);
	return path[next];
}

/* Below: read/, write/, socket/, run/, other/, and only/file. */
static void make_tree(void)
{
	static const char *const names[] = {
		"read/file", "write/file", "socket/file", "other/file",
		"only/file", "run/file",
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		char *slash, folder[300];

		snprintf(folder, sizeof(folder), "%s", at(names[i]));
		slash = strrchr(folder, '/');
		*slash = '\0';
		folder_make(folder, 0755);
		file_write(at(names[i]), "text", 4, 0755);
	}
}

static bool can_open(const char *name, int flags)
{
	return open(at(name), flags, 0644) >= 0;
}

static bool can_bind(const char *name)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };

	snprintf(to.sun_path, sizeof(to.sun_path), "%s", at(name));
	return bind(socket(AF_UNIX, SOCK_STREAM, 0), (void *)&to,
		    sizeof(to)) == 0;
}

/* It is no program; but that it is none is only found out where it may be
 * run. */
static bool can_run(const char *name)
{
	char *const words[] = { (char *)(uintptr_t)name, NULL };

	return execv(at(name), words) < 0 && errno == ENOEXEC;
}

static void check_files(void)
{
	ok(can_open("read/file", O_RDONLY) &&
	   can_open("read", O_RDONLY | O_DIRECTORY), ": it reads");
	ok(!can_open("read/file", O_WRONLY) && errno == EACCES,
	   ": and only reads");
	ok(!can_open("read/new", O_WRONLY | O_CREAT), "makes nothing");
	ok(unlink(at("read/file")) < 0, "removes nothing");
	ok(can_open("write/file", O_WRONLY) &&
	   can_open("write/new", O_WRONLY | O_CREAT | O_TRUNC), ": it writes");
	ok(mkdir(at("write/folder"), 0755) == 0 &&
	   rename(at("write/new"), at("write/newer")) == 0 &&
	   unlink(at("write/newer")) == 0 &&
	   symlink("x", at("write/link")) == 0 &&
	   rmdir(at("write/folder")) == 0, "makes, renames and removes");
	ok(mknod(at("write/pipe"), S_IFIFO | 0600, 0) < 0, ": but no pipes");
	ok(!can_bind("write/socket") && errno == EACCES, ": nor sockets");
	ok(can_bind("socket/one") && !can_open("socket/file", O_RDONLY) &&
	   unlink(at("socket/one")) < 0, ": it makes sockets, and no more");
	ok(!can_run("write/file") && !can_run("read/file"), ": it runs none");
	ok(can_run("run/file"), ": but what it may");
	ok(can_open("only/file", O_RDONLY), ": it reads a single file");
	ok(!can_open("other/file", O_RDONLY) && errno == EACCES,
	   ": and no others");
	ok(!can_open("only", O_RDONLY | O_DIRECTORY),
	   ": nor what is beside it");
	ok(open("/etc/passwd", O_RDONLY) < 0 && errno == EACCES,
	   ": nor the machine's");
}

static void check_network(int abi)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_port = htons(9) };
	int tcp = socket(AF_INET, SOCK_STREAM, 0);

	if (abi < 4)
		return;
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	ok(connect(tcp, (void *)&to, sizeof(to)) < 0 && errno == EACCES,
	   ": it does not connect");
	to.sin_port = 0;
	ok(bind(tcp, (void *)&to, sizeof(to)) < 0 && errno == EACCES,
	   ": nor listen");
}

static void check_others(int abi, const struct sockaddr_un *abstract)
{
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	if (abi < 6)
		return;
	ok(connect(fd, (const void *)abstract, offsetof(struct sockaddr_un,
		   sun_path) + 10) < 0 && errno == EPERM,
	   ": nor to an abstract socket of others");
	ok(kill(parent, 0) < 0 && errno == EPERM, ": it signals nobody");
	ok(kill(getpid(), 0) == 0, ": but itself");
}

int main(void)
{
	struct sockaddr_un abstract = { .sun_family = AF_UNIX };
	int listener = socket(AF_UNIX, SOCK_STREAM, 0), status = 1;
	struct landlock l;
	pid_t pid;

	snprintf(root, sizeof(root), "%s", scratch());
	folder_make(root, 0755);
	make_tree();
	parent = getpid();
	snprintf(abstract.sun_path + 1, sizeof(abstract.sun_path) - 1,
		 "cd%07d", (int)parent % 10000000);
	bind(listener, (void *)&abstract, offsetof(struct sockaddr_un,
						   sun_path) + 10);
	listen(listener, 1);
	if (landlock_begin(&l) < 0)
		skip_all("this kernel has no Landlock");
	ok(landlock_allow(&l, at("missing"), LANDLOCK_READ) == -ENOENT,
	   "a missing folder is said");
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		int abi = l.abi;

		prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
		ok(landlock_allow(&l, at("read"), LANDLOCK_READ) == 0 &&
		   landlock_allow(&l, at("write"), LANDLOCK_WRITE) == 0 &&
		   landlock_allow(&l, at("socket"), LANDLOCK_SOCKET) == 0 &&
		   landlock_allow(&l, at("run"),
				  LANDLOCK_READ | LANDLOCK_RUN) == 0 &&
		   landlock_allow(&l, at("only/file"),
				  LANDLOCK_READ | LANDLOCK_WRITE) == 0,
		   "files and folders are allowed");
		ok(landlock_end(&l) == 0, ": and no others");
		check_files();
		check_network(abi);
		check_others(abi, &abstract);
		status = done_testing();
		fflush(stdout);
		_exit(status);
	}
	landlock_drop(&l);
	waitpid(pid, &status, 0);
	return status == 0 ? 0 : 1;
}
