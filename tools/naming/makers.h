/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_NAMING_MAKERS_H
#define TOOLS_NAMING_MAKERS_H

/*
 * Who made a card, by the first three bytes of its MAC address: IEEE's list as
 * Debian's ieee-data has it, where that is installed. The file is read once for
 * all cards that are asked about.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/span.h"

/* Names of `n` cards, "aa:bb:cc:dd:ee:ff" each; NULL for one that is not found.
 * names[] are the caller's to free, of as many. */
void makers_find(const char *path, const char *const *cards, char **names,
		 size_t n);

/* "28-6F-B9   (hex)\t\tNokia ...": the three bytes, and the name behind; not
 * good is any other line. */
struct maker {
	bool good;
	uint32_t number;
	struct span name;
};
struct maker maker_line(struct span line);

/* Was the address made up by the machine itself (IEEE 802, bit 1)? Then it has
 * no maker, and may be another tomorrow. */
bool maker_is_none(const char *mac);

#endif
