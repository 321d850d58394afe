/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_RELOAD_RELOAD_H
#define NFQ_RELOAD_RELOAD_H

/*
 * New rules in the place of old ones. They are loaded and applied to the
 * kernel whole, or what was in force stays; old ones are freed once no packet
 * and no event refers to them any more. Main thread only.
 */

#include <stdbool.h>
#include <time.h>

#include "nfq/confine/confine.h"
#include "nfq/confine/notify.h"
#include "nfq/enforcer.h"
#include "nfq/event/audit.h"
#include "nfq/event/writer.h"
#include "nfq/reload/aside.h"
#include "nfq/worker/workers.h"
#include "ruleset/config/config_digest.h"
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

struct reloader {
	const char *config_path;
	struct shared *shared;
	struct fixed fixed;
	struct rules_overrides overrides;	/* see nfq/reload/mode.h */
	struct retired *retired;
	unsigned reloads, failures;
	struct fault fault;	/* of the last reload; none: it was well */
	bool owed;		/* what is in force has had its time */
	time_t retry;		/* clock_boot(): not before */
	char digest[CONFIG_DIGEST];	/* of the configuration in force */

	/* Borrowed; set before the first reload. */
	struct enforcer *enforcer;
	struct workers *workers;
	struct writer *writer;
	struct aside *aside;	/* which large lists are loaded in; or NULL */
	struct audit *audit;
	const struct confinement *confinement;
	const struct notify *notify;
};

/* `shared`, borrowed, has the rules of the start. */
void reload_init(struct reloader *r, const char *config_path,
		 struct shared *shared);
/* Frees what is retired: nobody uses it any more. */
void reload_done(struct reloader *r);

/* The rules in force; only the main thread may keep them. */
const struct rules *reload_rules(const struct reloader *r);

/* Loads the configuration and lists anew (RULES_UPDATE), or the generation
 * that another has compiled (RULES_DISK), and applies them. False: what was in
 * force stays, and r->fault says why. */
bool reload_from(struct reloader *r, enum rules_source source);

/* What `c` names that takes a restart, as a reload and another program in our
 * place keep what is bound; NULL: nothing. */
const char *reload_needs_restart(const struct reloader *r,
				 const struct config *c);

/* Is out of reach: false, with the file and the way out in `fault`. */
bool reload_reaches(const struct reloader *r, const struct config *c,
		    struct fault *fault);

/* Has reload_tick() load the rules anew, and try again each minute until that
 * works, for something has begun or ended. */
void reload_owe(struct reloader *r);

/* Does that, and frees retired rules that nobody uses any more. */
void reload_tick(struct reloader *r);

#endif
