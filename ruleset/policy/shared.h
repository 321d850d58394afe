/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_POLICY_SHARED_H
#define RULESET_POLICY_SHARED_H

/*
 * The rules in force, read by all threads without a lock. A reader says what
 * it uses before it looks, and that it is done after; the main thread puts
 * new rules in place and frees the old ones once nobody uses them.
 */

#include <stdatomic.h>
#include <stddef.h>

#include "ruleset/policy/rules.h"

struct shared {
	_Atomic(const struct rules *) rules;
};

/* One for each reading thread. */
struct reader {
	_Atomic(const struct rules *) in_use;
};

/* The rules in force; they stay whole until reader_leave(). */
static inline const struct rules *reader_enter(struct reader *r,
					       struct shared *s)
{
	const struct rules *rules;

	do {
		rules = atomic_load(&s->rules);
		atomic_store(&r->in_use, rules);
	} while (rules != atomic_load(&s->rules));
	return rules;
}

static inline void reader_leave(struct reader *r)
{
	atomic_store_explicit(&r->in_use, NULL, memory_order_release);
}

static inline bool reader_uses(struct reader *r, const struct rules *rules)
{
	return atomic_load(&r->in_use) == rules;
}

#endif
