/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keeps asking for the policy of the fleet. */

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "lib/log.h"
#include "ruleset/config/config_load.h"
#include "tools/sync/follow.h"

enum { FALLBACK_SECONDS = 30 };

static void need_policy(const struct args *a)
{
	struct config c;
	bool none = config_load(&c, a->config) && !*c.policy.url;

	config_done(&c);
	if (none)
		fatalx_status(EX_CONFIG, "no policy is set; see \"policy\" in "
			      "cordon.conf(5)");
}

/* As the configuration has it now: a bad one is told by the round. */
static uint64_t every(const struct args *a)
{
	uint64_t seconds = FALLBACK_SECONDS;
	struct config c;

	if (config_load(&c, a->config))
		seconds = c.policy.every;
	config_done(&c);
	return seconds;
}

/* A tenth less at most, so that a fleet does not come at once. */
static struct timespec pause_of(const struct args *a)
{
	uint64_t ms = every(a) * 1000;
	uint32_t random = 0;

	if (getrandom(&random, sizeof(random), GRND_NONBLOCK) < 0)
		random = 0;
	ms -= ms / 10 * random / UINT32_MAX;
	return (struct timespec) {
		(time_t)(ms / 1000), (long)(ms % 1000) * 1000000,
	};
}

static void go_round(const struct args *a, const sigset_t *before,
		     int (*round)(const struct args *a))
{
	pid_t pid, parent = getpid();
	int status;

	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		sigprocmask(SIG_SETMASK, before, NULL);
		if (prctl(PR_SET_PDEATHSIG, SIGTERM) < 0 ||
		    getppid() != parent)
			_exit(EX_OSERR);
		exit(round(a));
	}
	if (pid < 0)
		warn("cannot start a process");
	/* A round that has begun is not broken off. */
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
}

int follow_policy(const struct args *a, int (*round)(const struct args *a))
{
	sigset_t ends, before;
	struct timespec t;

	need_policy(a);
	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	sigprocmask(SIG_BLOCK, &ends, &before);
	do {
		go_round(a, &before, round);
		t = pause_of(a);
	} while (sigtimedwait(&ends, NULL, &t) < 0);
	return 0;
}
