/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_SYNC_LOSSES_H
#define TOOLS_SYNC_LOSSES_H

/* What of a list counts for nothing, or for something else than somebody may
 * think: how much of which kind, and the first of it with file and line. */

#include <stddef.h>
#include <stdbool.h>
#include <stdint.h>

#include "lib/buffer.h"

enum loss {
	LOSS_REJECTED,		/* no entry */
	LOSS_SKIPPED,		/* cannot be enforced */
	LOSS_SPECIAL,		/* in space where nobody's servers are */
	/* What counts, but is told: */
	LOSS_SHARED,		/* a suffix that a hoster's customers share */
	LOSS_URLS,		/* a URL, which is its host alone */
	LOSSES
};

enum { LOSS_SAMPLES = 3, LOSS_TEXT = 480 };

struct losses {
	uint64_t n[LOSSES];
	/* "LINE: what", in a folder "FILE:LINE: what", a line each */
	char samples[LOSSES][LOSS_TEXT];
};

/* One more; `file` NULL: there is but one. */
void losses_add(struct losses *l, enum loss kind, const char *file,
		unsigned line, const char *what);

/* "2 rejected, 1 skipped, ..."; "" if there is nothing. */
void losses_write(const struct losses *l, struct buffer *out);

/* Are there any lines of them? URLs are only counted. */
bool losses_have_samples(const struct losses *l);

/* Calls `say` for up to `most` samples of each kind, with the copy's path in
 * front, a folder's with '/' behind. */
void losses_each(const struct losses *l, const char *copy, unsigned most,
		 void (*say)(void *arg, const char *line), void *arg);

#endif
