/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Spans of text: blanks, words, comments. */

#include "ruleset/list/format.h"

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

struct span unquote(struct span s)
{
	if (s.len > 1 && s.p[0] == '"' && s.p[s.len - 1] == '"')
		return (struct span) { s.p + 1, s.len - 2 };
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

/* A comment to the end of the line begins here, where a word would. */
static bool is_comment(struct span s, size_t i)
{
	uint8_t next = i + 1 < s.len ? s.p[i + 1] : 0;

	return s.p[i] == ';' || s.p[i] == '!' ||
	       (s.p[i] == '/' && next == '/') ||
	       (s.p[i] == '-' && next == '-');
}

/* The length of the comment of C that begins here, 0 if none does: a star
 * with more behind it is a pattern. *open: it does not end in this line. */
static size_t block_comment(struct span s, size_t i, bool *open)
{
	const uint8_t *end;

	if (i + 1 >= s.len || s.p[i] != '/' || s.p[i + 1] != '*' ||
	    (i + 2 < s.len && !is_blank(s.p[i + 2]) && s.p[i + 2] != '*'))
		return 0;
	end = memmem(s.p + i + 2, s.len - i - 2, "*/", 2);
	*open = !end;
	return end ? (size_t)(end + 2 - s.p) - i : s.len - i;
}

/* Without comments; a comment of C that has more behind it in its line stays
 * where it does not begin the line. */
static struct span strip(struct span line, bool *open)
{
	size_t n;

	line = trim(line);
	while ((n = block_comment(line, 0, open)) > 0)
		line = trim((struct span) { line.p + n, line.len - n });
	for (size_t i = 0; i < line.len; i++) {
		bool word = i == 0 || is_blank(line.p[i - 1]);

		if (line.p[i] == '#' || (word && is_comment(line, i)))
			line.len = i;
		else if (word && (n = block_comment(line, i, open)) > 0 &&
			 i + n == line.len)
			line.len = i;
	}
	return trim(line);
}

struct span uncomment(struct span line)
{
	bool open;

	return strip(line, &open);
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

/* What is behind the end of a comment of C that began in a line before. */
static struct span behind_comment(struct list_reader *r, struct span line)
{
	const uint8_t *end = memmem(line.p, line.len, "*/", 2);
	size_t n = end ? (size_t)(end + 2 - line.p) : line.len;

	r->commented = !end;
	return (struct span) { line.p + n, line.len - n };
}

bool next_line(struct list_reader *r, struct span *line)
{
	do {
		if (!next_raw_line(r, line)) {
			if (r->commented)
				refuse(r, "ends inside a comment: only a part "
				       "of it is there");
			return false;
		}
		if (r->commented)
			*line = behind_comment(r, *line);
		*line = strip(*line, &r->commented);
	} while (line->len == 0);
	return true;
}
