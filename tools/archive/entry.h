/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_ARCHIVE_ENTRY_H
#define TOOLS_ARCHIVE_ENTRY_H

/*
 * To which stream a line belongs, and which number it has there. Lines of
 * before there were numbers make a stream of their own, named by the first of
 * them: nobody can prove that none of those is missing.
 */

#include "lib/jsontree.h"
#include "tools/archive/ledger.h"
#include "tools/record/record.h"

#define ENTRY_BEFORE "before-"

/* Lines that follow each other in a file. */
struct entry_place {
	char stream[LEDGER_STREAM];	/* "" before the first line */
	uint64_t seq;			/* of the line noted last */
	bool before;			/* of lines without numbers */
};

/* Is the place one that goes on with this line? If not, it is a new one. A
 * line that is none goes with those before it. */
bool entry_goes_on(struct entry_place *p, const struct record *r,
		   const char *line, size_t len);

/* Adds the line at the place to what a sealed file has. */
void entry_note(struct ledger_entry *e, const struct entry_place *p,
		const struct record *r, size_t len);

#endif
