/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_EVENT_AUDIT_H
#define NFQ_EVENT_AUDIT_H

/* What operators and the daemon did, beside what hosts did: audit.json in the
 * folder of the event log, a JSON object a line. */

#include <stdbool.h>
#include <sys/types.h>
#include <time.h>

#include "nfq/caller.h"
#include "nfq/event/logfile.h"
#include "nfq/event/notice.h"
#include "ruleset/policy/shared.h"

struct audit {
	struct logfile file;
	/* Of the daemon, which tells it in the log of events, too, with what is
	 * in force then; set behind audit_open(). */
	struct notices *notices;
	const struct shared *shared;
	/* Who gives the command that is at work; without one, who changes
	 * something is told by the uid alone. */
	struct caller caller;
	bool called;
};

/* False if it cannot be opened now; it is tried again then. */
bool audit_open(struct audit *a, const char *event_log);
void audit_close(struct audit *a);

/* Opens the path anew, as after logrotate. */
void audit_reopen(struct audit *a);

/* `who`: uid of the peer that asked, or the daemon itself. */
#define AUDIT_SELF NOTICE_SELF
void audit_write(struct audit *a, const char *what, uid_t who,
		 const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* The same of a change, with what there was before it and what there is
 * now. */
struct audit_change {
	const char *of;		/* "kaspersky", "ex-0001"; NULL: cordon */
	const char *before, *after;	/* NULL: nothing */
	time_t until;		/* when it ends by itself; 0: it lasts */
	bool confirm;		/* so it does unless it is confirmed */
	/* Of no value: milliseconds, at most, that the table was not as it
	 * should be. 0: of a value. */
	long long away_ms;
};

void audit_change(struct audit *a, const char *what, uid_t who,
		  const struct audit_change *c, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));

#endif
