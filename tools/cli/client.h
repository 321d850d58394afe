/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CLI_CLIENT_H
#define TOOLS_CLI_CLIENT_H

/* Asks the running daemon. */

#include "lib/fault.h"
#include "lib/jsontree.h"
#include "tools/cli/args.h"

/* What it said, or why it said nothing. */
struct client {
	struct jsontree tree;
	const struct jsontree_node *answer;	/* NULL: none */
	struct fault fault;
};

/*
 * Sends a line of words and reads the answer, which is good until
 * client_done(). NULL where none comes, or none that is JSON, with c->fault.
 */
const struct jsontree_node *client_ask(struct client *c, const struct args *a,
				       const char *line);
void client_done(struct client *c);

/* No daemon runs, which is why there is no answer. */
bool client_is_alone(const struct client *c);

/* The same for commands that need the daemon: ends the program with a message
 * (EX_UNAVAILABLE) where there is none, or (1) where it refuses. */
const struct jsontree_node *client_require(struct client *c,
					   const struct args *a,
					   const char *line);

/* Has the daemon take up what was stored; says so where none runs, and ends
 * the program (1) where it cannot. */
void client_reload(const struct args *a);

#endif
