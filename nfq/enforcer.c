/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's table, from the first rule to the last. */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/log.h"
#include "nfq/enforcer.h"
#include "ruleset/nft/queuestat.h"
#include "ruleset/nft/uplink.h"
#include "ruleset/table/backlog.h"

enum {
	REPAIR_TRIES = 5, REPAIR_PAUSE = 1 /* s */, DRAIN_MS = 1000,
	LARGE = 50000,	/* intervals of which no message should be written */
};

static const struct rules *rules_in_force(const struct enforcer *e)
{
	return atomic_load(&e->shared->rules);
}

/* --- opening --------------------------------------------------------- */

/* Only root may open it. */
#define QUEUESTAT "queuestat"

void enforcer_open(struct enforcer *e, const struct shared *shared,
		   const struct queues *queues, struct audit *audit,
		   struct handover *left)
{
	const char *missing;
	int ret;

	*e = (struct enforcer) {
		.shared = shared, .queues = *queues, .audit = audit,
		.queuestat_fd = handover_take(left, QUEUESTAT),
		.repairs = (unsigned)handover_number(left, "repairs"),
		.repair_failures =
			(unsigned)handover_number(left, "repair-failures"),
	};
	ret = netlink_open(&e->netlink);
	if (ret < 0)
		fatalx_status(EX_OSERR, "netlink: %s", strerror(-ret));
	kernel_probe(&e->kernel, &e->netlink);
	missing = kernel_missing(&e->kernel);
	if (missing)
		fatalx_status(e->kernel.error == -EPERM ? EX_NOPERM :
			      EX_UNAVAILABLE, "this kernel lacks %s", missing);
	ret = watch_open(&e->watch, mnl_socket_get_portid(e->netlink.nl));
	if (ret < 0)
		fatalx_status(EX_OSERR, "cannot watch the ruleset: %s",
			      strerror(-ret));
	if (e->queuestat_fd < 0)
		e->queuestat_fd = queuestat_open();
	guardian_open(&e->guardian, left);
}

void enforcer_hand_on(const struct enforcer *e, struct handover *to)
{
	handover_put(to, QUEUESTAT, e->queuestat_fd);
	guardian_hand_on(&e->guardian, to);
	handover_put_number(to, "repairs", e->repairs);
	handover_put_number(to, "repair-failures", e->repair_failures);
}

int enforcer_hand_over(const struct notify *manager)
{
	int fd = queuestat_open();
	int ret = fd < 0 ? fd : notify_store(manager, QUEUESTAT, &fd, 1);

	if (fd >= 0)
		close(fd);
	return ret;
}

void enforcer_close(struct enforcer *e)
{
	watch_close(&e->watch);
	guardian_close(&e->guardian);
	netlink_close(&e->netlink);
	uplink_free(&e->wan);
	if (e->queuestat_fd >= 0)
		close(e->queuestat_fd);
}

/* --- writing --------------------------------------------------------- */

struct table enforcer_table(const struct enforcer *e, const struct rules *r,
			    bool judging)
{
	return (struct table) {
		.config = &r->config, .policy = r->policy,
		.intervals = &r->intervals, .exceptions = &r->exceptions,
		.wan = &e->wan, .queues = e->queues,
		.native_queue = e->kernel.native_queue, .judging = judging,
		.fib = e->kernel.fib,
		.guarded = judging && guardian_wanted(&e->guardian, r),
		.fastpath = r->config.flowtable && e->kernel.flowtable,
		.starts = e->applied.starts,
	};
}

/* Others could change the ruleset unseen while the watch was paused: then the
 * rules are written again, which is quick, and the sets glanced at. */
static void look_after_pause(struct enforcer *e)
{
	uint32_t genid;
	int ret = watch_resume(&e->watch);

	if (ret < 0)
		warnx("changes of the ruleset by others are not seen: %s",
		      strerror(-ret));
	if (e->applied.genid == 0 || netlink_genid(&e->netlink, &genid) < 0 ||
	    genid != e->applied.genid)
		e->unseen = true;
}

