/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Children that fetch: starts them, hears them, ends them. */

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/clock.h"
#include "tools/fetch/fetch.h"
#include "tools/fetch/response.h"
#include "tools/fetch/sandbox.h"
#include "tools/fetch/transfer.h"

enum {
	AT_ONCE = 32,		/* a dead host has its place for a minute */
	TELL_MS = 200,
	GRACE_MS = 10000,	/* for a child to end by itself */
	ERRNO_MAX = 4095,
};

/* Behind the standard files of a child. */
enum { CHILD_PIPE = 3, CHILD_BODY, CHILD_SIGNATURE, CHILD_FILES };

static_assert(sizeof(struct fetch_answer) <= PIPE_BUF, "written at once");

static void fail(struct fetch *f, int ret, const char *what)
{
	f->answer = (struct fetch_answer) { .result = FETCH_FAILED };
	f->stage = FETCH_DONE;
	fault_set(&f->answer.fault, ret, "%s", what);
}

/* --- the child ------------------------------------------------------- */

static void run_child(const struct fetch_order *asked, int to,
		      const char *user)
{
	struct sandbox box = {
		.user = user, .network = true,
		.max_file = asked->source->max_size,
	};
	struct fetch_order o = *asked;
	struct fetch_answer a = { .result = FETCH_FAILED };
	int fds[] = { to, o.body, o.signature };
	int ret = 0;

	for (int i = 0; i < 3; i++)
		if (fds[i] >= 0)
			fds[i] = fcntl(fds[i], F_DUPFD, 16);
	for (int i = 0; i < 3; i++)
		if (fds[i] >= 0 && dup2(fds[i], CHILD_PIPE + i) < 0)
			_exit(1);
	sandbox_close_files(o.signature >= 0 ? 3 : 2);
	o.body = CHILD_BODY;
	o.signature = o.signature >= 0 ? CHILD_SIGNATURE : -1;
	/* Signatures are small and lists may be, too. */
	if (box.max_file < 65536)
		box.max_file = 65536;
	ret = sandbox_enter(&box);
	if (ret < 0)
		fault_set(&a.fault, ret, "cannot give up privileges");
	else
		transfer_run(&o, &a);
	/* An answer is shorter than PIPE_BUF: all of it or nothing. */
	if (write(CHILD_PIPE, &a, sizeof(a)) != sizeof(a))
		_exit(1);
	_exit(0);
}

static void start(struct fetch *f, const char *user)
{
	int fds[2];

	if (pipe2(fds, O_CLOEXEC) < 0) {
		fail(f, -errno, "cannot start");
		return;
	}
	f->since = clock_ms();
	f->until = f->since + GRACE_MS +
		   (int64_t)f->order.source->max_time * 1000;
	f->pid = fork();
	if (f->pid == 0)
		run_child(&f->order, fds[1], user);
	close(fds[1]);
	if (f->pid < 0) {
		fail(f, -errno, "cannot start");
		close(fds[0]);
		f->pid = 0;
		return;
	}
	f->pipe = fds[0];
	f->stage = FETCH_RUNS;
}

/* --- its end --------------------------------------------------------- */

static void end_text(char *text, size_t size)
{
	text[size - 1] = '\0';
	for (; *text; text++)
		if (*text < ' ' || *text > '~')
			*text = '?';
}

/* What comes through the pipe is a stranger's word. */
static void take_answer(struct fetch *f)
{
	struct fetch_answer *a = &f->answer;
	ssize_t n = read(f->pipe, a, sizeof(*a));
	int status = 0;

	close(f->pipe);
	while (waitpid(f->pid, &status, 0) < 0 && errno == EINTR)
		;
	f->pid = 0;
	f->stage = FETCH_DONE;
	if (n != sizeof(*a) || a->result > FETCH_REFUSED) {
		fail(f, 0, WIFSIGNALED(status) ? "its process was killed" :
		     "its process has failed");
		return;
	}
	a->retry_after = response_retry(a->retry_after);
	end_text(a->etag, sizeof(a->etag));
	end_text(a->modified, sizeof(a->modified));
	end_text(a->address, sizeof(a->address));
	end_text(a->fault.place, sizeof(a->fault.place));
	end_text(a->fault.what, sizeof(a->fault.what));
	if (a->fault.ret > 0 || a->fault.ret < -ERRNO_MAX)
		a->fault.ret = 0;
}

/* --- together -------------------------------------------------------- */

static uint64_t bytes_of(const struct fetch *f, size_t n)
{
	uint64_t sum = 0;
	struct stat st;

	for (size_t i = 0; i < n; i++)
		if (fstat(f[i].order.body, &st) == 0)
			sum += (uint64_t)st.st_size;
	return sum;
}

static size_t count(const struct fetch *f, size_t n, enum fetch_stage stage)
{
	size_t have = 0;

	for (size_t i = 0; i < n; i++)
		have += f[i].stage == stage;
	return have;
}

static const struct fetch *slowest(const struct fetch *f, size_t n)
{
	const struct fetch *found = NULL;

	for (size_t i = 0; i < n; i++)
		if (f[i].stage == FETCH_RUNS &&
		    (!found || f[i].since < found->since))
			found = &f[i];
	return found;
}

/* Waits a little; returns how many have ended. */
static size_t wait_for_some(struct fetch *f, size_t n)
{
	struct pollfd fds[AT_ONCE];
	struct fetch *whose[AT_ONCE];
	unsigned running = 0;
	size_t ended = 0;

	for (size_t i = 0; i < n && running < AT_ONCE; i++)
		if (f[i].stage == FETCH_RUNS) {
			fds[running] = (struct pollfd) { f[i].pipe, POLLIN,
							 0 };
			whose[running++] = &f[i];
		}
	poll(fds, running, TELL_MS);
	for (unsigned i = 0; i < running; i++) {
		if (!fds[i].revents && clock_ms() > whose[i]->until)
			kill(whose[i]->pid, SIGKILL);
		else if (!fds[i].revents)
			continue;
		take_answer(whose[i]);
		ended++;
	}
	return ended;
}

/* As many as may run. */
static void start_some(struct fetch *f, size_t n, const char *user)
{
	size_t running = count(f, n, FETCH_RUNS);

	for (size_t i = 0; i < n && running < AT_ONCE; i++)
		if (f[i].stage == FETCH_WAITS) {
			start(&f[i], user);
			running += f[i].stage == FETCH_RUNS;
		}
}

size_t fetch_some(struct fetch *f, size_t n, const char *user,
		  const struct fetch_wait *w)
{
	int64_t last = clock_ms();
	size_t fresh = 0, ended;

	for (;;) {
		start_some(f, n, user);
		if (w->tell)
			w->tell(w->arg, count(f, n, FETCH_DONE),
				bytes_of(f, n), slowest(f, n));
		if (count(f, n, FETCH_DONE) == n)
			return 0;
		ended = wait_for_some(f, n);
		fresh += ended;
		if (ended)
			last = clock_ms();
		else if (w->patience && (fresh || !w->for_one) &&
			 clock_ms() - last > w->patience)
			return n - count(f, n, FETCH_DONE);
	}
}

void fetch_end(struct fetch *f, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (f[i].stage == FETCH_RUNS) {
			kill(f[i].pid, SIGKILL);
			take_answer(&f[i]);
		}
}
