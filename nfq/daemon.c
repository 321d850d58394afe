/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The daemon's main thread: keeps the table right, answers, closes. */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "lib/log.h"
#include "nfq/backlog.h"
#include "nfq/daemon.h"
#include "ruleset/nft/uplink.h"

enum {
	TICK_MS = 500, DRAIN_MS = 1000, REPAIR_TRIES = 5,
	LARGE = 50000,	/* intervals of which no message should be written */
};

const struct rules *daemon_rules(const struct daemon *d)
{
	return atomic_load(&d->shared.rules);
}

time_t daemon_boottime(void)
{
	struct timespec t;

	clock_gettime(CLOCK_BOOTTIME, &t);
	return t.tv_sec;
}

/* --- the table ------------------------------------------------------- */

static struct table table_of(struct daemon *d, const struct rules *r,
			     bool judging)
{
	return (struct table) {
		.config = &r->config, .policy = r->policy,
		.intervals = &r->intervals, .exceptions = &r->exceptions,
		.wan = &d->wan,
		.queues = d->fixed.queues,
		.native_queue = d->kernel.native_queue, .judging = judging,
		.fastpath = r->config.flowtable && d->kernel.flowtable,
	};
}

/* Others could change the ruleset unseen while the watch was paused: then the
 * rules are written again, which is quick, and the sets glanced at. */
static void look_after_pause(struct daemon *d)
{
	uint32_t genid;

	watch_resume(&d->watch);
	if (d->applied.genid == 0 || netlink_genid(&d->netlink, &genid) < 0 ||
	    genid != d->applied.genid)
		d->unseen = true;
}

bool daemon_apply(struct daemon *d, bool judging, const struct rules *before,
		  struct apply_error *error)
{
	const struct rules *rules = daemon_rules(d);
	struct table t = table_of(d, rules, judging);
	bool large = intervals_total(t.intervals) > LARGE;
	bool ok;

	t.before = before ? &before->intervals : t.intervals;
	if (large)
		watch_pause(&d->watch);
	ok = table_apply(&t, &d->netlink, d->distrust, &d->applied, error);
	if (large)
		look_after_pause(d);
	if (ok)
		d->distrust = (struct table_distrust) { .sets = false };
	if (d->applied.drift)
		warnx("the kernel did not hold what it should (%s); restored",
		      d->applied.detail);
	return ok;
}

/* Somebody else changed or removed our table: write it anew. Another tool may
 * be in the middle of its own changes, so a refusal is tried again. */
static void repair(struct daemon *d)
{
	struct apply_error error;

	for (int i = 0; i < REPAIR_TRIES; i++) {
		if (daemon_apply(d, true, NULL, &error)) {
			d->repairs++;
			warnx("another program changed table inet %s; "
			      "restored", TABLE_NAME);
			audit_write(&d->audit, "repair", (uid_t)-1,
				    "table inet %s was changed by another "
				    "program and has been restored",
				    TABLE_NAME);
			return;
		}
	}
	d->distrust = (struct table_distrust) { .sets = false };
	d->repair_failures++;
	snprintf(d->last_error, sizeof(d->last_error),
		 "cannot restore table inet %s: %s: %s", TABLE_NAME,
		 error.what, strerror(-error.ret));
	warnx("%s", d->last_error);
}

static void check_unseen(struct daemon *d)
{
	struct apply_error error;

	d->unseen = false;
	d->distrust.rules = true;
	if (!daemon_apply(d, true, NULL, &error))
		warnx("table inet %s: %s: %s", TABLE_NAME, error.what,
		      strerror(-error.ret));
	/* Where others never rest, once is enough. */
	d->unseen = false;
}

/* Default routes have moved to other interfaces? */
static void check_uplinks(struct daemon *d)
{
	struct conf_list wan;
	struct apply_error error;
	bool same;

	d->routes_changed = false;
	if (uplink_find(&daemon_rules(d)->config.wan, &wan) < 0)
		return;
	same = wan.n == d->wan.n;
	for (size_t i = 0; same && i < wan.n; i++)
		same = strcmp(((char **)wan.items)[i],
			      ((char **)d->wan.items)[i]) == 0;
	if (same) {
		uplink_free(&wan);
		return;
	}
	uplink_free(&d->wan);
	d->wan = wan;
	if (!daemon_apply(d, true, NULL, &error))
		warnx("new uplinks: %s: %s", error.what,
		      strerror(-error.ret));
}

/* --- running --------------------------------------------------------- */

static void take_signals(struct daemon *d)
{
	struct signalfd_siginfo s;

	while (read(d->signal_fd, &s, sizeof(s)) == sizeof(s)) {
		if (s.ssi_signo == SIGHUP) {
			writer_reopen(d->writer);
			logfile_reopen(&d->audit.file);
			notify_send(&d->notify, "RELOADING=1");
			daemon_reload(d, RULES_UPDATE);
			notify_send(&d->notify, "READY=1");
		} else {
			d->stop = true;
		}
	}
}

