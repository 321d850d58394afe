/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_DOCTOR_FACTS_H
#define TOOLS_DOCTOR_FACTS_H

/* What every check goes by, and ways to find out more. */

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "ruleset/config/config.h"
#include "ruleset/nft/kernel.h"
#include "ruleset/nft/netlink.h"
#include "ruleset/table/queues.h"
#include "tools/cli/client.h"

struct facts {
	const struct args *a;
	time_t now;
	struct config config;
	bool config_ok;
	struct client client;
	const struct jsontree_node *status;	/* of the daemon; NULL: none,
						   and client.fault says why */
	bool root, has_netlink;
	struct netlink netlink;
	struct kernel kernel;			/* where has_netlink */
};

void facts_ask(struct facts *f, const struct args *a);
void facts_done(struct facts *f);

/* A family as nft calls it, NULL for what has no hooks that matter here. */
const char *facts_family(uint8_t family);

/* A number in a file below /proc/sys/; -1 if it cannot be read. */
long facts_sysctl(const char *name);

/* cordond's queues: as it runs, or as it would. */
struct queues facts_queues(const struct facts *f);

/* Is an interface in a list of names, which may end in '*'? */
bool facts_in_list(const struct conf_list *l, const char *name);

#endif
