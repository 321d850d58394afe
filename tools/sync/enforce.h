/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_SYNC_ENFORCE_H
#define TOOLS_SYNC_ENFORCE_H

/* Brings the generation on disk into force: by the daemon, or, where none
 * runs, in the kernel itself. */

#include <stdbool.h>

#include "ruleset/apply/apply.h"
#include "tools/cli/args.h"

enum enforced {
	ENFORCED_ALREADY,	/* daemon and kernel had it */
	ENFORCED_BY_DAEMON,
	ENFORCED_HERE,		/* no daemon runs: addresses only */
	ENFORCED_SAME,		/* the same, and the kernel had it already */
	ENFORCED_NOT,		/* no daemon, and the table was taken away
				   (on_stop open): nothing is enforced */
	ENFORCED_FAILED,
};

struct enforcement {
	enum enforced how;
	unsigned generation;
	struct apply_report report;	/* of ENFORCED_HERE */
	struct fault fault;		/* of ENFORCED_FAILED */
};

/* Needs CAP_NET_ADMIN where no daemon runs. */
void enforce(const struct args *a, struct enforcement *e);

#endif
