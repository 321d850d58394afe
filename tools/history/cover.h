/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_HISTORY_COVER_H
#define TOOLS_HISTORY_COVER_H

/*
 * Since when what was in force, as the lines of a stream tell: cordond says so
 * whenever it changes, and every five minutes that it is alive. Where nothing
 * came for COVER_SILENCE nobody knows. A stretch is what goes on unchanged; it
 * ends by its last line, or where the next says what is in force instead.
 */

#include <stdbool.h>
#include <stdint.h>

#include "tools/history/db.h"
#include "tools/record/record.h"

#define COVER_SILENCE 660000000ll	/* microseconds */

/* Why a stretch ended. */
enum cover_end {
	COVER_OPEN,		/* it has not, or nobody knows why */
	COVER_CHANGED,		/* something else is in force since then */
	COVER_STOPPED,		/* cordond said so */
	COVER_KILLED,		/* it started without having stopped */
	COVER_SILENT,		/* nothing came for too long */
	COVER_CLOCK,		/* the clock was set back */
	COVER_ENDS
};

extern const char *const cover_words[COVER_ENDS];

struct cover {
	bool open;		/* goes on with the next line */
	bool changed;
	uint64_t seq;		/* of its first line */
	int64_t since, until;
	int64_t told;		/* when the last line about cordon was put */
	enum cover_end end;
	char gateway[96], mode[16];
	int64_t generation;
	char digest[72];
	/* "huawei=enforce zte=observe": those that are not off; p is NULL
	 * where that is not known. */
	struct buffer vendors;
	/* Events that were lost, and that were counted but not written; packets
	 * that nobody judged; milliseconds at most without the table. */
	int64_t lost, folded, passed, refused, away;
};

/* Of its word. */
enum cover_end cover_end_of(const char *word);

/* Zero-initialise to start. */
void cover_done(struct cover *c);

/* Goes on with the last of the stream that the history has. */
void cover_load(struct cover *c, struct db *d, const char *stream);

/* A line comes. True if it does not go on with what there was, which is ended
 * by it and to be written first. */
bool cover_ends(struct cover *c, const struct record *r);
void cover_note(struct cover *c, const struct record *r, uint64_t seq);

/* Statement that writes it; sqlite3_free() frees. */
char *cover_sql(const struct cover *c, const char *stream);

#endif