void daemon_pet_watchdog(struct daemon *d)
{
	bool alive = true;

	for (unsigned i = 0; i < d->fixed.queues.workers; i++)
		if (worker_beats(d->workers[i]) == d->beats[i])
			alive = false;
	if (!alive)
		return;
	for (unsigned i = 0; i < d->fixed.queues.workers; i++)
		d->beats[i] = worker_beats(d->workers[i]);
	notify_send(&d->notify, "WATCHDOG=1");
}

static void tick(struct daemon *d)
{
	daemon_free_retired(d);
	daemon_end_override(d);
	daemon_end_exceptions(d);
	daemon_end_timed(d);
	if (d->routes_changed)
		check_uplinks(d);
	daemon_pet_watchdog(d);
}

void daemon_run(struct daemon *d)
{
	enum { OWN = 3 };
	struct pollfd fds[OWN + CONTROL_CLIENTS + 1];
	const struct rules *r = daemon_rules(d);

	clock_gettime(CLOCK_BOOTTIME, &d->started);
	d->started_at = time(NULL);
	writer_start(d->writer);
	for (unsigned i = 0; i < d->fixed.queues.workers; i++)
		worker_start(d->workers[i], d->writer);
	d->aside = aside_start();
	info("%s, generation %u, %u workers, %s queue",
	     mode_words[r->config.mode], r->generation.number,
	     d->fixed.queues.workers,
	     d->kernel.native_queue ? "native" : "compat");
	audit_write(&d->audit, "start", (uid_t)-1, "mode %s, generation %u",
		    mode_words[r->config.mode], r->generation.number);
	notify_send(&d->notify, "READY=1\nSTATUS=mode %s, generation %u",
		    mode_words[r->config.mode], r->generation.number);
	while (!d->stop) {
		unsigned n = control_fds(d->control, fds + OWN);

		fds[0] = (struct pollfd) { d->signal_fd, POLLIN, 0 };
		fds[1] = (struct pollfd) { watch_tables_fd(&d->watch), POLLIN,
					   0 };
		fds[2] = (struct pollfd) { watch_routes_fd(&d->watch), POLLIN,
					   0 };
		poll(fds, OWN + n, TICK_MS);
		if (fds[1].revents)
			watch_tables(&d->watch, &d->distrust);
		if (d->distrust.sets || d->distrust.rules)
			repair(d);
		else if (d->unseen)
			check_unseen(d);
		if (fds[2].revents && watch_routes(&d->watch))
			d->routes_changed = true;
		if (fds[0].revents)
			take_signals(d);
		control_handle(d->control, fds + OWN, n);
		tick(d);
	}
}

/* --- closing --------------------------------------------------------- */

/* Waits until the kernel has no packet for us any more. */
static void drain_queues(struct daemon *d)
{
	const struct timespec pause = { .tv_nsec = 10 * 1000 * 1000 };
	struct backlog b;

	for (int waited = 0; waited < DRAIN_MS; waited += 10) {
		backlog_read(&b, d->queuestat_fd, &d->fixed.queues);
		nanosleep(&pause, NULL);
		if (b.waiting == 0)
			return;
	}
}

/* Leaves the table as on_stop says: the rule that queues goes first, so that
 * no packet is lost between us and the kernel. */
static void leave_table(struct daemon *d)
{
	enum on_stop how = daemon_rules(d)->config.on_stop;
	struct apply_error error;
	bool ok = true;

	if (how == STOP_CLOSED)
		return;
	ok = daemon_apply(d, false, NULL, &error);
	drain_queues(d);
	if (ok && how == STOP_OPEN)
		ok = table_remove(&d->netlink, &error);
	if (!ok)
		warnx("leaving: %s: %s", error.what, strerror(-error.ret));
}

void daemon_close(struct daemon *d)
{
	const struct rules *r = daemon_rules(d);

	notify_send(&d->notify, "STOPPING=1");
	aside_stop(d->aside);
	leave_table(d);
	audit_write(&d->audit, "stop", (uid_t)-1, "on_stop %s",
		    on_stop_words[r->config.on_stop]);
	for (unsigned i = 0; i < d->fixed.queues.workers; i++)
		worker_stop(d->workers[i]);
	writer_stop(d->writer);
	control_close(d->control);
	for (unsigned i = 0; i < d->fixed.queues.workers; i++)
		worker_free(d->workers[i]);
	while (d->retired) {
		struct retired *next = d->retired->next;

		rules_free(d->retired->rules);
		free(d->retired);
		d->retired = next;
	}
	writer_free(d->writer);
	answerer_close(&d->answerer);
	watch_close(&d->watch);
	netlink_close(&d->netlink);
	audit_close(&d->audit);
	notify_close(&d->notify);
	uplink_free(&d->wan);
	confinement_done(&d->confinement);
	close(d->signal_fd);
	close(d->queuestat_fd);
	close(d->lock_fd);
	free(d->workers);
	free(d->rings);
	free(d->beats);
	rules_free((struct rules *)(uintptr_t)r);
}
