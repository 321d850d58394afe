/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Descriptors and numbers from a service manager, and from the program that
 * ran before: this one, which runs itself. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/handover.h"
#include "tests/unit/tap.h"

enum { FREE = 200 };	/* no descriptor of ours is that high */

static struct handover h;

/* --- a service manager's --------------------------------------------- */

static void receive(long pid, const char *count, const char *names)
{
	char text[32];

	for (int fd = 3; fd < 6; fd++)
		dup2(1, fd);
	for (int fd = 6; fd < 32; fd++)
		close(fd);
	snprintf(text, sizeof(text), "%ld", pid);
	setenv("LISTEN_PID", text, 1);
	setenv("LISTEN_FDS", count, 1);
	setenv("LISTEN_FDNAMES", names, 1);
	handover_receive(&h);
}

static void test_managers(void)
{
	receive(getpid(), "3", "one:two:one");
	ok(!h.same, "it is another process's");
	ok(!getenv("LISTEN_FDS"), "nobody else is told");
	is_number(fcntl(4, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC,
		  "no program inherits it");
	is_number(handover_take(&h, "one"), 3, "the first of a name");
	is_number(handover_take(&h, "one"), 5, ": then the second");
	is_number(handover_take(&h, "one"), -1, ": and then none");
	is_number(handover_take(&h, "tw"), -1, "a part is no name");
	is_number(handover_take(&h, ""), -1, ": nor is nothing");
	handover_close(&h, "x");
	ok(fcntl(4, F_GETFD) >= 0, "another's is not closed");
	handover_close(&h, "t");
	ok(fcntl(4, F_GETFD) < 0, "that of the name is");
	is_number(handover_take(&h, "two"), -1, ": and cannot be had");
}

static void test_odd(void)
{
	receive(getpid(), "3", "one");
	is_number(handover_take(&h, "one"), 3, "fewer names than said");
	receive(getpid(), "900000", "one:x:y:z:z:z:one");
	is_number(h.n, 3, "what is not open is not taken");
	receive(getpid(), "-1", "one");
	is_number(h.n, 0, "a negative number");
	receive(getppid(), "3", "one:two:one");
	is_number(h.n, 0, "for another process");
	ok(!getenv("LISTEN_FDS"), ": forgotten all the same");
	receive(getpid(), "2", "a:b");
	unsetenv("LISTEN_FDNAMES");
	handover_receive(&h);
	is_number(h.n, 0, "without names");
}

static void test_full(void)
{
	h = (struct handover) { .n = 0 };
	for (int i = 0; i < HANDOVER_ITEMS + 9; i++)
		handover_put_number(&h, "n", 7);
	handover_put(&h, "fd", 1);
	is_number(h.n, HANDOVER_ITEMS, "no more than there is room for");
	is_number(handover_take(&h, "fd"), -1, ": the rest is not there");
}

/* --- our own --------------------------------------------------------- */

static void test_failed(void)
{
	char *const none[] = { "none", NULL };
	int fd = fcntl(1, F_DUPFD_CLOEXEC, FREE);

	h = (struct handover) { .n = 0 };
	handover_put(&h, "a", fd);
	handover_put(&h, "nothing", -1);
	is_number(h.n, 1, "what is not open is not put");
	is_number(handover_exec(&h, "/nonexistent", none), -ENOENT,
		  "no such program");
	is_number(fcntl(fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC,
		  ": nobody inherits it then");
	handover_receive(&h);
	is_number(h.n, 0, ": nor is anything told");
	close(fd);
}

/* What the second program finds wrong; it prints no tests. */
static const char *second(void)
{
	char byte = 0;
	int fd;

	handover_receive(&h);
	fd = handover_take(&h, "pipe-7-0");
	return !h.same ? "it is another's" :
	       handover_number(&h, "pid") != (uint64_t)getpid() ?
	       "it is another process" :
	       (uint64_t)fd != handover_number(&h, "number") ?
	       "the descriptor has another number" :
	       read(fd, &byte, 1) != 1 || byte != 'x' ?
	       "it leads elsewhere" :
	       fcntl(fd, F_GETFD) != FD_CLOEXEC ? "it goes on by itself" :
	       handover_number(&h, "other") ? "a number that nobody put" :
	       handover_number(&h, "large") != UINT64_MAX ?
	       "a large number is another" :
	       fcntl(FREE, F_GETFD) != -1 ? "what was not put is open" : NULL;
}

enum { FOREIGN = 77 };

static void first(char **argv)
{
	char *const again[] = { argv[0], "second", NULL };
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0 || write(ends[1], "x", 1) != 1 ||
	    fcntl(1, F_DUPFD_CLOEXEC, FREE) != FREE)
		_exit(2);
	h = (struct handover) { .n = 0 };
	handover_put(&h, "pipe-7-0", ends[0]);
	handover_put_number(&h, "number", (uint64_t)ends[0]);
	handover_put_number(&h, "pid", (uint64_t)getpid());
	handover_put_number(&h, "large", UINT64_MAX);
	/* Where another program runs this one, the kernel cannot. */
	_exit(handover_exec(&h, argv[0], again) == -ENOEXEC ? FOREIGN : 2);
}

static void test_exec(char **argv)
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0)
		first(argv);
	waitpid(pid, &status, 0);
	if (WIFEXITED(status) && WEXITSTATUS(status) == FOREIGN)
		skip_one("another program", "of a foreign machine");
	else
		ok(status == 0, "all arrives in the program that comes");
}

int main(int argc, char **argv)
{
	const char *wrong = argc > 1 ? second() : NULL;

	if (wrong)
		diag("%s", wrong);
	if (argc > 1)
		return wrong != NULL;
	test_managers();
	test_odd();
	test_full();
	test_failed();
	test_exec(argv);
	return done_testing();
}
