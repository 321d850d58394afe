/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The process without privileges, and who waits for it. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "lib/log.h"
#include "tools/fetch/sandbox.h"
#include "tools/sync/apart.h"

static void run_child(const struct apart *p, struct outcome *out)
{
	const struct sandbox box = {
		.user = p->config->user, .folder = p->config->state,
	};
	int ret = sandbox_enter(&box);

	if (ret < 0)
		fatalx_status(EX_NOPERM, "cannot give up privileges: %s",
			      strerror(-ret));
	p->run(p->config, p->options, out);
	exit(0);
}

/* Each time a generation is ready while slow servers are waited for. */
static void enforce_ready(const struct apart *p,
			  const struct outcome *out, int from)
{
	unsigned known = out->before;
	struct enforcement e;
	struct progress pr;
	char byte;

	while (read(from, &byte, 1) == 1) {
		if (!p->args || out->after == known)
			continue;
		known = out->after;
		progress_begin(&pr, "apply");
		enforce(p->args, &e);
		progress_end(&pr, "generation %u %s", e.generation,
			     outcome_how(&e));
	}
}

struct outcome apart_run(const struct apart *p)
{
	struct outcome *shared, out = { .status = EX_SOFTWARE };
	int status = 0, ready[2];
	pid_t pid;

	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED || pipe2(ready, O_CLOEXEC) < 0)
		fatal("memory");
	shared->ready = ready[1];
	fflush(stdout);
	pid = fork();
	if (pid < 0)
		fatal("cannot start a process");
	if (pid == 0)
		run_child(p, shared);
	close(ready[1]);
	enforce_ready(p, shared, ready[0]);
	close(ready[0]);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		out = *shared;
	else if (WIFEXITED(status))
		out.status = WEXITSTATUS(status);
	else
		warnx("the process that reads lists was ended by signal %d; "
		      "nothing has changed", WTERMSIG(status));
	munmap(shared, sizeof(*shared));
	return out;
}
