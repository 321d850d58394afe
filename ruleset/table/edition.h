/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_TABLE_EDITION_H
#define RULESET_TABLE_EDITION_H

/*
 * The sets that a table's rules refer to, as "listed4-7". A change that is
 * more than a difference of single intervals makes a new edition, whose number
 * ends their names: it is filled before any rule refers to it, and the old one
 * goes when none does any more.
 */

#include <stdbool.h>

#include "ruleset/nft/batch.h"
#include "ruleset/nft/nftset.h"
#include "ruleset/policy/intervals.h"

struct edition_name {
	char text[32];
};

struct edition_name edition_set_name(unsigned edition, enum interval_set set,
				     enum family f);

/* The set of that name, which is borrowed. */
struct nftset edition_set(const struct edition_name *name,
			  enum interval_set set, enum family f);

/* Adds the sets that these intervals need, empty. */
void edition_create(unsigned edition, const struct intervals *iv,
		    struct batch *b);

/* Is it one of this edition's? */
bool edition_has(unsigned edition, const char *name);

/* The highest edition that a set of this name belongs to; 0: to none. */
unsigned edition_of(const char *name);

#endif
