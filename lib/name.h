/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_NAME_H
#define LIB_NAME_H

/*
 * A destination's name as this project writes it, wherever it came from:
 * lower case, without trailing dot, and printable ASCII only. Every byte
 * that is not (control, non-ASCII, a backslash, a dot inside a DNS label)
 * is written as \xNN here, once; so a name can go to a log or a terminal as
 * it is, and an odd name never equals a listed one.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/span.h"

/* 253 bytes of a DNS name (RFC 1035 2.3.4) as \xNN each, and a NUL. */
#define NAME_SIZE 1024

struct name {
	uint16_t len;
	char text[NAME_SIZE];	/* NUL-terminated */
};

static inline void name_clear(struct name *n)
{
	n->len = 0;
	n->text[0] = '\0';
}

/*
 * Sets `n` from the text a TLS SNI (RFC 6066 3) or an HTTP Host carries.
 * One trailing dot is dropped. False, and `n` empty, where it does not fit.
 */
bool name_from_text(struct name *n, struct span text);

/*
 * Appends a label as DNS carries it, any bytes of it, with a dot before it
 * if it is not the first. False, and `n` unchanged, where it does not fit.
 */
bool name_append_label(struct name *n, struct span label);

/* Lower case, in place, and without one trailing dot; the length then. */
size_t name_lower(char *text);

/*
 * True if `text` is a name that a list may hold: 1 to 253 characters, labels
 * of 1 to 63 of [a-z0-9_-], none of '-' alone, and not an IPv4 address. Names
 * with a '-' at an end of a label are looked up and resolve. `text` must be
 * lower case and without trailing dot.
 */
bool name_is_hostname(const char *text, size_t len);

#endif
