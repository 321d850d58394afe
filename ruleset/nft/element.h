/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_NFT_ELEMENT_H
#define RULESET_NFT_ELEMENT_H

/* An element of a set or map of addresses, in netlink's attributes. */

#include <libmnl/libmnl.h>
#include <stdbool.h>

#include "lib/address.h"

/* The bytes of a key. */
size_t element_key_size(enum family f);

/* The address behind `last`; false where the family ends there. */
bool element_end_of(const struct address *last, struct address *end);

/* Begins the list of a message about elements of a set; the caller ends the
 * nest. */
struct nlattr *element_list(struct nlmsghdr *nlh, const char *table,
			    const char *set);

/* The start of an interval, or its end; a start of a map leads to `chain`
 * unless that is NULL. */
void element_put(struct nlmsghdr *nlh, const struct address *a, enum family f,
		 bool end, const char *chain);

/* An element, as the kernel tells of it or refuses it. */
struct element {
	struct address key;
	bool end;
	char chain[64];
};

/* False if it has no key that is an address. */
bool element_read(const struct nlattr *elem, struct element *e);

#endif
