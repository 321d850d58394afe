/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_RECORD_LOGGED_H
#define TOOLS_RECORD_LOGGED_H

/* A line of cordond's EVE log, as people ask for it. */

#include <stdbool.h>
#include <time.h>

#include "lib/jsontree.h"
#include "nfq/event/tally.h"

enum {
	LOGGED_TEXTS = 4096,
	LOGGED_COUNTED = 256,	/* a target is cut there */
};

/* One event. What it does not say is "-", or "" where that is said. */
struct logged {
	const char *raw;	/* the line, without newline; borrowed */
	time_t time;
	time_t first;		/* of those it stands for; 0: the same */
	const char *client, *vendor, *role, *via;
	enum tally_outcome action;	/* EVE knows two, "allowed" is either
					   of the others */
	char target[300];	/* a name, or address and port */
	const char *counted;	/* the same as it is counted: the name, or what
				   DNS said, or the entry's prefix */
	const char *hint;	/* the name that DNS gave to the address, "" */
	char shown[700];	/* the target, and what is to be said of it */
	long long count;	/* events it stands for */

	const char *mac, *iface, *dest;		/* "" */
	const char *list, *line, *match, *match_type, *exception, *authority,
		   *citation, *mode, *gateway, *stream, *seq, *source;

	char texts[LOGGED_TEXTS];	/* holds them */
};

enum logged_result {
	LOGGED_EVENT,
	LOGGED_OTHER,		/* a line of ours that is about no packet */
	LOGGED_BAD,		/* none of ours; tree->why may say where */
};

struct record;

/* Reads a line of `len` bytes, which a NUL ends. */
enum logged_result logged_read(struct logged *e, struct jsontree *tree,
			       const char *line, size_t len);

/* The same of a line that was taken apart. */
void logged_fill(struct logged *e, const struct record *r, const char *line);

#endif
