/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_POLICY_RULES_H
#define RULESET_POLICY_RULES_H

/* What is in force at one time: configuration, generation and the policy that
 * follows from both. Made whole, replaced whole, never changed. */

#include <stdatomic.h>
#include <stdbool.h>

#include "ruleset/config/config.h"
#include "ruleset/config/exception.h"
#include "ruleset/generation/generation.h"
#include "ruleset/policy/intervals.h"
#include "ruleset/policy/policy.h"

struct rules {
	struct config config;
	struct generation generation;
	struct policy *policy;
	struct exceptions exceptions;	/* none where they are hidden, with
					   RULES_CURRENT and RULES_CHECK */
	time_t timed_next;		/* when a local rule ends; 0: never */
	_Atomic uint64_t *lent;		/* by vendor: see nfq/judge/except.c */
	struct intervals intervals;	/* not with RULES_CURRENT and
					   RULES_CHECK */
};

enum rules_source {
	RULES_START,	/* as the next, but read through what is on disk */
	RULES_UPDATE,	/* compile and publish a new generation if need be */
	RULES_CURRENT,	/* the generation on disk, or compile in memory */
	RULES_DISK,	/* the generation on disk, or, if that is damaged, the
			   youngest before it that is whole; nothing else */
	RULES_CHECK,	/* compile in memory */
};

/* Modes that hold for a while, over what is configured: one of all, and one of
 * each vendor. How long is the business of who sets them. */
enum { RULES_OVERRIDES = 64 };

struct rules_override {
	char vendor[40];	/* "": of all */
	enum mode mode;
	time_t until;		/* clock_boot() */
	bool confirm;		/* it becomes lasting by "confirm" */
};

struct rules_overrides {
	unsigned n;
	struct rules_override items[RULES_OVERRIDES];
};

/*
 * Loads the configuration at `path` and all it names; `over` may be NULL.
 * NULL if there is a mistake; `report` then has a line for each. Owned by the
 * caller.
 */
struct rules *rules_load(const char *path, enum rules_source source,
			 const struct rules_overrides *over,
			 struct conf_report *report);
void rules_free(struct rules *r);

/* Whose the destination of a decision is, and in which role. */
struct restricted rules_restricted(const struct rules *r,
				   const struct decision *d);

#endif
