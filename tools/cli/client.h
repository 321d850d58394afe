/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CLI_CLIENT_H
#define TOOLS_CLI_CLIENT_H

/* Asks the running daemon. */

#include <jansson.h>

#include "tools/cli/args.h"

/*
 * Sends a line of words and returns the answer, which the caller frees with
 * json_decref(). NULL if no daemon answers, with errno set: ENOENT and
 * ECONNREFUSED say that none runs.
 */
json_t *client_ask(const struct args *a, const char *line);

/* The same for commands that need the daemon: ends the program with a message
 * (EX_UNAVAILABLE) where there is none, or (1) where it refuses. */
json_t *client_require(const struct args *a, const char *line);

/* Has the daemon take up what was stored; says so where none runs, and ends
 * the program (1) where it cannot. */
void client_reload(const struct args *a);

/* A path into nested objects, "queues.waiting"; never NULL. */
const char *client_text(const json_t *j, const char *path);
json_int_t client_number(const json_t *j, const char *path);
bool client_true(const json_t *j, const char *path);

#endif
