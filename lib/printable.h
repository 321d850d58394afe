/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_PRINTABLE_H
#define LIB_PRINTABLE_H

/* Text of others (catalogues, lists, names) on its way to people's eyes. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Length of the valid UTF-8 sequence at `p`, which a NUL must end; 0 if there
 * is none (RFC 3629). */
size_t printable_code(const uint8_t *p, uint32_t *code);

/* Controls, the marks that turn a terminal's reading direction, and what takes
 * no room on it: two texts that differ look different. */
bool printable_not(uint32_t code);

/* How the code at *p is shown, its length; steps over it. Controls and bytes
 * that are no UTF-8 become \xNN, other marks \u{NNNN}. */
enum { PRINTABLE_SHOWN = 16 };	/* with a NUL; "\u{10ffff}" needs 11 */
size_t printable_show(char out[PRINTABLE_SHOWN], const uint8_t **p);

/* All of `s` so into `out`, of at least one byte, as far as it fits; its
 * length. */
size_t printable_copy(char *out, size_t size, const char *s);

#endif
