/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is told of a long command, on a terminal and elsewhere. */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

#include "tests/unit/tap.h"
#include "tools/cli/progress.h"

static char seen[4096];

static void run(void)
{
	struct progress p;

	progress_begin(&p, "fetch");
	progress_show(&p, "%d of %d", 1, 2);
	progress_show(&p, "%d of %d", 2, 2);
	progress_line(&p, "list %s: %s", "x", "failed");
	progress_end(&p, "%d lists", 2);
}

/* With stderr to `to`, which is closed; what comes out at `from`. A terminal
 * gives it bit by bit, and an error at its end. */
static void watch(int to, int from)
{
	int stderr_was = dup(STDERR_FILENO);
	size_t have = 0;
	ssize_t n;

	fflush(stderr);
	dup2(to, STDERR_FILENO);
	run();
	fflush(stderr);
	dup2(stderr_was, STDERR_FILENO);
	close(stderr_was);
	close(to);
	lseek(from, 0, SEEK_SET);	/* of a file; no terminal has it */
	while ((n = read(from, seen + have, sizeof(seen) - 1 - have)) > 0)
		have += (size_t)n;
	seen[have] = '\0';
}

static void test_file(void)
{
	int fd = memfd_create("test", MFD_CLOEXEC);

	watch(dup(fd), fd);
	ok(strstr(seen, "list x: failed\n"), "a line in the middle");
	ok(strstr(seen, "fetch: 2 lists\n"), "a line when it ends");
	ok(!strstr(seen, "of 2") && !strchr(seen, '\033') &&
	   !strchr(seen, '\r'), ": and nothing that changes");
	close(fd);
}

static void test_terminal(void)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC), to;
	struct termios t;

	if (master < 0 || grantpt(master) < 0 || unlockpt(master) < 0 ||
	    (to = open(ptsname(master), O_RDWR | O_NOCTTY)) < 0) {
		skip_one("a terminal", "none can be made here");
		return;
	}
	if (tcgetattr(to, &t) == 0) {
		cfmakeraw(&t);
		tcsetattr(to, TCSANOW, &t);
	}
	watch(to, master);
	ok(strstr(seen, "\r\033[Kfetch    ..."), "a line at once");
	ok(strstr(seen, "\r\033[Kfetch    1 of 2"), ": that changes");
	ok(!strstr(seen, "2 of 2"), ": not too often");
	ok(strstr(seen, "\r\033[Klist x: failed\n"),
	   "a line in the middle has its own");
	ok(strstr(seen, "\r\033[Kfetch    2 lists\n"), "the last one stays");
	close(master);
}

int main(void)
{
	test_file();
	test_terminal();
	return done_testing();
}
