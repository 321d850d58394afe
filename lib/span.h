/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_SPAN_H
#define LIB_SPAN_H

/* Borrowed bytes: valid as long as what they point into. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "lib/ascii.h"

struct span {
	const uint8_t *p;
	size_t len;
};

static inline bool span_is(struct span s, const char *text)
{
	return s.len == strlen(text) && memcmp(s.p, text, s.len) == 0;
}

/* ASCII without regard to case; other bytes must be equal. */
static inline bool span_is_nocase(struct span s, const char *lower)
{
	size_t i = 0;

	while (i < s.len && lower[i] != '\0' &&
	       ascii_lower(s.p[i]) == (uint8_t)lower[i])
		i++;
	return i == s.len && lower[i] == '\0';
}

/* Without blanks around; without quotes around. */
struct span span_trim(struct span s);
struct span span_unquote(struct span s);

/* Of a literal a few instructions, as is asked of each line. */
static inline bool span_begins(struct span s, const char *text)
{
	size_t len = strlen(text);

	return s.len >= len && memcmp(s.p, text, len) == 0;
}

bool span_ends(struct span s, const char *text);

/* Takes what lies before the first `c`, and it, off `s`; all, if there is
 * none. */
struct span span_cut(struct span *s, char c);

/* Takes the next word off `s`; empty at the end. */
struct span span_word(struct span *s);

#endif
