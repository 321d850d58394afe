/* SPDX-License-Identifier: GPL-2.0-or-later */
/* By execve(2), with all that is open. */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/jsontree.h"
#include "lib/log.h"
#include "nfq/ask.h"
#include "nfq/confine/privilege.h"
#include "nfq/reload/takeover.h"
#include "nfq/successor.h"

/* --- doing it -------------------------------------------------------- */

static void hand_on(const struct daemon *d, struct handover *to)
{
	*to = (struct handover) { .n = 0 };
	handover_put(to, SUCCESSOR_LOCK, d->lock_fd);
	handover_put(to, SUCCESSOR_CONTROL, control_fd(d->control));
	handover_put(to, SUCCESSOR_NOTIFY, d->notify.fd);
	answerer_hand_on(&d->answerer, to);
	workers_hand_on(&d->workers, to);
	writer_hand_on(d->writer, to);
	enforcer_hand_on(&d->enforcer, to);
	confine_hand_on(&d->confinement, to);
	handover_put_number(to, "started", (uint64_t)d->started);
	handover_put_number(to, "workers", d->workers.n);
	handover_put_number(to, "log-dev", d->log_dev);
	handover_put_number(to, "log-ino", d->log_ino);
	handover_put_number(to, "successions", d->successions + 1);
	kept_hand_on(&d->kept, to);
	handover_put_number(to, "reloads", d->reloader.reloads);
	handover_put_number(to, "failed-reloads", d->reloader.failures);
}

void successor_run(struct daemon *d)
{
	struct handover to;
	int ret = privilege_pass_on();

	hand_on(d, &to);
	if (ret == 0)
		ret = handover_exec(&to, d->program, d->words);
	privilege_keep();
	warnx("%s cannot take over: %s; going on", d->program,
	      strerror(-ret));
	audit_write(&d->audit, "reexec", AUDIT_SELF, "failed: %s",
		    strerror(-ret));
	d->failed_successions++;
	d->succeed = false;
}

/* --- beginning ------------------------------------------------------- */

void successor_begin(struct daemon *d)
{
	struct handover *left = d->left;

	d->started = left->same ? (time_t)handover_number(left, "started") :
				  clock_boot();
	d->successions = (unsigned)handover_number(left, "successions");
	d->log_dev = handover_number(left, "log-dev");
	d->log_ino = handover_number(left, "log-ino");
	/* Of processors there may be more now, or fewer. */
	if (left->same)
		d->reloader.fixed.queues.workers =
			(unsigned)handover_number(left, "workers");
	d->reloader.reloads = (unsigned)handover_number(left, "reloads");
	d->reloader.failures = (unsigned)handover_number(left,
							 "failed-reloads");
}

/* --- asking ---------------------------------------------------------- */

enum { PATIENCE_MS = 60000, PAUSE_MS = 50 };

/* How often it has happened in that process, well or not; -errno. */
struct count {
	long long done, failed;
};

static int count(const char *run, struct count *c)
{
	struct jsontree t = { 0 };
	struct buffer text = { 0 };
	int ret = ask_daemon(run, "status", &text);
	const struct jsontree_node *s;

	if (ret == 0 && !(s = jsontree_parse(&t, text.p, text.len)))
		ret = -EBADMSG;
	if (ret == 0)
		*c = (struct count) {
			jsontree_number(s, "reexecs"),
			jsontree_number(s, "failed_reexecs"),
		};
	jsontree_done(&t);
	buffer_done(&text);
	return ret;
}

/* EX_OK, or why it will not, told. */
static int request(const char *run)
{
	char line[16 + TAKEOVER_SANDBOX] = "reexec ";
	struct jsontree t = { 0 };
	struct buffer text = { 0 };
	const char *error = "";
	int ret;

	takeover_sandbox(line + strlen(line));
	ret = ask_daemon(run, line, &text);
	if (ret == 0)
		error = jsontree_text(jsontree_parse(&t, text.p, text.len),
				      "error");
	if (ret < 0)
		warnx("cordond does not answer: %s", strerror(-ret));
	else if (*error)
		warnx("%s", error);
	ret = ret < 0 ? EX_UNAVAILABLE : *error ? EX_TEMPFAIL : EX_OK;
	jsontree_done(&t);
	buffer_done(&text);
	return ret;
}

int successor_ask(const char *run)
{
	const struct timespec pause = { .tv_nsec = PAUSE_MS * 1000000 };
	struct count before, now = { 0 };
	int ret = count(run, &before);

	if (ret < 0) {
		warnx("no cordond to take over from: %s", strerror(-ret));
		return EX_UNAVAILABLE;
	}
	ret = request(run);
	if (ret != EX_OK)
		return ret;
	for (int ms = 0; ms < PATIENCE_MS; ms += PAUSE_MS) {
		ret = count(run, &now);
		if (ret == 0 && now.done > before.done)
			return EX_OK;
		if (ret == 0 && now.failed > before.failed)
			break;
		nanosleep(&pause, NULL);
	}
	warnx("%s", ret < 0 ? "it has not come up; see its log" :
	      "it could not be run, and the one before goes on; see its log");
	return ret < 0 ? EX_SOFTWARE : EX_TEMPFAIL;
}
