/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_RECORD_LINEFILE_H
#define TOOLS_RECORD_LINEFILE_H

/*
 * The lines of a log file, packed or not: only whole ones, as the last of a
 * file may still be written. Of a plain file that grows, more come later.
 */

#include <stddef.h>
#include <stdint.h>

#include "tools/record/packed.h"

/* cordond's lines are shorter than that by far. */
enum { LINEFILE_LONGEST = 65536 };

struct linefile {
	struct packed *from;
	char *window;
	size_t at, len;		/* of what is there, not handed out yet */
	unsigned long number;	/* of the line handed out, from 1 */
	uint64_t offset;	/* where it begins, unpacked */
	uint64_t behind;	/* where the next one does */
	bool skipping;		/* of one that is too long */
};

enum linefile_result {
	LINEFILE_LINE,
	LINEFILE_TOO_LONG,	/* its end is handed out */
	LINEFILE_END, LINEFILE_ERROR,
};

/* 0, or -errno; linefile_close() in either case. */
int linefile_open(struct linefile *l, const char *path);
/* Over an open file, which is closed with it. */
void linefile_over(struct linefile *l, int fd);
void linefile_close(struct linefile *l);

/* Goes on at a byte of a plain file where a line begins; of which number is
 * not known then. */
int linefile_seek(struct linefile *l, uint64_t offset);

/* The next line, without its newline but with a NUL, good until the next call;
 * its length. With LINEFILE_ERROR *error is as of packed_read(). */
enum linefile_result linefile_next(struct linefile *l, char **line, size_t *len,
			     int *error);

#endif
