/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Phases of a long command. */

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/log.h"
#include "tools/cli/paint.h"
#include "tools/cli/progress.h"

enum { PAUSE_MS = 100, TEXT = 512 };

#define CLEAR "\r\033[K"

void progress_begin(struct progress *p, const char *phase)
{
	*p = (struct progress) {
		.terminal = isatty(STDERR_FILENO), .phase = phase,
	};
	if (p->terminal)
		fprintf(stderr, CLEAR "%-8s ...", phase);
}

void progress_show(struct progress *p, const char *fmt, ...)
{
	char text[TEXT];
	va_list ap;

	if (!p->terminal || clock_ms() < p->shown + PAUSE_MS)
		return;
	p->shown = clock_ms();
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	fprintf(stderr, CLEAR "%-8s %s", p->phase, paint_safe(text));
}

void progress_end(struct progress *p, const char *fmt, ...)
{
	char text[TEXT];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (p->terminal)
		fprintf(stderr, CLEAR "%-8s %s\n", p->phase,
			paint_safe(text));
	else
		info("%s: %s", p->phase, text);
}

void progress_line(struct progress *p, const char *fmt, ...)
{
	char text[TEXT];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (p->terminal)
		fprintf(stderr, CLEAR "%s\n", paint_safe(text));
	else
		warnx("%s", text);
}
