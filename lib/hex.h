/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_HEX_H
#define LIB_HEX_H

/* Digests and the like as text: two digits a byte, in lower case. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Room for `n` bytes as text, with its NUL. */
#define HEX_TEXT(n) (2 * (n) + 1)

/* Writes HEX_TEXT(n) bytes and returns `text`. */
char *hex_format(const uint8_t *p, size_t n, char *text);

/* Reads `n` bytes; what stands behind their digits is not looked at. False,
 * with `out` as it was, if there are less. */
bool hex_parse(const char *text, uint8_t *out, size_t n);

#endif
