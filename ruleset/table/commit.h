/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_TABLE_COMMIT_H
#define RULESET_TABLE_COMMIT_H

/* The chains after the queue, where a verdict takes effect. */

#include "ruleset/table/chain.h"

/* Fills commit-*, dns-commit-*, commit, unjudged and refuse. */
void commit_write(struct table_writer *w);

#endif
