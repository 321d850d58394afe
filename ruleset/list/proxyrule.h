/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_LIST_PROXYRULE_H
#define RULESET_LIST_PROXYRULE_H

/*
 * The rules of proxies (Clash and mihomo, Surge, Loon, Quantumult X):
 * "TYPE,VALUE[,POLICY[,OPTION...]]". Of several that match the first decides,
 * so what comes before is the more important; rules without a policy are of a
 * set that is listed as a whole, and so are those of Quantumult X that all have
 * the same word for one, which is the name of the set.
 */

#include "ruleset/list/reader.h"

struct proxyrules {
	bool counting;		/* the first pass, which adds nothing */
	bool any;		/* rule with a policy so far */
	bool pass;		/* what the last one said */
	unsigned run, last;	/* runs of rules that say the same */
	char label[64];		/* the policy of all rules so far */
	bool labelled, mixed;	/* there is one; there are several */
	bool quantumult;	/* a type that only Quantumult X has */
};

/* How much a line looks like one. */
unsigned proxyrule_look(struct span line);

/* Takes a rule; false if it is none. */
bool proxyrule_take(struct proxyrules *p, struct list_reader *r,
		    struct span line);

/* Runs `read` twice, the second time to add; it gets every rule of the text
 * to proxyrule_take(). */
void proxyrule_parse(struct list_reader *r,
		     void (*read)(struct list_reader *r,
				  struct proxyrules *p));

#endif
