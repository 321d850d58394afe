/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Opens the daemon's parts, and gives up what is only needed for that. */

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/folder.h"
#include "lib/lockfile.h"
#include "lib/log.h"
#include "nfq/confine/privilege.h"
#include "nfq/serve.h"
#include "nfq/start.h"
#include "nfq/successor.h"
#include "ruleset/config/timed.h"

/* --- opening --------------------------------------------------------- */

static void make_folder(const char *path, mode_t mode, const char *user,
			bool ours)
{
	bool there = access(path, F_OK) == 0;
	int ret = folder_make(path, mode);

	if (ret < 0)
		fatalx_status(EX_CANTCREAT, "%s: %s", path, strerror(-ret));
	/* The log's folder may be everybody's; the others are only ours, with
	 * what was compiled there before privileges are given up. */
	if (ours || !there)
		privilege_give(path, user, ours);
}

static void make_folders(const struct config *c)
{
	char *log = xstrdup(c->log.file);
	char *slash = strrchr(log, '/');

	make_folder(c->run, 0755, c->user, true);
	make_folder(c->state, 0755, c->user, true);
	register_narrow(&exceptions_register, c->state);
	register_narrow(&timed_register, c->state);
	if (slash) {
		*slash = '\0';
		make_folder(log, 0750, c->user, false);
	}
	free(log);
}

static void take_lock(struct daemon *d, const struct config *c)
{
	char *path = xasprintf("%s/cordond.pid", c->run);
	char holder[LOCKFILE_HOLDER];

	d->lock_fd = handover_take(d->left, SUCCESSOR_LOCK);
	if (d->lock_fd < 0)
		d->lock_fd = lockfile_take_pid(path);
	if (d->lock_fd == -ETIMEDOUT)
		fatalx_status(EX_TEMPFAIL, "cordond is running already "
			      "(pid %s, %s)", lockfile_holder(path, holder),
			      path);
	if (d->lock_fd < 0)
		fatalx_status(EX_OSERR, "%s: %s", path,
			      strerror(-d->lock_fd));
	free(path);
}

static void open_signals(struct daemon *d)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	/* Blocked in all threads, which start later and inherit it. */
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	d->signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (d->signal_fd < 0)
		fatal("signalfd");
}

static void open_control(struct daemon *d, const struct config *c)
{
	char *path = xasprintf("%s/control.sock", c->run);

	d->control = control_open(path, handover_take(d->left,
						      SUCCESSOR_CONTROL),
				  serve_request, d);
	if (!d->control)
		exit(EX_CANTCREAT);
	privilege_give(path, c->user, false);
	free(path);
}

/* Queues are bound before there is a rule that queues. */
static void open_judges(struct daemon *d, const struct config *c)
{
	const struct queues *queues = &d->reloader.fixed.queues;
	int ret = answerer_open(&d->answerer, marks_of(c).own, d->left);

	if (ret < 0)
		fatalx_status(EX_NOPERM, "raw socket for DNS answers: %s",
			      strerror(-ret));
	if (!workers_open(&d->workers, &d->shared, &d->answerer, queues,
			  d->left, &d->notify))
		exit(EX_TEMPFAIL);
	/* Where what nobody judged has passed nothing was read in part. */
	if (d->kept.bereft && config_on_failure(c) == FAIL_CLOSED)
		workers_bereave(&d->workers);
	d->writer = writer_new(&d->shared, d->workers.rings, d->workers.n,
			       d->left);
	if (!d->writer)
		exit(EX_CANTCREAT);
}

static void open_manager(struct daemon *d)
{
	notify_open(&d->notify, handover_take(d->left, SUCCESSOR_NOTIFY));
	/* Opened anew for each start. */
	notify_forget(&d->notify, ANSWERER_SOCKETS);
}

/* What was left for a configuration that is not in force any more. */
static void drop_left(struct daemon *d)
{
	for (unsigned i = 0; i < d->left->n; i++)
		if (d->left->items[i].fd >= 0)
			notify_forget(&d->notify, d->left->items[i].name);
	handover_close(d->left, "");
}

void start_open(struct daemon *d)
{
	const struct config *c = &reload_rules(&d->reloader)->config;
	char text[FAULT_TEXT];
	struct fault fault;

	/* Where another edition of it may come to lie. */
	d->program = realpath("/proc/self/exe", NULL);
	successor_begin(d);
	if (!d->left->same)
		make_folders(c);
	take_lock(d, c);
	enforcer_open(&d->enforcer, &d->shared, &d->reloader.fixed.queues,
		      &d->audit, d->left);
	open_signals(d);
	open_manager(d);
	kept_judge(&d->kept, c->run, d->left, &d->notify);
	open_judges(d, c);
	audit_open(&d->audit, c->log.file);
	d->audit.notices = writer_notices(d->writer);
	d->audit.shared = &d->shared;
	open_control(d, c);
	drop_left(d);
	if (!enforcer_begin(&d->enforcer, &fault))
		fatalx_status(EX_OSERR, "the kernel refused %s",
			      fault_text(&fault, text));
}

static void know_log_folder(struct daemon *d, const struct config *c)
{
	char *path = xstrdup(c->log.file);
	struct stat st;

	if (stat(dirname(path), &st) == 0) {
		d->log_dev = st.st_dev;
		d->log_ino = st.st_ino;
	}
	free(path);
}

void start_drop(struct daemon *d)
{
	const struct config *c = &reload_rules(&d->reloader)->config;
	int ret;

	if (d->left->same) {
		privilege_keep();
		confine_resume(c, d->left, &d->confinement);
		confine_tell(&d->confinement);
		return;
	}
	privilege_give(c->log.file, c->user, false);
	privilege_give(d->audit.file.path, c->user, false);
	privilege_give(writer_stream_file(d->writer), c->user, false);
	ret = privilege_drop(c->user);
	if (ret < 0)
		fatalx_status(EX_NOPERM, "cannot give up privileges: %s",
			      strerror(-ret));
	know_log_folder(d, c);
	confine(c, d->reloader.config_path, &d->confinement);
	confine_tell(&d->confinement);
}
