/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_BUNDLE_USTAR_H
#define TOOLS_BUNDLE_USTAR_H

/*
 * Archives of tar, in the form of POSIX (IEEE 1003.1, "ustar Interchange
 * Format"), of plain files alone: a header of 512 bytes, the file, zeroes to
 * the next 512; behind the last two blocks of zeroes, and nothing but zeroes
 * after them.
 */

#include <stdbool.h>
#include <stddef.h>

#include "lib/buffer.h"
#include "lib/cursor.h"

enum { USTAR_NAME = 101 };

struct ustar_member {
	char name[USTAR_NAME];
	struct span data;	/* borrowed from the archive */
};

enum ustar_result {
	USTAR_MEMBER, USTAR_END,
	USTAR_SHORT,		/* it ends before its end */
	USTAR_FOREIGN,		/* no header of ustar, or a wrong sum */
	USTAR_KIND,		/* a link, a folder, a device, ... */
	USTAR_LONG_NAME,	/* in two parts; ours are short */
	USTAR_TRAILING,		/* more behind its end */
	USTAR_RESULTS
};

extern const char *const ustar_words[USTAR_RESULTS];

/* The next member, from a cursor over the archive; its name is ended by NUL
 * and otherwise as it is. */
enum ustar_result ustar_next(struct cursor *c, struct ustar_member *m);

/* Adds a file, of mode 0644, of nobody and of time 0, so that the same contents
 * are the same bytes; `name` is shorter than USTAR_NAME. */
void ustar_put(struct buffer *out, const char *name, const void *p,
	       size_t len);
void ustar_end(struct buffer *out);

#endif
