/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The control socket: who is served, and who is let go (nfq/control.c). */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/file.h"
#include "nfq/control.h"
#include "tests/unit/tap.h"

enum { NOBODY = 65534, MANY = 64, SLACK_MS = 20000 };

static struct control *control;
static char path[200];
static bool may_change;
static unsigned nwords;
static char caller[CONTROL_LINE];

static void serve(void *arg, struct request *r)
{
	(void)arg;
	may_change = r->may_change;
	nwords = r->n;
	snprintf(caller, sizeof(caller), "%s", r->caller);
	buffer_add(&r->out, "{}", 2);
}

static void turn(void)
{
	struct pollfd fds[CONTROL_CLIENTS + 1];
	unsigned n = control_fds(control, fds);

	poll(fds, n, 20);
	control_handle(control, fds, n);
}

static int connect_to(void)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);

	memcpy(to.sun_path, path, strlen(path));
	if (connect(fd, (void *)&to, sizeof(to)) == 0)
		return fd;
	close(fd);
	return -1;
}

static int connect_soon(void)
{
	int64_t end = clock_ms() + SLACK_MS;
	int fd = -1;

	while (fd < 0 && clock_ms() < end) {
		fd = connect_to();
		turn();
	}
	return fd;
}

/* How many of them are not closed yet. */
static unsigned left_of(const int *fds, unsigned n)
{
	unsigned left = 0;
	char c;

	for (unsigned i = 0; i < n; i++)
		left += fds[i] >= 0 &&
			recv(fds[i], &c, 1, MSG_PEEK | MSG_DONTWAIT) < 0;
	return left;
}

static bool answers(int fd, const char *request)
{
	ssize_t len = (ssize_t)strlen(request);
	char answer[8];

	if (send(fd, request, (size_t)len, MSG_NOSIGNAL) != len)
		return false;
	for (int64_t end = clock_ms() + SLACK_MS; clock_ms() < end; turn()) {
		ssize_t n = recv(fd, answer, sizeof(answer), 0);

		if (n >= 0)
			return n == 3 && memcmp(answer, "{}\n", 3) == 0;
	}
	return false;
}

static bool is_answered(int fd)
{
	return answers(fd, "status\n");
}

static bool asked(const char *request)
{
	int fd = connect_soon();
	bool good = fd >= 0 && answers(fd, request);

	close(fd);
	return good;
}

static bool is_served(void)
{
	int fd = connect_soon();
	bool good = fd >= 0 && is_answered(fd);

	close(fd);
	return good;
}

/* Those of one user, who says nothing, in a process of that user's. */
static pid_t crowd(int fds[2])
{
	pid_t pid;

	fflush(stdout);
	if (pipe(fds) < 0)
		abort();
	pid = fork();
	if (pid != 0)
		return pid;
	alarm(60);
	if (setuid(NOBODY) < 0)
		_exit(1);
	for (unsigned i = 0; i < MANY; i++)
		while (connect_to() < 0)
			usleep(1000);
	if (write(fds[1], "", 1) != 1)
		_exit(1);
	pause();
	_exit(0);
}

static void test_crowd(void)
{
	struct pollfd fds[CONTROL_CLIENTS + 1];
	pid_t pid;
	int ready[2];
	struct pollfd told;

	if (geteuid() != 0)
		return;
	pid = crowd(ready);
	told = (struct pollfd) { .fd = ready[0], .events = POLLIN };
	while (poll(&told, 1, 0) == 0)
		turn();
	is_number(control_fds(control, fds) - 1, CONTROL_OF_A_USER,
		  "a user has a few places, however often he comes");
	ok(is_served() && may_change, "root is served beside him");
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	close(ready[0]);
	close(ready[1]);
}

/* Even of those who may change something nobody stays without a word. */
static void test_silent(void)
{
	int fds[CONTROL_CLIENTS], late;
	int64_t start = clock_ms();

	for (unsigned i = 0; i < CONTROL_CLIENTS; i++)
		fds[i] = connect_soon();
	turn();
	is_number(left_of(fds, CONTROL_CLIENTS), CONTROL_CLIENTS,
		  "all places are taken");
	late = connect_soon();
	turn();
	is_number(left_of(&late, 1), 0, "the next is sent away");
	send(fds[0], "sta", 3, MSG_NOSIGNAL);
	while (left_of(fds, CONTROL_CLIENTS) > 0 &&
	       clock_ms() < start + CONTROL_PATIENCE_MS + SLACK_MS)
		turn();
	is_number(left_of(fds, CONTROL_CLIENTS), 0,
		  "who says nothing, or half a word, is let go");
	ok(clock_ms() - start >= CONTROL_PATIENCE_MS - 1, ": but not at once");
	ok(is_served(), ": then there is room");
	for (unsigned i = 0; i < CONTROL_CLIENTS; i++)
		close(fds[i]);
	close(late);
}

/* It looks once a second. */
static void wait_and_handle(void)
{
	struct pollfd fds[CONTROL_CLIENTS + 1];

	usleep(1050 * 1000);
	control_handle(control, fds, 0);
}

static void test_removed(void)
{
	char away[200];

	unlink(path);
	wait_and_handle();
	ok(is_served(), "a socket that was removed is there again");
	file_write(path, "x", 1, 0600);
	wait_and_handle();
	ok(is_served(), ": also where there is something else");
	snprintf(away, sizeof(away), "%s.away", scratch());
	rename(scratch(), away);
	wait_and_handle();
	ok(access(path, F_OK) < 0, "without its folder it cannot be");
	rename(away, scratch());
	unlink(path);
	wait_and_handle();
	ok(is_served(), ": and is, when there is one again");
}

/* The second line says who calls, and is none of the request. */
static void test_caller(void)
{
	char most[CONTROL_LINE];

	ok(asked("mode off\nby root - - cordon mode off\n") && nwords == 2,
	   "two lines: the first is the request");
	is_text(caller, "by root - - cordon mode off", ": and who calls");
	ok(asked("mode off\n") && !*caller, "one: nobody says so");
	ok(asked("mode off\nby a b c d\nmode enforce\n") && nwords == 2,
	   "three: it is one request");
	is_text(caller, "by a b c d", ": the third is nothing");
	memset(most, 'x', sizeof(most));
	memcpy(most, "mode off\n", 9);
	most[sizeof(most) - 1] = '\0';
	ok(asked(most) && strlen(caller) == sizeof(most) - 1 - 9,
	   "as much as there is room for");
}

int main(void)
{
	snprintf(path, sizeof(path), "%s/control.sock", scratch());
	chmod(scratch(), 0711);
	control = control_open(path, -1, serve, NULL);
	if (!control)
		abort();
	ok(is_served() && may_change, "an answer");
	test_caller();
	test_crowd();
	test_silent();
	test_removed();
	control_close(control);
	return done_testing();
}
