/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sizes, read and written. */

#include <inttypes.h>
#include <stdio.h>

#include "lib/array.h"
#include "lib/scaled.h"
#include "lib/size.h"

static const struct scaled_unit sizes[] = {
	{ 'T', 1ull << 40 }, { 'G', 1ull << 30 }, { 'M', 1ull << 20 },
	{ 'K', 1ull << 10 },
};

bool size_parse(const char *text, uint64_t *bytes)
{
	return scaled_parse(text, sizes, ARRAY_SIZE(sizes), INT64_MAX, bytes);
}

char *size_format(uint64_t bytes, char text[SIZE_TEXT])
{
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		if (bytes >= sizes[i].factor) {
			snprintf(text, SIZE_TEXT, "%.1f %ciB",
				 (double)bytes / (double)sizes[i].factor,
				 sizes[i].letter);
			return text;
		}
	}
	snprintf(text, SIZE_TEXT, "%" PRIu64 " B", bytes);
	return text;
}
