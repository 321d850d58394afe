/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_PRINTABLE_H
#define LIB_PRINTABLE_H

/* Text of others (catalogues, lists, names) on its way to people's eyes. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/buffer.h"

/* Length of the valid UTF-8 sequence at `p`, which a NUL must end; 0 if there
 * is none (RFC 3629). */
size_t printable_code(const uint8_t *p, uint32_t *code);

/* Controls, the marks that turn a terminal's reading direction, and what takes
 * no room on it: two texts that differ look different. */
bool printable_not(uint32_t code);

/* Appends `s` with what a terminal would act upon made visible: controls and
 * bytes that are no UTF-8 as \xNN, other marks as \u{NNNN}. */
void printable_text(struct buffer *out, const char *s);

/* The same into `out`, of at least one byte, as far as it fits; its length. */
size_t printable_copy(char *out, size_t size, const char *s);

/* Appends `s`, safe, in lines of at most `width` columns where its words are
 * short enough; each line but the first begins with `indent` spaces, which
 * the first has already. */
void printable_wrap(struct buffer *out, const char *s, unsigned indent,
	       unsigned width);

#endif
