/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_AUDIT_WALK_H
#define TOOLS_AUDIT_WALK_H

/* Goes through the register of changes, a line after the other. */

#include "ruleset/config/config.h"
#include "tools/audit/change.h"
#include "tools/query/query.h"

struct walk {
	/* Called for each change, which is borrowed; with its line. */
	void (*take)(void *arg, const struct change *c, const char *line);
	void *arg;

	/* What there was; the rest is told to stderr. */
	bool any;		/* a register */
	time_t begins;		/* with its first line; 0: it has none */
	size_t bad;		/* lines that are none */
	unsigned unread;	/* files that cannot be read, or not to their
				   end */
	struct jsontree tree;
};

/* One file, packed or not; "-": standard input. One that is not `needed` may
 * be missing. */
void walk_path(struct walk *w, const char *path, bool needed);

/* What was rotated, the oldest first, but for what ended before `since`; and
 * what is written. */
void walk_register(struct walk *w, const char *path, time_t since);

/* The registers of a fleet, as its centre has them, in the order of time; each
 * line has its gateway in it. False, and why, where the centre does not
 * answer. */
bool walk_fleet(struct walk *w, struct query *q, time_t since, time_t until,
		struct fault *why);

/* Frees what is in it, after the last. */
void walk_done(struct walk *w);

/* Where the register of a configuration is; the caller frees. */
char *walk_register_path(const struct config *c);

#endif
