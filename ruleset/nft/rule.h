/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_NFT_RULE_H
#define RULESET_NFT_RULE_H

/*
 * A rule being written:
 *
 *	rule_start(b, "chain", "comment");
 *	match_...(b, ...);  do_...(b, ...);
 *	rule_end(b);
 *
 * ruleset/nft/match.h has what it asks, ruleset/nft/do.h what it does.
 */

#include <stdbool.h>
#include <stdint.h>

#include "ruleset/nft/batch.h"

struct nftnl_rule;

struct rule_builder {
	struct batch *batch;
	const char *table;
	struct nftnl_rule *rule;
	const char *chain;
};

enum { RULE_COMMENT_MAX = 128 };	/* what nft shows of one */

void rule_start(struct rule_builder *b, const char *chain,
		const char *comment);
void rule_end(struct rule_builder *b);

#endif
