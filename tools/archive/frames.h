/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_ARCHIVE_FRAMES_H
#define TOOLS_ARCHIVE_FRAMES_H

/*
 * Lines as zstd frames (RFC 8878) of FRAME_LINES each, with a table of them at
 * the end: zstd's seekable format, a skippable frame that zstd itself passes
 * over. So zstdcat reads all of it, and who has the table any part alone.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/buffer.h"

enum { FRAME_LINES = 256 };

/* --- writing ----------------------------------------------------------- */

struct frames_out;

/* Onto an open file, which stays the caller's. */
struct frames_out *frames_new(int fd);
void frames_free(struct frames_out *f);

/* A line without its newline. */
void frames_add(struct frames_out *f, const char *line, size_t len);

/* Ends the frame of the lines so far: the next one begins another. */
void frames_end(struct frames_out *f);

/* A frame as it was read, of `size` bytes unpacked, behind what is ended. */
void frames_put(struct frames_out *f, const struct buffer *packed,
		uint32_t size);

/* Writes what is left, and the table. 0, or -errno of any write. */
int frames_finish(struct frames_out *f);

/* --- reading ----------------------------------------------------------- */

struct frame {
	uint64_t at;		/* in the file */
	uint32_t packed, size;	/* bytes, and unpacked */
};

struct frames {
	int fd;
	struct frame *frame;
	size_t n;
};

/* 0; -EBADMSG without a good table, or -errno. frames_close() in either case,
 * which closes the file, too. */
int frames_open(struct frames *f, const char *path);
void frames_close(struct frames *f);

/* Its lines, in place of what `out` has; -EBADMSG if it is damaged. */
int frames_read(const struct frames *f, size_t i, struct buffer *out);

/* Its bytes as they lie there, good or not; 0 or -errno. */
int frames_raw(const struct frames *f, size_t i, struct buffer *out);

#endif
