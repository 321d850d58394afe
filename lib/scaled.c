/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers with a unit. */

#include <stdlib.h>
#include <string.h>

#include "lib/scaled.h"

bool scaled_parse(const char *text, const struct scaled_unit *units, size_t n,
		  uint64_t max, uint64_t *out)
{
	uint64_t value, factor = 1;
	char *end;

	if (*text < '0' || *text > '9' || strlen(text) > 19)
		return false;
	value = strtoull(text, &end, 10);
	if (*end != '\0') {
		size_t i = 0;

		while (i < n && units[i].letter != *end)
			i++;
		if (i == n || end[1] != '\0')
			return false;
		factor = units[i].factor;
	}
	if (value > max / factor)
		return false;
	*out = value * factor;
	return true;
}
