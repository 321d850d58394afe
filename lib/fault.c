/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why something failed. */

#include <stdio.h>
#include <string.h>

#include "lib/fault.h"
#include "lib/printable.h"

void fault_vset(struct fault *f, int ret, const char *fmt, va_list ap)
{
	f->place[0] = '\0';
	f->line = 0;
	f->ret = ret;
	vsnprintf(f->what, sizeof(f->what), fmt, ap);
}

int fault_set(struct fault *f, int ret, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fault_vset(f, ret, fmt, ap);
	va_end(ap);
	return ret;
}

void fault_at(struct fault *f, const char *place, unsigned line)
{
	size_t len = strlen(place);

	if (len < sizeof(f->place))
		snprintf(f->place, sizeof(f->place), "%s", place);
	else
		snprintf(f->place, sizeof(f->place), "...%s",
			 place + len - (sizeof(f->place) - 4));
	f->line = line;
}

bool fault_any(const struct fault *f)
{
	return f->what[0] != '\0' || f->ret != 0;
}

static void put(char text[FAULT_TEXT], const char *piece)
{
	size_t len = strlen(text);

	printable_copy(text + len, FAULT_TEXT - len, piece);
}

/* Behind a colon where something stands before it. */
static void put_part(char text[FAULT_TEXT], const char *piece)
{
	if (*piece == '\0')
		return;
	if (*text)
		put(text, ": ");
	put(text, piece);
}

const char *fault_text(const struct fault *f, char text[FAULT_TEXT])
{
	char line[16];

	/* Each byte is shown by four at most. */
	_Static_assert(4 * (FAULT_PLACE + FAULT_WHAT) + 256 <= FAULT_TEXT,
		       "FAULT_TEXT");
	text[0] = '\0';
	put(text, f->place);
	if (f->place[0] && f->line > 0) {
		snprintf(line, sizeof(line), ":%u", f->line);
		put(text, line);
	}
	put_part(text, f->what);
	if (f->ret != 0)
		put_part(text, strerror(-f->ret));
	return text;
}
