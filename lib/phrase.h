/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_PHRASE_H
#define LIB_PHRASE_H

/*
 * Puts a text of a fixed size together, as snprintf() does, which takes ten
 * times as long: what does not fit is cut off. There is a NUL behind it
 * always.
 */

#include <stddef.h>
#include <stdint.h>

struct phrase {
	char *at, *end;		/* of the NUL, and behind the last that fits */
};

/* Over `size` bytes, one at least, which are an empty text now. */
struct phrase phrase_over(char *p, size_t size);

void phrase_bytes(struct phrase *p, const void *from, size_t n);
void phrase_text(struct phrase *p, const char *text);
void phrase_number(struct phrase *p, uint64_t n);

/* The same with zeroes before it, up to `digits`; more are cut off in front. */
void phrase_digits(struct phrase *p, uint64_t n, unsigned digits);

#endif
