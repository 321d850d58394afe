/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_LOG_MACHINE_TABLE_H
#define TOOLS_LOG_MACHINE_TABLE_H

/* The table of "cordon hosts". */

#include "tools/cli/answer.h"
#include "tools/history/machines.h"

/* Of this gateway, and of a fleet. */
extern const struct grid machine_table, machine_table_fleet;

struct machine_whose {
	const char *gateway;	/* NULL: this one's */
	const struct hostnames *names;
};

/* A row each; `makers` is the file of who made which card. */
void machine_table_put(struct answer *an, const struct machines *m,
		       const struct machine_whose *of, const char *makers);

/* Says whose MAC several have, once each. */
void machine_table_behind(struct answer *an, const struct machines *m);

#endif
