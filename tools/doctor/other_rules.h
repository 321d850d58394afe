/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_DOCTOR_OTHER_RULES_H
#define TOOLS_DOCTOR_OTHER_RULES_H

/* Rules of other tables, by what they do to packets that are to be judged. */

#include <stddef.h>
#include <stdint.h>

#include "ruleset/nft/netlink.h"

enum other_does {
	OTHER_DROPS, OTHER_QUEUES, OTHER_UNTRACKS,
	OTHER_JUMPS,		/* or goes, to a chain of its table */
	OTHER_MAPS,		/* asks a map what to do */
};

struct other_rule {
	const char *family;	/* facts_family() */
	char table[64], chain[64], to[64];
	uint64_t handle;
	enum other_does does;
	uint16_t first, queues;	/* the numbers of OTHER_QUEUES */
	unsigned search;	/* the last that came to its chain by it */
};

struct other_rules {
	struct other_rule *rules;
	size_t n;
	unsigned search;
};

/* 0 or -errno; other_rules_done() frees in either case. */
int other_rules_read(struct other_rules *all, struct netlink *n);
void other_rules_done(struct other_rules *all);

/* Takes what matters of one rule, a message of NFT_MSG_NEWRULE; nothing of
 * ours, nor of a family without our hooks. */
void other_rules_take(struct other_rules *all, const struct nlmsghdr *rule);

/* The first rule that does this, of the chain or of any that it leads to;
 * NULL if there is none. */
const struct other_rule *other_rules_find(struct other_rules *all,
					  const char *family,
					  const char *table,
					  const char *chain,
					  enum other_does does);

#endif
