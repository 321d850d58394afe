/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes shares. */

#include <stdio.h>

#include "tools/report/share.h"

const char *share_text(int64_t part, int64_t whole, char out[SHARE])
{
	/* Hundredths of a percent, cut off, so that 99.999 % is not all. */
	unsigned n = part > 0 && part < whole ?
		     (unsigned)((double)part / (double)whole * 10000) : 0;

	/* Near the ends a double rounds. */
	n = n > 9999 ? 9999 : n;
	if (part <= 0 || whole <= 0)
		snprintf(out, SHARE, "0 %%");
	else if (part >= whole)
		snprintf(out, SHARE, "100 %%");
	else if (n == 0)
		snprintf(out, SHARE, "under 0.01 %%");
	else
		snprintf(out, SHARE, "%u.%02u %%", n / 100 % 100, n % 100);
	return out;
}