/* Default routes, or "wan", have moved to other interfaces? */
static bool find_uplinks(struct enforcer *e)
{
	struct conf_list wan;

	if (uplink_find(&rules_in_force(e)->config.wan, &wan) < 0)
		return false;
	if (uplink_same(&wan, &e->wan)) {
		uplink_free(&wan);
		return false;
	}
	uplink_free(&e->wan);
	e->wan = wan;
	return true;
}

bool enforcer_apply(struct enforcer *e, bool judging,
		    const struct rules *before, struct fault *fault)
{
	struct table t = enforcer_table(e, rules_in_force(e), judging);
	const struct marks m = marks_of(t.config);
	bool large = intervals_total(t.intervals) > LARGE;
	bool ok;

	if (before)
		find_uplinks(e);
	t.before = before ? &before->intervals : t.intervals;
	if (!t.guarded)
		guardian_follow(&e->guardian, &m, false);
	if (large)
		watch_pause(&e->watch);
	ok = apply_table(&t, &e->netlink, e->distrust, &e->applied, fault);
	if (large)
		look_after_pause(e);
	if (ok) {
		e->guarded = t.guarded;
		guardian_follow(&e->guardian, &m, t.guarded);
		e->distrust = (struct table_distrust) { .sets = false };
		e->fault = (struct fault) { .ret = 0 };
	}
	if (e->applied.drift)
		warnx("the kernel did not hold what it should (%s); restored",
		      e->applied.detail);
	return ok;
}

bool enforcer_begin(struct enforcer *e, struct fault *fault)
{
	uplink_find(&rules_in_force(e)->config.wan, &e->wan);
	/* What another program did while nobody watched is not known. */
	e->distrust.rules = true;
	return enforcer_apply(e, true, NULL, fault);
}

/* --- what others do -------------------------------------------------- */

enum enforcer_duty enforcer_duty(const struct enforcer *e)
{
	return e->distrust.sets || e->distrust.rules ? DUTY_REPAIR :
	       e->unseen ? DUTY_LOOK : DUTY_NONE;
}

/* One of ours, as root may run beside us. */
static bool is_ours(const struct watch_culprit *who)
{
	return who->pid && (strcmp(who->name, "cordon") == 0 ||
			    strcmp(who->name, "cordond") == 0);
}

/* Who it was, and what it meant: how long at most what should be there was
 * not, from the change on and not only from when we looked. */
static void tell_repair(struct enforcer *e)
{
	const struct watch_culprit *who = &e->watch.who;
	uint64_t held = guardian_held(&e->guardian);
	char by[64] = "another program";
	long long ms = clock_ms() - e->changed;
	const struct audit_change away = { .away_ms = ms > 0 ? ms : 1 };

	if (who->pid)
		snprintf(by, sizeof(by), "%s (pid %u)", who->name, who->pid);
	warnx("table inet %s was changed by %s; restored", TABLE_NAME, by);
	audit_change(e->audit, "repair", AUDIT_SELF, &away, "table inet %s was "
		     "changed by %s and has been restored in %lld ms; packets "
		     "held back meanwhile: %llu", TABLE_NAME, by, ms,
		     (unsigned long long)(held >= e->held ? held - e->held :
					  held));
	e->held = held;
}

/* Somebody else changed or removed our table: write it anew. Another tool may
 * be in the middle of its own changes, so a refusal is tried again. */
static void repair(struct enforcer *e)
{
	char text[FAULT_TEXT];
	struct fault fault;

	for (int i = 0; i < REPAIR_TRIES; i++) {
		if (enforcer_apply(e, true, NULL, &fault)) {
			e->repairs += !is_ours(&e->watch.who);
			tell_repair(e);
			e->changed = 0;
			return;
		}
	}
	/* Told once, tried until it is well. */
	e->again = clock_boot() + REPAIR_PAUSE;
	if (!fault_any(&e->fault)) {
		e->repair_failures++;
		warnx("cannot restore table inet " TABLE_NAME ": %s",
		      fault_text(&fault, text));
	}
	e->fault = fault;
	fault_at(&e->fault, "cannot restore table inet " TABLE_NAME, 0);
}

