/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_RECORD_BLOT_H
#define TOOLS_RECORD_BLOT_H

/*
 * Takes a client out of the log. An event of it becomes a line that says no
 * more than that there was one, and when, by its number: none is missing then.
 * In any other line that has its address or MAC, each letter of that becomes
 * BLOT_LETTER.
 */

#include "lib/address.h"
#include "lib/buffer.h"
#include "lib/mac.h"
#include "tools/record/record.h"

#define BLOT_LETTER 'x'
#define BLOT_EVENT "erased"	/* what the line says of itself */

struct blot {
	char text[ADDRESS_TEXT];	/* as the log has it */
	bool is_mac;
};

/* An address or a MAC; false if it is neither. */
bool blot_parse(struct blot *b, const char *text);

/* Is the client named in these bytes? Not as a part of another's address. */
bool blot_finds(const struct blot *b, const char *p, size_t n);

/* Makes it unreadable there; how often it was there. */
size_t blot_out(const struct blot *b, char *p, size_t n);

/* What becomes of a line that names it, in place of what `out` has, without
 * newline: as long as the line was, unless `shorter` is good, too. `first`: the
 * stream whose first line it is, if its lines have no numbers, else NULL. */
void blot_line(const struct blot *b, const struct record *r, const char *line,
	       size_t len, const char *first, bool shorter,
	       struct buffer *out);

#endif
