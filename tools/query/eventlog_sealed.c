/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads sealed files of a log by their frames. */

#include <stdlib.h>
#include <string.h>

#include "tools/query/eventlog_parts.h"

/* False where it has no table of frames: it may be read as a whole. */
bool eventlog_open_sealed(struct eventlog *l, struct sealed *s,
			const struct ledger_entry *e)
{
	*s = (struct sealed) {
		.entry = e, .path = store_sealed(&l->store, e->file),
	};
	return frames_open(&s->frames, s->path) == 0;
}

void eventlog_close_sealed(struct sealed *s)
{
	frames_close(&s->frames);
	buffer_done(&s->lines);
	free(s->path);
}

bool eventlog_read_frame(struct eventlog *l, struct sealed *s, size_t i,
		       const struct taker *to)
{
	struct reading r = { .log = l, .path = s->path, .sealed = true,
			     .to = to };
	bool go_on = true;
	char *p, *end;
	int ret;

	l->any = true;
	if (l->guide && !guide_wants(l->guide, s->entry->file, (uint32_t)i))
		return true;
	ret = frames_read(&s->frames, i, &s->lines);
	if (ret < 0 && !s->told)
		eventlog_tell_unread(l, s->path, ret);
	s->told |= ret < 0;
	buffer_char(&s->lines, '\0');
	for (p = s->lines.p; go_on && (end = strchr(p, '\n')); p = end + 1) {
		*end = '\0';
		go_on = eventlog_take_line(&r, 0, p, (size_t)(end - p));
	}
	return go_on;
}
