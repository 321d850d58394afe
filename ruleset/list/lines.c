/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The lines of a list, without comments. */

#include "ruleset/list/lines.h"
#include "ruleset/list/remark.h"

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
	    (i + 2 < s.len && !ascii_is_blank(s.p[i + 2]) && s.p[i + 2] != '*'))
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

	line = span_trim(line);
	while ((n = block_comment(line, 0, open)) > 0)
		line = span_trim((struct span) { line.p + n, line.len - n });
	for (size_t i = 0; i < line.len; i++) {
		bool word = i == 0 || ascii_is_blank(line.p[i - 1]);

		if (line.p[i] == '#' || (word && is_comment(line, i)))
			line.len = i;
		else if (word && (n = block_comment(line, i, open)) > 0 &&
			 i + n == line.len)
			line.len = i;
	}
	return span_trim(line);
}

struct span lines_uncomment(struct span line)
{
	bool open;

	return strip(line, &open);
}

bool lines_is_comment(struct span line, bool *open)
{
	*open = false;
	if (line.len == 0 || line.p[0] == '#' || is_comment(line, 0))
		return true;
	if (line.p[0] != '/' || !block_comment(line, 0, open))
		return false;
	return *open || strip(line, open).len == 0;
}

size_t lines_head_comment(struct span head)
{
	struct span rest = head, line;
	bool open = false;
	size_t at = 0;

	while (rest.len > 0) {
		line = span_trim(span_cut(&rest, '\n'));
		if (open)
			open = !memmem(line.p, line.len, "*/", 2);
		else if (!lines_is_comment(line, &open))
			return at;
		at = head.len - rest.len;
	}
	return at;
}

bool lines_next_raw(struct list_reader *r, struct span *line)
{
	do {
		r->line = r->in->line;
		if (r->result->refused || !text_line(r->in, line))
			return false;
		if (r->in->cut) {
			remark_reject(r, NULL,
				      "longer than any line of a list");
			line->len = 0;
		}
		*line = span_trim(*line);
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

bool lines_next(struct list_reader *r, struct span *line)
{
	do {
		if (!lines_next_raw(r, line)) {
			if (r->commented)
				remark_refuse(r, "ends inside a comment: only "
					      "a part of it is there");
			return false;
		}
		if (r->commented)
			*line = behind_comment(r, *line);
		*line = strip(*line, &r->commented);
	} while (line->len == 0);
	return true;
}

bool lines_next_whole(struct list_reader *r, struct span *line)
{
	bool open = false;

	do {
		if (!lines_next_raw(r, line)) {
			if (r->commented)
				remark_refuse(r, "ends inside a comment: only "
					      "a part of it is there");
			return false;
		}
		if (r->commented)
			*line = span_trim(behind_comment(r, *line));
		if (lines_is_comment(*line, &open))
			line->len = 0;
		r->commented |= open;
	} while (line->len == 0);
	return true;
}

struct span lines_join(struct list_reader *r, struct span line, char *text,
		       size_t size)
{
	size_t n = 0;

	while (span_ends(line, "\\")) {
		line.len--;
		if (n + line.len >= size)
			return line;
		memcpy(text + n, line.p, line.len);
		n += line.len;
		if (!lines_next_raw(r, &line))
			line.len = 0;
	}
	if (n == 0 || n + line.len >= size)
		return line;
	memcpy(text + n, line.p, line.len);
	return (struct span) { (uint8_t *)text, n + line.len };
}
