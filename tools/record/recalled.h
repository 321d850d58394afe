/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_RECORD_RECALLED_H
#define TOOLS_RECORD_RECALLED_H

/* A line of what cordond remembers (nfq/event/remember.h), taken apart. */

#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "lib/jsontree.h"

enum recalled_kind {
	RECALLED_CONTACT,
	RECALLED_COVERED,	/* somebody was there from `first` to `last` */
	RECALLED_NOTHING,	/* a line that was emptied */
	RECALLED_BAD,		/* none of these */
};

/* What a line does not say is "" or 0. */
struct recalled {
	const char *client, *mac, *name, *dest, *via;
	long long port;
	time_t first, last;
	uint64_t count;		/* of contacts; of what is covered: missed */
};

/* Good as long as the tree is not parsed into again. */
enum recalled_kind recalled_read(struct recalled *r, struct jsontree *tree,
				 const char *line, size_t len);

#endif
