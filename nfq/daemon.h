/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_DAEMON_H
#define NFQ_DAEMON_H

/* cordond as a whole: its parts, from start to end. */

#include <stdbool.h>
#include <time.h>

#include "nfq/answer.h"
#include "nfq/aside.h"
#include "nfq/confine/confine.h"
#include "nfq/confine/notify.h"
#include "nfq/control.h"
#include "nfq/event/audit.h"
#include "nfq/event/writer.h"
#include "nfq/watch.h"
#include "nfq/worker.h"
#include "ruleset/apply/apply.h"
#include "ruleset/nft/kernel.h"
#include "ruleset/nft/netlink.h"
#include "ruleset/policy/shared.h"

/* What a reload cannot change: it is bound to sockets and marks. */
struct fixed {
	struct queues queues;
	int64_t nflog_group, mark_mask;
};

/* Rules that are not in force any more and may still be in use. */
struct retired {
	struct rules *rules;
	unsigned ticket;	/* of the writer, once the workers are done */
	bool asked;
	struct retired *next;
};

struct daemon {
	const char *config_path;
	struct shared shared;
	struct retired *retired;
	struct fixed fixed;

	struct netlink netlink;
	struct kernel kernel;
	struct conf_list wan;
	struct answerer answerer;
	struct worker **workers;
	struct event_ring **rings;
	struct writer *writer;
	struct aside *aside;	/* which large lists are applied in */
	struct watch watch;
	struct table_distrust distrust;	/* what others have changed */
	struct apply_report applied;	/* the last time */
	bool unseen;		/* others may have, while nobody watched */
	struct control *control;
	struct audit audit;
	struct notify notify;
	int signal_fd, lock_fd, queuestat_fd;
	struct confinement confinement;

	/* A mode that holds for a while, and until when (CLOCK_BOOTTIME). */
	struct rules_override override;
	time_t override_until;
	bool confirm;		/* it becomes lasting by "confirm" */

	struct timespec started;	/* CLOCK_BOOTTIME */
	time_t started_at;
	time_t timed_retry;	/* the register could not be written */
	unsigned reloads, failed_reloads, repairs, repair_failures;
	char last_error[256];
	uint64_t *beats;	/* of the workers, at the last watchdog */
	bool routes_changed, stop;
};

/* Seconds that suspend and clock steps do not change. */
time_t daemon_boottime(void);

/* In the order of main(): each ends the program with a message where it
 * cannot do its part. */
void daemon_init(struct daemon *d, const char *config_path,
		 struct rules *rules);		/* start.c */
void daemon_open(struct daemon *d);		/* start.c */
void daemon_drop(struct daemon *d);		/* start.c */
void daemon_run(struct daemon *d);
void daemon_close(struct daemon *d);

/* Tells the service manager that we are well: only if every worker is. */
void daemon_pet_watchdog(struct daemon *d);

/* Brings the kernel's table to the rules in force; `before` are those that
 * were until now, NULL: the same. */
bool daemon_apply(struct daemon *d, bool judging, const struct rules *before,
		  struct apply_error *error);

/* The rules in force; only the main thread may keep them. */
const struct rules *daemon_rules(const struct daemon *d);

/* --- reload.c -------------------------------------------------------- */

/* Loads the configuration and lists anew (RULES_UPDATE), or the generation
 * that another has compiled (RULES_DISK), and applies them. False: what was in
 * force stays, and d->last_error says why. */
bool daemon_reload(struct daemon *d, enum rules_source source);

/* Sets a mode: lasting, or for `seconds`, with `confirm` until confirmed. */
bool daemon_set_mode(struct daemon *d, const char *vendor, enum mode mode,
		     uint64_t seconds, bool confirm);
bool daemon_confirm(struct daemon *d);

/* Ends a mode whose time is over. */
void daemon_end_override(struct daemon *d);

/* Takes exceptions and local rules that begin or end into account. */
void daemon_end_exceptions(struct daemon *d);
void daemon_end_timed(struct daemon *d);

/* Frees old rules that nobody uses any more. */
void daemon_free_retired(struct daemon *d);

/* nfq/serve.c: answers a control request; `arg` is the daemon. */
void serve_request(void *arg, struct request *r);

#endif
