/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Durations, read and written. */

#include <inttypes.h>
#include <stdio.h>

#include "lib/array.h"
#include "lib/duration.h"
#include "lib/scaled.h"

static const struct scaled_unit durations[] = {
	{ 'w', 7 * 24 * 3600 }, { 'd', 24 * 3600 }, { 'h', 3600 },
	{ 'm', 60 }, { 's', 1 },
};

bool duration_parse(const char *text, uint64_t *seconds)
{
	return scaled_parse(text, durations, ARRAY_SIZE(durations),
			    100ull * 366 * 24 * 3600, seconds);
}

char *duration_format(uint64_t seconds, char text[DURATION_TEXT])
{
	size_t i = 0, last = ARRAY_SIZE(durations) - 1;
	int n;

	while (i < last && seconds < durations[i].factor)
		i++;
	n = snprintf(text, DURATION_TEXT, "%" PRIu64 " %c",
		     seconds / durations[i].factor, durations[i].letter);
	if (i == last)
		return text;
	seconds = seconds % durations[i].factor / durations[i + 1].factor;
	if (seconds > 0)
		snprintf(text + n, DURATION_TEXT - (size_t)n, " %" PRIu64 " %c",
			 seconds, durations[i + 1].letter);
	return text;
}
