/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_SCALED_H
#define LIB_SCALED_H

/* A number with a letter that says of what: "90s", "64M". */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct scaled_unit {
	char letter;
	uint64_t factor;
};

/* "<digits>[<letter>]", the product up to `max`. False leaves `out` alone. */
bool scaled_parse(const char *text, const struct scaled_unit *units, size_t n,
		  uint64_t max, uint64_t *out);

#endif
