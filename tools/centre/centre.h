/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CENTRE_CENTRE_H
#define TOOLS_CENTRE_CENTRE_H

/*
 * The centre of a fleet: ClickHouse over HTTP, of any version from 18.16 on.
 * One connection, used again and again; what it takes and gives are rows with
 * tabs between values (TabSeparated).
 */

#include <stdbool.h>
#include <stddef.h>

#include "lib/buffer.h"
#include "lib/fault.h"
#include "ruleset/config/config.h"

enum { CENTRE_ANSWER_MAX = 256 << 20 };

struct centre;

/* By "centre" of the configuration, which is borrowed. NULL, and why: no URL,
 * a password that cannot be read, or that would go unprotected to another
 * machine. centre_free() takes NULL. */
struct centre *centre_new(const struct config_centre *c, struct fault *why);
void centre_free(struct centre *c);

/* A question of SQL; its rows come to `rows`. False, and why, where there is
 * no answer, or one that is not whole. */
bool centre_ask(struct centre *c, const char *sql, struct buffer *rows,
		struct fault *why);

/* An "INSERT ... FORMAT TabSeparated" and its rows. True when ClickHouse says
 * that it has them; false says nothing of whether it has. */
bool centre_put(struct centre *c, const char *sql, const struct buffer *rows,
		struct fault *why);

#endif
