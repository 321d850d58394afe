/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The daemon's main thread: keeps the table right, answers, closes. */

#include <libgen.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/clock.h"
#include "lib/log.h"
#include "nfq/daemon.h"
#include "nfq/reload/mode.h"
#include "nfq/reload/standing.h"

enum { TICK_MS = 500, AWAY_SECONDS = 3 };

void daemon_init(struct daemon *d, const char *config_path,
		 struct rules *rules, const struct rules_overrides *over)
{
	*d = (struct daemon) {
		.signal_fd = -1, .lock_fd = -1, .answerer = { -1, -1 },
	};
	atomic_store(&d->shared.rules, rules);
	reload_init(&d->reloader, config_path, &d->shared);
	d->reloader.overrides = *over;
	d->reloader.enforcer = &d->enforcer;
	d->reloader.workers = &d->workers;
	d->reloader.audit = &d->audit;
	d->reloader.confinement = &d->confinement;
	d->reloader.notify = &d->notify;
	d->lapse.reloader = &d->reloader;
}

/* --- running --------------------------------------------------------- */

static void start_threads(struct daemon *d)
{
	writer_start(d->writer);
	workers_start(&d->workers, d->writer);
	d->aside = aside_start();
	d->reloader.writer = d->writer;
	d->reloader.aside = d->aside;
}

static void tell_start(struct daemon *d)
{
	const struct rules *r = reload_rules(&d->reloader);
	const char *mode = mode_words[r->config.mode];

	if (r->config.mode_recalled)
		warnx("%s had lost the mode that was set; it is recalled from "
		      "beside the log: %s", r->config.state, mode);
	info("%s, generation %u, %u workers, %s queue", mode,
	     r->generation.number, d->workers.n,
	     d->enforcer.kernel.native_queue ? "native" : "compat");
	audit_write(&d->audit, d->left->same ? "reexec" : "start",
		    AUDIT_SELF, "version %s, mode %s, generation %u, "
		    "configuration %s", CORDON_VERSION, mode,
		    r->generation.number, d->reloader.digest);
}

static void tell_ready(struct daemon *d)
{
	const struct rules *r = reload_rules(&d->reloader);

	notify_send(&d->notify, "READY=1\nSTATUS=mode %s, generation %u",
		    mode_words[r->config.mode], r->generation.number);
}

static void hang_up(struct daemon *d, uid_t who)
{
	char before[STANDING_TEXT];

	writer_reopen(d->writer);
	audit_reopen(&d->audit);
	notify_send(&d->notify, "RELOADING=1");
	standing_rules(&d->reloader, before);
	standing_tell(&d->reloader, who, reload_from(&d->reloader,
						     RULES_UPDATE), before);
	notify_send(&d->notify, "READY=1");
}

/* While there are workers, that no packet is lost between them and the
 * kernel. */
static void leave_kernel(struct daemon *d)
{
	const struct rules *r = reload_rules(&d->reloader);

	alive_tick(&d->alive, &d->enforcer, &d->workers, true);
	enforcer_leave(&d->enforcer);
	audit_write(&d->audit, "stop", AUDIT_SELF, "on_stop %s",
		    on_stop_words[r->config.on_stop]);
}

static void leave(struct daemon *d)
{
	notify_send(&d->notify, "STOPPING=1");
	if (d->retire) {
		kept_retire(reload_rules(&d->reloader)->config.run);
		audit_write(&d->audit, "stop", AUDIT_SELF, "for a restart");
	} else {
		leave_kernel(d);
		kept_end(&d->kept, reload_rules(&d->reloader)->config.run,
			 &d->notify, &d->workers, d->writer, &d->enforcer);
	}
}

static void take_signals(struct daemon *d)
{
	struct signalfd_siginfo s;

	while (read(d->signal_fd, &s, sizeof(s)) == sizeof(s)) {
		if (s.ssi_signo == SIGHUP)
			hang_up(d, s.ssi_uid);
		else
			d->stop = true;
	}
}

/* Waits for what comes and takes it; half a second at most. */
static void take_turn(struct daemon *d)
{
	enum { CONTROL = ENFORCER_FDS, OWN = CONTROL + CONTROL_CLIENTS + 1 };
	struct pollfd fds[OWN + 1];
	unsigned n;

	enforcer_fds(&d->enforcer, fds);
	n = control_fds(d->control, fds + CONTROL);
	fds[CONTROL + n] = (struct pollfd) { d->signal_fd, POLLIN, 0 };
	poll(fds, CONTROL + n + 1, TICK_MS);
	enforcer_handle(&d->enforcer, fds);
	if (fds[CONTROL + n].revents)
		take_signals(d);
	control_handle(d->control, fds + CONTROL, n);
}

/* Landlock and a service manager's mounts let us write into the folder that
 * was there, not into one that somebody has made in its place. */
static bool has_lost_folder(struct daemon *d)
{
	char *path = xstrdup(reload_rules(&d->reloader)->config.log.file);
	struct writer_stats log;
	struct stat st;
	bool other = stat(dirname(path), &st) == 0 && d->log_ino != 0 &&
		     (st.st_dev != d->log_dev || st.st_ino != d->log_ino);

	free(path);
	writer_stats(d->writer, &log);
	if (!other || log.error == 0)
		d->log_away = 0;
	else if (d->log_away == 0)
		d->log_away = clock_boot();
	return d->log_away && d->log_away + AWAY_SECONDS <= clock_boot();
}

/* Where packets wait for another process, that may write there. */
static void look_after_log(struct daemon *d)
{
	if (!d->kept.done || !has_lost_folder(d))
		return;
	warnx("the folder of the log is another, which this process may not "
	      "write into: the next takes over");
	d->stop = d->retire = d->again = true;
}

static void tick(struct daemon *d)
{
	look_after_log(d);
	kept_tick(&d->kept, &d->notify, &d->workers, d->writer,
		  &d->enforcer);
	mode_tick(&d->reloader);
	lapse_tick(&d->lapse);
	reload_tick(&d->reloader);
	enforcer_tick(&d->enforcer);
	timekeeper_tick(&d->timekeeper, &d->audit, d->reloader.config_path,
			&reload_rules(&d->reloader)->config);
	alive_tick(&d->alive, &d->enforcer, &d->workers, false);
	if (workers_pet(&d->workers, &d->notify))
		enforcer_well(&d->enforcer);
}

/* Packets wait in the queues from here on. */
static void end_threads(struct daemon *d)
{
	aside_stop(d->aside);
	d->aside = d->reloader.aside = NULL;
	workers_stop(&d->workers);
	writer_stop(d->writer, d->stop);
}

void daemon_run(struct daemon *d)
{
	tell_start(d);
	start_threads(d);
	kept_tick(&d->kept, &d->notify, &d->workers, d->writer,
		  &d->enforcer);
	tell_ready(d);
	while (!d->stop && !d->succeed) {
		take_turn(d);
		tick(d);
	}
	if (d->stop)
		leave(d);
	end_threads(d);
}

/* --- closing --------------------------------------------------------- */

static void close_parts(struct daemon *d)
{
	control_close(d->control);
	workers_free(&d->workers);
	reload_done(&d->reloader);
	writer_free(d->writer);
	answerer_close(&d->answerer);
	enforcer_close(&d->enforcer);
	audit_close(&d->audit);
	notify_close(&d->notify);
	confine_done(&d->confinement);
	free(d->program);
	close(d->signal_fd);
	close(d->lock_fd);
}

void daemon_close(struct daemon *d)
{
	const struct rules *r = reload_rules(&d->reloader);

	close_parts(d);
	rules_free((struct rules *)(uintptr_t)r);
}
