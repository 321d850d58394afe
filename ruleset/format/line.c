/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Spans of text: blanks, words, comments. */

#include "ruleset/format/format.h"

struct span trim(struct span s)
{
	while (s.len > 0 && is_blank(*s.p)) {
		s.p++;
		s.len--;
	}
	while (s.len > 0 && is_blank(s.p[s.len - 1]))
		s.len--;
	return s;
}

bool starts_with(struct span s, const char *text)
{
	size_t len = strlen(text);

	return s.len >= len && memcmp(s.p, text, len) == 0;
}

bool ends_with(struct span s, const char *text)
{
	size_t len = strlen(text);

	return s.len >= len && memcmp(s.p + s.len - len, text, len) == 0;
}

struct span cut_at(struct span *s, char c)
{
	const uint8_t *at = s->len ? memchr(s->p, c, s->len) : NULL;
	struct span before = { s->p, at ? (size_t)(at - s->p) : s->len };
	size_t taken = before.len + (at != NULL);

	s->p += taken;
	s->len -= taken;
	return before;
}

struct span next_word(struct span *s)
{
	struct span word;

	while (s->len > 0 && is_blank(*s->p)) {
		s->p++;
		s->len--;
	}
	word = (struct span) { s->p, 0 };
	while (word.len < s->len && !is_blank(s->p[word.len]))
		word.len++;
	s->p += word.len;
	s->len -= word.len;
	return word;
}

/* ';' or "//" here. */
static bool is_comment(struct span s, size_t i)
{
	return s.p[i] == ';' ||
	       (s.p[i] == '/' && i + 1 < s.len && s.p[i + 1] == '/');
}

struct span uncomment(struct span line)
{
	const uint8_t *hash = line.len ? memchr(line.p, '#', line.len) : NULL;

	if (hash)
		line.len = (size_t)(hash - line.p);
	line = trim(line);
	if (line.len > 0 && (line.p[0] == '!' || is_comment(line, 0)))
		line.len = 0;
	for (size_t i = 1; i < line.len; i++)
		if (is_blank(line.p[i - 1]) && is_comment(line, i))
			line.len = i - 1;
	return trim(line);
}

bool next_raw_line(struct list_reader *r, struct span *line)
{
	do {
		r->line = r->in->line;
		if (r->result->refused || !text_line(r->in, line))
			return false;
		if (r->in->cut) {
			reject(r, NULL, "longer than any line of a list");
			line->len = 0;
		}
		*line = trim(*line);
	} while (line->len == 0);
	return true;
}

bool next_line(struct list_reader *r, struct span *line)
{
	do {
		if (!next_raw_line(r, line))
			return false;
		*line = uncomment(*line);
	} while (line->len == 0);
	return true;
}
