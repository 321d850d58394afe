/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_EVENT_AUDIT_H
#define NFQ_EVENT_AUDIT_H

/* What operators and the daemon did, beside what hosts did: audit.json in the
 * folder of the event log, a JSON object a line. */

#include <sys/types.h>

#include "nfq/event/logfile.h"

struct audit {
	struct logfile file;
};

/* False if it cannot be opened now; it is tried again then. */
bool audit_open(struct audit *a, const char *event_log);
void audit_close(struct audit *a);

/* Opens the path anew, as after logrotate. */
void audit_reopen(struct audit *a);

/* `who`: uid of the peer that asked, or the daemon itself. */
#define AUDIT_SELF ((uid_t)-1)
void audit_write(struct audit *a, const char *what, uid_t who,
		 const char *fmt, ...) __attribute__((format(printf, 4, 5)));

#endif
