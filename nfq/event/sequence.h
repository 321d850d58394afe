/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_EVENT_SEQUENCE_H
#define NFQ_EVENT_SEQUENCE_H

/*
 * Which stream of lines this is, and which number the next has. Both stand in
 * a file beside the log, NAME.stream, of one line: the stream, which is drawn
 * when there is none, and the number. It is written behind the lines, so that
 * after a crash the last line of the log may know more. From the log alone
 * follows whether lines are missing: the numbers of a stream have no hole.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SEQUENCE_STREAM = 33 };

struct sequence {
	char *path;
	int fd;			/* -1: it could not be opened */
	char stream[SEQUENCE_STREAM];	/* 32 hexadecimal digits */
	uint64_t next;		/* from 1 on */
	uint64_t stored;
};

/* Of the log at `log`, whose rotated files it may look at, too. Where the file
 * can neither be read nor made the stream is a new one. */
void sequence_open(struct sequence *s, const char *log);
void sequence_close(struct sequence *s);

/* Writes down which number is next. */
void sequence_store(struct sequence *s);

/* Opens it anew if it is not at its path any more: with another folder begins
 * another stream. True if it is another one now. */
bool sequence_check(struct sequence *s, const char *log);

#endif
