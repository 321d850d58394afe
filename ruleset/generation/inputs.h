/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_GENERATION_INPUTS_H
#define RULESET_GENERATION_INPUTS_H

/*
 * The files a generation is compiled from: the catalogue, the local lists,
 * the last good copies of the sources. Each generation has them in a file
 * "inputs", a line each:
 *
 *	SHA-256  size  mtime  ctime  inode  path
 *
 * in hexadecimal, times in nanoseconds. A file that has the same size, times
 * and inode still has the same contents, so that hundreds of megabytes of
 * lists are not read only to see that they are what they were.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/buffer.h"
#include "ruleset/config/config.h"

enum { INPUT_DIGEST = 32 };

struct input {
	char *path;
	bool missing;		/* then what follows is zero */
	uint8_t sum[INPUT_DIGEST];
	uint64_t size, mtime, ctime, inode;
	bool settled;		/* has not changed for a while: two changes
				   cannot have had the same time */
};

struct inputs {
	struct input *items;
	size_t n;
};

/* All there are; `known` (may be NULL) saves reading what has not changed. */
void inputs_read(struct inputs *in, const struct config *config,
		 const struct inputs *known);
void inputs_done(struct inputs *in);

/* Over names and contents of all, and the settings of the sources that count:
 * equal digests, equal generations. */
void inputs_digest(const struct inputs *in, const struct config *config,
		   uint8_t digest[INPUT_DIGEST]);

/* The same over the files of this gateway's own rules, and over all else. */
void inputs_digest_local(const struct inputs *in, const struct config *config,
			 uint8_t digest[INPUT_DIGEST]);
void inputs_digest_lists(const struct inputs *in, const struct config *config,
			 uint8_t digest[INPUT_DIGEST]);

/* Those files alone: no list needs reading to know whether they changed. */
void inputs_read_local(struct inputs *in, const struct config *config);

/* Is it one of those files? */
bool inputs_is_local(const struct config *config, const char *path);

/* The file "inputs"; of a damaged one what can be read, as if the rest was
 * not known. */
void inputs_write(const struct inputs *in, struct buffer *out);
void inputs_parse(struct inputs *in, char *text);

#endif