static void check_unseen(struct enforcer *e)
{
	char text[FAULT_TEXT];
	struct fault fault;

	e->distrust.rules = true;
	if (!enforcer_apply(e, true, NULL, &fault))
		warnx("table inet %s: %s", TABLE_NAME,
		      fault_text(&fault, text));
	/* Where others never rest, once is enough. */
	e->unseen = false;
}

void enforcer_fds(struct enforcer *e, struct pollfd fds[ENFORCER_FDS])
{
	e->waits = clock_ms();
	fds[0] = (struct pollfd) { watch_tables_fd(&e->watch), POLLIN, 0 };
	fds[1] = (struct pollfd) { watch_routes_fd(&e->watch), POLLIN, 0 };
}

enum { WAITS_MS = 600 };	/* what a wait takes at most, nearly */

/* It woke us just now, or came since we looked last: where it did not have to
 * wake us, or where we were stopped. A change that is not put right yet began
 * before. */
static void note_change(struct enforcer *e)
{
	int64_t now = clock_ms(), waited = now - e->waits;
	bool woke = waited > 1 && waited <= WAITS_MS;

	if (e->changed == 0)
		e->changed = woke || e->looked == 0 ? now : e->looked;
}

void enforcer_handle(struct enforcer *e, const struct pollfd fds[ENFORCER_FDS])
{
	if (fds[0].revents) {
		note_change(e);
		watch_tables(&e->watch, &e->distrust);
		e->again = 0;
	}
	if (fds[1].revents && watch_routes(&e->watch))
		e->routes_changed = true;
	switch (enforcer_duty(e)) {
	case DUTY_REPAIR:
		if (clock_boot() >= e->again)
			repair(e);
		break;
	case DUTY_LOOK:
		check_unseen(e);
		e->changed = 0;
		break;
	case DUTY_NONE:
		e->changed = 0;
		break;
	}
	e->looked = clock_ms();
}

void enforcer_tick(struct enforcer *e)
{
	char text[FAULT_TEXT];
	struct fault fault;

	if (e->watch.paused)
		look_after_pause(e);
	if (!e->routes_changed)
		return;
	e->routes_changed = false;
	if (!find_uplinks(e))
		return;
	if (!enforcer_apply(e, true, NULL, &fault))
		warnx("new uplinks: %s", fault_text(&fault, text));
}

void enforcer_well(struct enforcer *e)
{
	/* What cannot be restored is not held back for ever. */
	if (fault_any(&e->fault))
		return;
	/* It was lifted, and is not any more. */
	if (guardian_wanted(&e->guardian, rules_in_force(e)) != e->guarded)
		check_unseen(e);
	guardian_renew(&e->guardian);
}

bool enforcer_lift(struct enforcer *e, time_t seconds, struct fault *fault)
{
	if (guardian_lift(&e->guardian, seconds))
		return enforcer_apply(e, true, NULL, fault);
	fault_set(fault, 0, "there is no guard: %s",
		  guardian_words[e->guardian.state]);
	return false;
}

/* --- leaving --------------------------------------------------------- */

/* The rule that queues goes first, so that no packet is lost between us and
 * the kernel. */
void enforcer_leave(struct enforcer *e)
{
	enum on_stop how = rules_in_force(e)->config.on_stop;
	char text[FAULT_TEXT];
	struct fault fault;
	bool ok = true;

	if (how == STOP_CLOSED)
		return;
	ok = enforcer_apply(e, false, NULL, &fault);
	backlog_drain(e->queuestat_fd, &e->queues, DRAIN_MS);
	if (ok && how == STOP_OPEN)
		ok = apply_remove(&e->netlink, &fault);
	if (!ok)
		warnx("leaving: %s", fault_text(&fault, text));
}
