/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_STATUS_H
#define NFQ_STATUS_H

/*
 * How cordond is: "cordon.status/1" and "cordon.mode/1" of cordon(8). Whoever
 * asks the daemon's parts fills a struct; tables of rows say what JSON it is.
 * Texts and lists are borrowed.
 */

#include "lib/jsonrows.h"
#include "nfq/event/tally.h"
#include "nfq/worker/worker.h"
#include "ruleset/apply/present.h"
#include "ruleset/table/backlog.h"

/* A mode that holds for a while. */
struct status_timed {
	const char *vendor;	/* NULL: all */
	const char *mode;
	int64_t ends_in;	/* seconds */
	bool needs_confirm;
};

struct status_mode {
	const char *mode, *origin;
	bool recalled;		/* the state folder had lost it */
	const char *on_failure, *on_stop;
	bool ends;		/* it holds for a while, and then these: */
	int64_t ends_in;	/* seconds */
	bool needs_confirm;
	unsigned generation;
	struct jsonlist timed;	/* struct status_timed: this and others */
	struct status_timed timed_modes[RULES_OVERRIDES];	/* they */
};

struct status_vendor {
	const char *id, *title, *mode, *as_of;
	uint64_t names, prefixes;
};

/* Events, by vendor and what became of them. */
struct status_match {
	const char *vendor;
	uint64_t counts[TALLY_OUTCOMES];
};

struct status {
	const char *generated, *version, *config;
	int64_t pid, uid, uptime;
	unsigned reexecs, failed_reexecs;
	struct status_mode mode;
	const char *digest;
	bool has_policy;	/* of a fleet; then: */
	int64_t policy, policy_until;
	const char *policy_digest;
	unsigned passed_over, mistakes;
	struct jsonlist vendors;	/* struct status_vendor */
	struct jsonlist exceptions;	/* const char *: those in force */

	struct table_state table;
	unsigned repairs, repair_failures;
	const char *guard;
	bool guard_lifted;
	int64_t guard_back_in;	/* s, if it is */
	uint64_t held;
	struct jsonlist wan;		/* const char * */
	struct queues queues;
	const char *queue_kind;
	int64_t queue_length, receive_buffer;
	bool counters_readable;
	struct backlog backlog;		/* if so */
	struct worker_stats work;	/* of all workers together */

	const char *events_file, *events_error;
	uint64_t events, written, lost, kernel_lost;
	struct jsonlist matches;	/* struct status_match */

	bool seccomp;
	int64_t landlock;
	unsigned reloads, failed_reloads;
	bool last_reload_well;
	const char *last_error;		/* NULL: none */
	const char *clock;		/* why it is wrong; NULL: it is not */
};

void status_put(const struct status *s, struct json *j);
void status_put_mode(const struct status_mode *m, struct json *j);

#endif
