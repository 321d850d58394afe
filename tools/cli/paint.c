/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes words safe, and gives them a colour. */

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/visible.h"
#include "tools/cli/args.h"
#include "tools/cli/paint.h"

bool paint_wanted(const struct args *a)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");
	const char *force = getenv("CLICOLOR_FORCE");

	if (a->color && strcmp(a->color, "always") == 0)
		return true;
	if (a->color && strcmp(a->color, "never") == 0)
		return false;
	if (no && *no)
		return false;
	if (force && *force && strcmp(force, "0") != 0)
		return true;
	return isatty(STDOUT_FILENO) && !(term && strcmp(term, "dumb") == 0);
}

const char *paint_code(enum color c)
{
	static const char *const codes[] = {
		[COLOR_NONE] = "", [COLOR_GOOD] = "\033[32m",
		[COLOR_WARN] = "\033[33m", [COLOR_BAD] = "\033[1;31m",
		[COLOR_DIM] = "\033[2m",
	};

	return codes[c];
}

/* A text for a line that is about to be printed. */
static struct buffer *next_text(void)
{
	static struct buffer ring[8];
	static unsigned next;
	struct buffer *text = &ring[next++ % 8];

	buffer_reset(text);
	return text;
}

const char *paint_safe(const char *text)
{
	struct buffer *safe = next_text();

	visible_text(safe, text);
	return safe->p;
}

const char *paint_text(const struct args *a, enum color c, const char *text)
{
	struct buffer *out;

	if (c == COLOR_NONE || !paint_wanted(a))
		return paint_safe(text);
	out = next_text();
	buffer_text(out, paint_code(c));
	visible_text(out, text);
	buffer_text(out, "\033[0m");
	return out->p;
}
