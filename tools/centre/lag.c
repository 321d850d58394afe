/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Compares what was written with what has arrived. */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "tools/centre/lag.h"

enum { STREAM_FILE = 256, SILENT_ROUNDS = 5, SILENT_SECONDS = 300 };

void lag_end(const struct config *c, char stream[ARRIVED_STREAM],
	     uint64_t *last)
{
	char *path = xasprintf("%s.stream", c->log.file);
	struct buffer text = { 0 };
	uint64_t next = 1;

	*stream = '\0';
	if (file_read(path, STREAM_FILE, &text) == 0) {
		buffer_char(&text, '\0');
		if (sscanf(text.p, "%32[0-9a-f] %" SCNu64, stream, &next) != 2)
			*stream = '\0';
	}
	*last = *stream && next > 0 ? next - 1 : 0;
	buffer_done(&text);
	free(path);
}

static uint64_t arrived_last(const struct arrived *a, const char *stream)
{
	for (size_t i = 0; i < a->n; i++)
		if (strcmp(a->streams[i].stream, stream) == 0)
			return a->streams[i].last;
	return 0;
}

void lag_read(struct lag *l, const struct config *c)
{
	char stream[ARRIVED_STREAM];
	uint64_t last, has;

	*l = (struct lag) { .url = *c->centre.url ? c->centre.url : NULL };
	if (!l->url)
		return;
	l->tried = arrived_read(&l->arrived, c);
	lag_end(c, stream, &last);
	has = arrived_last(&l->arrived, stream);
	l->counted = *stream;
	/* The number is written behind the lines. */
	l->behind = last > has ? last - has : 0;
}

void lag_done(struct lag *l)
{
	arrived_done(&l->arrived);
}

bool lag_is_silent(const struct lag *l, const struct config *c, time_t now)
{
	uint64_t most = c->centre.interval * SILENT_ROUNDS;

	if (most < SILENT_SECONDS)
		most = SILENT_SECONDS;
	return !l->tried || l->arrived.tried + (time_t)most < now;
}
