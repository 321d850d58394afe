/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_EVENT_LOGFILE_H
#define NFQ_EVENT_LOGFILE_H

/*
 * A log of lines that others may move away: logrotate's rename is noticed, or
 * told by logfile_reopen(); where nobody rotates, the file does it itself by
 * size: NAME, NAME.1, NAME.2 ... Never a part of a line: what does not fit on
 * the disk is cut back to the last whole one, and what a power cut left of one
 * is ended before the next.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct logfile {
	char *path;
	int fd;			/* -1 while it cannot be opened */
	uint64_t size, max_size;
	unsigned keep;		/* rotated files beside it */
	dev_t dev;
	ino_t ino;
	int error;		/* -errno of the last failure, 0 if well */
	bool torn;		/* its last line has no end */
};

/* `max_size` 0: never rotates itself. False if it cannot be opened now; the
 * struct is good all the same and opens when it can. */
bool logfile_open(struct logfile *f, const char *path, uint64_t max_size,
		  unsigned keep);
void logfile_close(struct logfile *f);

/* Opens the path anew. */
bool logfile_reopen(struct logfile *f);

/* The same, if the file at the path is not the open one any more; if there can
 * be none, nothing is written until there can. */
void logfile_check(struct logfile *f);

/* A file beside a log, to be read and written, made as a log is: open, or -1
 * with errno. */
int logfile_open_beside(const char *path);

/* Appends whole lines to what is at the path; returns how many bytes of them,
 * whole lines again, are in the file. */
size_t logfile_write(struct logfile *f, const char *lines, size_t len);

#endif
