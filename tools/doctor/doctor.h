/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_DOCTOR_DOCTOR_H
#define TOOLS_DOCTOR_DOCTOR_H

/* What "cordon doctor" looks at: one function a check, one row each. */

#include <jansson.h>
#include <stdbool.h>

#include "ruleset/config/config.h"
#include "ruleset/nft/kernel.h"
#include "ruleset/nft/netlink.h"
#include "ruleset/table/queues.h"
#include "tools/cli/args.h"

/* In the order of how bad it is. A check that could not be made is skipped; a
 * note is worth knowing, and no fault. */
enum level { LEVEL_OK, LEVEL_SKIP, LEVEL_NOTE, LEVEL_WARN, LEVEL_FAIL };

struct doctor {
	const struct args *a;
	struct config config;
	bool config_ok;
	json_t *status;		/* of the daemon, NULL without one */
	int status_error;	/* errno of asking */
	struct netlink netlink;
	struct kernel kernel;	/* where has_netlink */
	bool root, has_netlink;

	struct finding {
		const char *check;
		enum level level;
		char *text;
		char *evidence;	/* what was seen, and where; or NULL */
		char *fix;	/* the command that mends it; or NULL */
	} *findings;
	size_t n;
	const char *check;	/* the row being run */
};

/* Adds a finding of the check being run. `fix` NULL: there is nothing to do. */
void doctor_find(struct doctor *d, enum level level, const char *fix,
		 const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* What the last finding goes by: where to look, and what is there. */
void doctor_evidence(struct doctor *d, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* tools/doctor/print.c: in the form that was asked for; and the exit status. */
void doctor_print(const struct doctor *d, enum level worst);
int doctor_status(enum level worst);

/* A number in a file below /proc/sys/; -1 if it cannot be read. */
long doctor_sysctl(const char *name);

/* tools/doctor/kernel.c: what needs the kernel's word. */
void doctor_check_kernel(struct doctor *d);
void doctor_check_table(struct doctor *d);
void doctor_check_flowtables(struct doctor *d);
void doctor_check_forwarding(struct doctor *d);
void doctor_check_interfaces(struct doctor *d);
void doctor_check_conntrack(struct doctor *d);

/* tools/doctor/chains.c, tools/doctor/routing.c. doctor_family(): of nft, NULL
 * for what has no hooks that matter here. */
const char *doctor_family(uint8_t family);
void doctor_check_hooks(struct doctor *d);
void doctor_check_routing(struct doctor *d);

/* tools/doctor/queues.c. doctor_queues(): those of cordond, as it runs or as
 * it would. */
struct queues doctor_queues(const struct doctor *d);
void doctor_check_queues(struct doctor *d);
void doctor_check_buffers(struct doctor *d);

/* tools/doctor/state.c: what wears out with time. */
void doctor_check_state(struct doctor *d);
void doctor_check_clock(struct doctor *d);
void doctor_check_exceptions(struct doctor *d);

/* tools/doctor/lists.c */
void doctor_check_lists(struct doctor *d);
void doctor_check_resolvers(struct doctor *d);

/* Is so little of the disk below `folder` left that what is written there
 * will be lost soon? Finds that, or that it cannot be written to. */
bool doctor_finds_disk(struct doctor *d, const char *folder, const char *fix);

#endif
