/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_QUERY_EVENTLOG_PARTS_H
#define TOOLS_QUERY_EVENTLOG_PARTS_H

/* Inside of eventlog.c and its parts. */

#include <sys/types.h>

#include "tools/archive/entry.h"
#include "tools/archive/frames.h"
#include "tools/archive/store.h"
#include "tools/query/eventlog.h"
#include "tools/record/linefile.h"

struct eventlog {
	struct store store;
	time_t since;
	char **files;		/* that were named; NULL: those of the store */
	int nfiles;
	struct ledger ledger;
	struct linefile current;	/* if it is open */
	bool open;
	ino_t ino;
	bool old_read;		/* all before the current file is done */
	bool any;		/* there was one */
	time_t begins;		/* of the first line */
	unsigned unread;
	struct jsontree tree;	/* of the line */
	struct guide *guide;	/* borrowed; NULL: all frames */
	struct passed {
		char stream[LEDGER_STREAM];
		uint64_t seq;
	} *passed;
	size_t npassed;
};

/* Who is given the events. */
struct taker {
	bool (*take)(void *arg, const struct logged *e);
	void *arg;
};

/* What a file's lines are read with. */
struct reading {
	struct eventlog *log;
	const char *path;
	bool sealed;		/* or named: each of its lines counts */
	struct entry_place at;
	uint64_t covered;	/* of its stream, by sealed files */
	const struct taker *to;
};

/* One that is read by its frames. */
struct sealed {
	const struct ledger_entry *entry;
	char *path;
	struct frames frames;
	struct buffer lines;
	bool told;		/* that a frame is damaged */
};

/* --- a line, a file ------------------------------------------------------
 * All give events to the taker; false: it wants no more. */

bool eventlog_take_line(struct reading *r, unsigned long number,
			const char *line, size_t len);

/* Is the line that was read one? Of files that are named also what others
 * write. */
bool eventlog_is_event(struct eventlog *l, struct record *r, const char *line,
		       size_t len);

/* Up to which line of a stream nothing is asked for; 0: all of it is. */
uint64_t eventlog_passed(const struct eventlog *l, const char *stream);

/* To the end of an open file; the beginning of a line that is still being
 * written is left for the next time. */
bool eventlog_read_lines(struct reading *r, struct linefile *f);

/* All of a file, packed or not; `sealed`: each of its lines counts. */
bool eventlog_read_path(struct eventlog *l, const char *path, bool sealed,
			const struct taker *to);
bool eventlog_read_named(struct eventlog *l, const struct taker *to);

/* Opens the current file, or the one that came in its place. */
bool eventlog_open_current(struct eventlog *l);
bool eventlog_read_current(struct eventlog *l, const struct taker *to);

/* --- sealed files -------------------------------------------------------- */

bool eventlog_is_there(const struct ledger_entry *e);
bool eventlog_wants(struct eventlog *l, const struct ledger_entry *e);

/* False where it has no table of frames: it may be read as a whole.
 * eventlog_close_sealed() in either case. */
bool eventlog_open_sealed(struct eventlog *l, struct sealed *s,
			  const struct ledger_entry *e);
void eventlog_close_sealed(struct sealed *s);
bool eventlog_read_frame(struct eventlog *l, struct sealed *s, size_t i,
			 const struct taker *to);

/* --- what is told -------------------------------------------------------- */

void eventlog_note_time(struct eventlog *l, time_t t);
void eventlog_tell_unread(struct eventlog *l, const char *path, int error);

#endif
