/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_EVENT_AUDIT_H
#define NFQ_EVENT_AUDIT_H

/* What operators and the daemon did, beside what hosts did: audit.json in the
 * folder of the event log, a JSON object a line. */

#include <sys/types.h>

#include "nfq/event/logfile.h"
#include "nfq/event/notice.h"
#include "ruleset/policy/shared.h"

struct audit {
	struct logfile file;
	/* Of the daemon, which tells it in the log of events, too, with what is
	 * in force then; set behind audit_open(). */
	struct notices *notices;
	const struct shared *shared;
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

#endif
