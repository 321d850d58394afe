/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Durations on the command line. */

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "lib/duration.h"
#include "lib/log.h"
#include "tools/cli/period.h"

uint64_t period_read(const char *option, const char *text)
{
	size_t digits = strspn(text, "0123456789");
	uint64_t seconds;

	if (!duration_parse(text, &seconds) || seconds == 0)
		fatalx_status(EX_USAGE, "%s \"%s\" is not a duration such as "
			      "90s, 15m, 2h, 30d", option, text);
	if (digits == strlen(text))
		fatalx_status(EX_USAGE, "%s %s of what? give a unit, as in "
			      "%ss, %sm or %sh", option, text, text, text,
			      text);
	return seconds;
}
