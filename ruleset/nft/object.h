/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_NFT_OBJECT_H
#define RULESET_NFT_OBJECT_H

/* Messages that make or remove a table, a chain or a counter of inet; adding
 * what is there already changes nothing. Sets are in nftset.h, rules in
 * rule.h. */

#include "ruleset/nft/batch.h"

struct object_chain {
	const char *name;
	const char *comment;
	const char *type;	/* "filter", "route"; NULL: not a base chain */
	uint32_t hook;		/* NF_INET_* */
	int32_t priority;
};

void object_add_table(struct batch *b, const char *table);
/* The same with NFT_TABLE_F_*. */
void object_add_table_with(struct batch *b, const char *table, uint32_t flags);
void object_delete_table(struct batch *b, const char *table);

void object_add_chain(struct batch *b, const char *table,
		      const struct object_chain *chain);
void object_flush_chain(struct batch *b, const char *table, const char *name);
/* Empties it too. */
void object_delete_chain(struct batch *b, const char *table,
			 const char *name);

void object_add_counter(struct batch *b, const char *table, const char *name);
void object_delete_counter(struct batch *b, const char *table,
			   const char *name);

#endif
