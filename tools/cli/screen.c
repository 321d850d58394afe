/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How wide the screen is. */

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "tools/cli/screen.h"

enum { USUAL = 80, NARROWEST = 20, WIDEST = 10000 };

static unsigned within(unsigned long n)
{
	return n < NARROWEST ? NARROWEST : n > WIDEST ? WIDEST : (unsigned)n;
}

unsigned screen_width(void)
{
	const char *said = getenv("COLUMNS");
	char *end = NULL;
	unsigned long n = said && *said >= '1' && *said <= '9' ?
			  strtoul(said, &end, 10) : 0;
	struct winsize size;

	if (n > 0 && !*end)
		return within(n);
	if (!isatty(STDOUT_FILENO))
		return 0;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return within(size.ws_col);
	return USUAL;
}
