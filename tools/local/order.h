/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_LOCAL_ORDER_H
#define TOOLS_LOCAL_ORDER_H

/* Local rules are stored: in the admin's own list, or, with an end, in the
 * register of those that end. Ends the program where it cannot. */

#include <stdbool.h>
#include <time.h>

#include "lib/buffer.h"
#include "nfq/event/audit.h"
#include "ruleset/config/config.h"
#include "ruleset/config/timed.h"
#include "ruleset/policy/policy.h"
#include "tools/cli/args.h"

enum { ORDER_WIDEST4 = 8, ORDER_WIDEST6 = 19 };

enum order_kind { ORDER_BLOCK, ORDER_ALLOW, ORDER_PROTECT, ORDER_KINDS };

/* The command, and what an entry is then. */
extern const char *const order_words[ORDER_KINDS];	/* "block" */
extern const char *const order_done_words[ORDER_KINDS];	/* "blocked" */

/* What is to be done, the same for each word. */
struct order {
	const struct args *a;
	struct config config;
	enum order_kind kind;
	const char *list;	/* the admin's own, for rules that last */
	struct audit audit;
	struct timed timed;
	time_t now, end;	/* end 0: it lasts */
	int lock;		/* -1: nothing is changed */
	bool hidden;
};

/* What became of one entry. */
struct deed {
	char *entry;
	bool changed;
	bool lasted, lasts;	/* on the admin's list, before and now */
	bool needed;		/* by this gateway: it takes --force */
	time_t was_until;	/* when its rule for a while ended, 0: none */
	enum effect before;	/* without it */
};

/* A word as a list has it: lower case, A-labels, without a last dot; of a URL
 * its host alone. The caller frees. */
char *order_entry(const char *word);

/* Reads the register of rules for a while; for a change under its lock. Who may
 * not read it sees none of them: o->hidden. */
void order_begin(struct order *o, const struct args *a, enum order_kind kind,
		 bool change);
void order_finish(struct order *o);

/* Stores one entry or takes it out, and notes it in the audit. */
void order_obey(struct order *o, struct deed *d);

/* The admin's own list, empty if it is not there. */
void order_read(const struct order *o, struct buffer *text);

/* Is the rule for a while one of this order's kind? */
bool order_owns(const struct order *o, const struct timed_rule *r);

#endif
