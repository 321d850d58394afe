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

/* What is to be done, the same for each word. */
struct order {
	const struct args *a;
	struct config config;
	enum timed_action action;
	const char *list;	/* the admin's own, for rules that last */
	struct audit audit;
	struct timed timed;
	time_t now, end;	/* end 0: it lasts */
	int lock;
};

/* What became of one entry. */
struct deed {
	char *entry;
	bool changed;
	time_t was_until;	/* of a rule for a while that went; 0: none */
	enum effect before;	/* without it */
};

/* A word as a list has it: lower case, A-labels, without a last dot; of a URL
 * its host alone. The caller frees. */
char *order_entry(const char *word);

/* Takes the lock on the register, and reads it. */
void order_begin(struct order *o, const struct args *a,
		 enum timed_action action);
void order_finish(struct order *o);

/* Stores one entry or takes it out, and notes it in the audit. */
void order_obey(struct order *o, struct deed *d);

/* The admin's own list, empty if it is not there. */
void order_read(const struct order *o, struct buffer *text);

#endif
