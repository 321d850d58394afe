/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon ship: brings the log to the centre of a fleet. */

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/folder.h"
#include "lib/lockfile.h"
#include "lib/log.h"
#include "nfq/event/eve.h"
#include "ruleset/config/config_load.h"
#include "tools/centre/order.h"
#include "tools/cli/answer.h"
#include "tools/fetch/sandbox.h"
#include "tools/run.h"
#include "tools/ship/heartbeat.h"
#include "tools/ship/register.h"
#include "tools/ship/round.h"

enum { FIRST_PAUSE_MS = 1000, LONGEST_PAUSE_MS = 300000 };

struct ship {
	const struct args *args;
	struct config config;
	struct store store;
	struct arrived arrived;
	struct round round;
	struct register_way changes;
	struct centre *centre;
	unsigned failures;	/* in a row */
};

/* --- a round ----------------------------------------------------------- */

static void remember(struct ship *s, bool well, const struct fault *why)
{
	struct arrived *a = &s->arrived;
	char text[FAULT_TEXT];
	int ret;

	a->tried = time(NULL);
	if (well)
		a->well = a->tried;
	snprintf(a->error, sizeof(a->error), "%s",
		 well ? "" : fault_text(why, text));
	ret = arrived_write(a, &s->config);
	if (ret < 0)
		warnx("%s/ship: cannot be written: %s", s->config.state,
		      strerror(-ret));
}

static bool go_round(struct ship *s)
{
	struct fault why = { .ret = 0 };
	char text[FAULT_TEXT];
	bool well = round_run(&s->round, &why) &&
		    register_tell(&s->changes, s->centre, &s->config,
				  s->arrived.gateway, &why) &&
		    order_bring_all(s->centre, &s->config, &why) &&
		    heartbeat_tell(s->centre, s->args, &s->config,
				   s->arrived.gateway, &why);

	/* Once, not at each of many tries. */
	if (!well && s->failures++ == 0)
		warnx("%s", fault_text(&why, text));
	if (well && s->failures > 0) {
		info("the centre takes the log again");
		s->failures = 0;
	}
	remember(s, well, &why);
	return well;
}

/* --- pauses ------------------------------------------------------------ */

/* Between a half and all of it, so that a fleet does not come at once. */
static uint64_t spread(uint64_t ms)
{
	uint32_t random = UINT32_MAX / 2;

	if (getrandom(&random, sizeof(random), GRND_NONBLOCK) < 0)
		random = UINT32_MAX / 2;
	return ms / 2 + (ms / 2) * random / UINT32_MAX;
}

static uint64_t pause_of(const struct ship *s)
{
	uint64_t ms = FIRST_PAUSE_MS;

	if (s->failures == 0)
		return s->config.centre.interval * 1000 -
		       spread(s->config.centre.interval * 100);
	for (unsigned i = 1; i < s->failures && ms < LONGEST_PAUSE_MS; i++)
		ms *= 2;
	return spread(ms < LONGEST_PAUSE_MS ? ms : LONGEST_PAUSE_MS);
}

/* False when it is told to end. */
static bool wait_for_next(const struct ship *s, const sigset_t *ends)
{
	uint64_t ms = pause_of(s);
	const struct timespec t = {
		(time_t)(ms / 1000), (long)(ms % 1000) * 1000000,
	};

	return sigtimedwait(ends, NULL, &t) < 0;
}

/* --- the command ------------------------------------------------------- */

static void lock_up(const char *folder)
{
	const struct sandbox box = {
		.user = "cordon-ship", .folder = folder, .network = true,
	};
	int ret = sandbox_enter(&box);

	if (ret < 0)
		fatalx_status(EX_OSERR, "cannot give up privileges: %s",
			      strerror(-ret));
}

/* What was given up stays so. Where a stream is the centre is asked; who this
 * is, of which nothing may be new, is as cordond would have it. */
static void recall(struct ship *s)
{
	struct arrived before;
	struct eve eve;

	eve_init(&eve);
	eve_name(&eve, s->config.gateway);
	snprintf(s->arrived.gateway, sizeof(s->arrived.gateway), "%s",
		 eve.gateway);
	eve_done(&eve);

	if (arrived_read(&before, &s->config)) {
		s->arrived.missing = before.missing;
		s->arrived.well = before.well;
	}
	arrived_done(&before);
}

/* Two would send everything twice. */
static void begin(struct ship *s)
{
	char *folder = xasprintf("%s/ship", s->config.state);
	char *lock = xasprintf("%s/lock", folder), text[FAULT_TEXT];
	struct fault why = { .ret = 0 };
	int held;

	folder_make(folder, 0755);
	held = lockfile_take(lock, 0, NULL, NULL);
	if (held < 0)
		fatalx_status(held == -EACCES ? EX_NOPERM : EX_TEMPFAIL,
			      "%s: %s", lock, held == -EAGAIN ||
			      held == -EWOULDBLOCK ? "another sends already" :
			      strerror(-held));
	s->centre = centre_new(&s->config.centre, &why);
	if (!s->centre)
		fatalx_status(EX_CONFIG, "%s", fault_text(&why, text));
	lock_up(folder);
	free(lock);
	free(folder);
	recall(s);
	store_init(&s->store, s->config.log.file);
	s->round = (struct round) {
		.store = &s->store, .arrived = &s->arrived,
		.delivery = { .centre = s->centre },
		.covering = { .centre = s->centre },
	};
}

static int tell(struct ship *s, bool well)
{
	struct answer *an = answer_begin(s->args, "cordon.ship/1");

	answer_put(an, "sent", cell_number(s->arrived.sent));
	answer_put(an, "missing", cell_number(s->arrived.missing));
	answer_say(an, "%" PRIu64 " lines sent\n", s->arrived.sent);
	if (s->arrived.missing > 0)
		answer_say(an, "%" PRIu64 " are in no file any more\n",
			   s->arrived.missing);
	answer_end(an);
	return well ? 0 : EX_TEMPFAIL;
}

static int go_on(struct ship *s)
{
	sigset_t ends;

	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	sigprocmask(SIG_BLOCK, &ends, NULL);
	do
		go_round(s);
	while (wait_for_next(s, &ends));
	return 0;
}

int ship_run(const struct args *a)
{
	struct ship s = { .args = a };
	int status;

	config_load(&s.config, a->config);
	begin(&s);
	if (a->once)
		status = tell(&s, go_round(&s));
	else
		status = go_on(&s);
	round_done(&s.round);
	register_done(&s.changes);
	arrived_done(&s.arrived);
	centre_free(s.centre);
	store_done(&s.store);
	config_done(&s.config);
	return status;
}
