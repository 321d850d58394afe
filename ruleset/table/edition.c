/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The numbered sets of a table. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ruleset/table/edition.h"
#include "ruleset/table/wanted.h"

#define LARGE "restricted addresses of a vendor that has many"

static const struct {
	const char *name, *comment;
	bool map;
} sets[INTERVAL_SETS] = {
	[SET_LISTED] = { "listed", "restricted addresses, by vendor", true },
	[SET_PROTECT] = { "protected", "never touched, protect.list", false },
	[SET_EXEMPT] = { "exempt", "clients left alone, by configuration",
			 false },
	[SET_LARGE] = { "large-a", LARGE, false },
	[SET_LARGE + 1] = { "large-b", LARGE, false },
	[SET_LARGE + 2] = { "large-c", LARGE, false },
	[SET_LARGE + 3] = { "large-d", LARGE, false },
};

struct edition_name edition_set_name(unsigned edition, enum interval_set set,
				     enum family f)
{
	struct edition_name n;

	snprintf(n.text, sizeof(n.text), "%s%c-%u", sets[set].name,
		 f == FAMILY_V4 ? '4' : '6', edition);
	return n;
}

struct nftset edition_set(const struct edition_name *name,
			  enum interval_set set, enum family f)
{
	return (struct nftset) {
		.table = TABLE_NAME, .name = name->text, .family = f,
		.map = sets[set].map,
	};
}

void edition_create(unsigned edition, const struct intervals *iv,
		    struct batch *b)
{
	for_each_set(set, f) {
		struct edition_name n = edition_set_name(edition, set, f);
		struct nftset s = edition_set(&n, set, f);

		if (intervals_have_set(iv, set))
			nftset_create(b, &s, sets[set].comment);
	}
}

bool edition_has(unsigned edition, const char *name)
{
	for_each_set(s, f)
		if (strcmp(edition_set_name(edition, s, f).text, name) == 0)
			return true;
	return false;
}

unsigned edition_of(const char *name)
{
	const char *dash = strrchr(name, '-');
	unsigned long n = dash ? strtoul(dash + 1, NULL, 10) : 0;

	return n < UINT32_MAX ? (unsigned)n : 0;
}
