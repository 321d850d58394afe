/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_COMMIT_H
#define RULESET_COMMIT_H

/* The chains after the queue, where a verdict takes effect. */

#include "ruleset/table.h"

/* What the rules of a table are written with. */
struct table_writer {
	struct rule_builder rule;
	const struct table *t;
	struct marks m;
};

#define RULE(w, chain, comment) rule_start(&(w)->rule, chain, comment)
#define END(w) rule_end(&(w)->rule)

/* Fills commit-*, dns-commit-*, commit, unjudged and refuse. */
void commit_write(struct table_writer *w);

#endif
