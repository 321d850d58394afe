/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_ENFORCER_H
#define NFQ_ENFORCER_H

/*
 * What keeps the kernel in line with the rules in force: it writes the table,
 * sees what others do to it and puts that right, follows the interfaces that
 * lead out, and leaves the table as it is to be left. By one thread at a time.
 */

#include <poll.h>
#include <stdbool.h>

#include "lib/handover.h"
#include "nfq/confine/notify.h"
#include "nfq/event/audit.h"
#include "nfq/guardian.h"
#include "nfq/watch.h"
#include "ruleset/apply/apply.h"
#include "ruleset/nft/kernel.h"
#include "ruleset/nft/netlink.h"
#include "ruleset/policy/shared.h"

struct enforcer {
	const struct shared *shared;	/* the rules in force; borrowed */
	struct audit *audit;		/* borrowed */
	struct queues queues;
	struct netlink netlink;
	struct kernel kernel;
	struct watch watch;
	struct guardian guardian;
	bool guarded;		/* the table is written so */
	uint64_t held;		/* by the guard, as was told */
	int queuestat_fd;		/* see backlog_read() */
	struct conf_list wan;		/* char *: interfaces that lead out */

	struct apply_report applied;	/* the last time */
	struct table_distrust distrust;	/* what others have changed since */
	bool unseen;		/* others may have, while nobody watched */
	/* clock_ms(): we began to wait, looked last, and others changed our
	 * table, 0: it is as it should be */
	int64_t waits, looked, changed;
	bool routes_changed;
	unsigned repairs, repair_failures;
	time_t again;		/* clock_boot() before which no repair that
				   has failed is tried again */
	struct fault fault;	/* of the last repair; none once the table is
				   as it should be */
};

/* Ends the program with a message where the kernel lacks what is needed. */
void enforcer_open(struct enforcer *e, const struct shared *shared,
		   const struct queues *queues, struct audit *audit,
		   struct handover *left);
void enforcer_close(struct enforcer *e);

/* Leaves what cannot be opened again, and the counters, to the next. */
void enforcer_hand_on(const struct enforcer *e, struct handover *to);

/* Opens what only root may, and leaves it with the service manager, for a
 * process that is not. 0 or -errno. */
int enforcer_hand_over(const struct notify *manager);

/* The first time: whatever the kernel holds. Queues must be bound before. */
bool enforcer_begin(struct enforcer *e, struct fault *fault);

/*
 * Brings the kernel's table to the rules in force; `before` are those that
 * were until now, NULL: the same. Without `judging` nothing is queued any
 * more, and addresses alone decide.
 */
bool enforcer_apply(struct enforcer *e, bool judging,
		    const struct rules *before, struct fault *fault);

/* What to wait for. enforcer_handle() then reads it, and puts the table right
 * at once where others have changed it; while that fails, at each further
 * change and each second. */
enum { ENFORCER_FDS = 2 };
void enforcer_fds(struct enforcer *e, struct pollfd fds[ENFORCER_FDS]);
void enforcer_handle(struct enforcer *e,
		     const struct pollfd fds[ENFORCER_FDS]);

/* What need not be at once: looks whether other interfaces lead out, if
 * routes have changed. */
void enforcer_tick(struct enforcer *e);

/* All of the daemon is well: the guard goes on holding. */
void enforcer_well(struct enforcer *e);

/* There is no guard for so many seconds; 0: there is again. False if it is not
 * wanted anyway, or with what the kernel refused. */
bool enforcer_lift(struct enforcer *e, time_t seconds, struct fault *fault);

/* Leaves the table as on_stop says. */
void enforcer_leave(struct enforcer *e);

/* --- what it decides, without doing it -------------------------------- */

enum enforcer_duty {
	DUTY_NONE,
	DUTY_LOOK,	/* whether the table is as it was */
	DUTY_REPAIR,	/* somebody changed it */
};

enum enforcer_duty enforcer_duty(const struct enforcer *e);

/* The table for these rules; borrows from both. */
struct table enforcer_table(const struct enforcer *e, const struct rules *r,
			    bool judging);

#endif
