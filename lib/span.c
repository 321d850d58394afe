/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Spans of text: blanks, words, quotes. */

#include "lib/span.h"

struct span span_trim(struct span s)
{
	while (s.len > 0 && ascii_is_blank(*s.p)) {
		s.p++;
		s.len--;
	}
	while (s.len > 0 && ascii_is_blank(s.p[s.len - 1]))
		s.len--;
	return s;
}

struct span span_unquote(struct span s)
{
	if (s.len > 1 && s.p[0] == '"' && s.p[s.len - 1] == '"')
		return (struct span) { s.p + 1, s.len - 2 };
	return s;
}

bool span_ends(struct span s, const char *text)
{
	size_t len = strlen(text);

	return s.len >= len && memcmp(s.p + s.len - len, text, len) == 0;
}

struct span span_cut(struct span *s, char c)
{
	const uint8_t *at = s->len ? memchr(s->p, c, s->len) : NULL;
	struct span before = { s->p, at ? (size_t)(at - s->p) : s->len };
	size_t taken = before.len + (at != NULL);

	s->p += taken;
	s->len -= taken;
	return before;
}

struct span span_word(struct span *s)
{
	struct span word;

	while (s->len > 0 && ascii_is_blank(*s->p)) {
		s->p++;
		s->len--;
	}
	word = (struct span) { s->p, 0 };
	while (word.len < s->len && !ascii_is_blank(s->p[word.len]))
		word.len++;
	s->p += word.len;
	s->len -= word.len;
	return word;
}
