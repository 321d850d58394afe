/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where lines end. */

#include <stdbool.h>
#include <string.h>
#include <wchar.h>

#include "lib/printable.h"
#include "tools/cli/fold.h"

enum {
	LEAST = 8,		/* columns of a line, however narrow it is */
	LABEL = 24,		/* where a column begins at the latest */
	HANG = 2,		/* of a line that has none */
};

/* Bytes of the character or colour at `p`, and the columns it takes. What the
 * C library cannot tell takes one. */
static size_t step(const char *p, unsigned *wide)
{
	uint32_t code = ' ';
	size_t n = 1;
	int w;

	*wide = 1;
	if (p[0] >= ' ' && p[0] <= '~')
		return 1;
	*wide = 0;
	if (p[0] == '\033' && p[1] == '[')
		return strcspn(p, "m") + (p[strcspn(p, "m")] == 'm');
	if ((unsigned char)p[0] >= 0x80)
		n = printable_code((const uint8_t *)p, &code);
	w = n ? wcwidth((wchar_t)code) : 1;
	*wide = w < 0 ? 1 : (unsigned)w;
	return n ? n : 1;
}

unsigned fold_columns(const char *p, size_t len)
{
	unsigned all = 0, wide;

	for (const char *end = p + len; p < end; all += wide)
		p += step(p, &wide);
	return all;
}

/* May a word go on in the next line behind this one? */
static bool is_mark(char c)
{
	return c && strchr("/.,:;?&=_-|", c);
}

size_t fold_line(const char *p, unsigned width, size_t *skip)
{
	size_t at = 0, blank = 0, mark = 0, n;
	unsigned used = 0, wide;

	for (; p[at]; at += n) {
		n = step(p + at, &wide);
		if (at > 0 && used + wide > width)
			break;
		if (p[at] == ' ' && at > 0 && p[at - 1] != ' ')
			blank = at;
		else if (is_mark(p[at]) && used + wide > width / 2)
			mark = at + n;
		else if (p[at] == '(' && used > width / 2)
			mark = at;
		used += wide;
	}
	if (p[at] && p[at] != ' ' && (blank || mark))
		at = blank ? blank : mark;
	while (p[at] && at > 0 && p[at - 1] == ' ')
		at--;
	*skip = strspn(p + at, " ");
	return at;
}

static unsigned room_behind(unsigned indent, unsigned width)
{
	return width > indent + LEAST ? width - indent : LEAST;
}

/* A text whose first line has `room` columns, and the others what is behind
 * the indent. */
static void fold_from(struct buffer *out, const char *p, unsigned room,
		      unsigned indent, unsigned width)
{
	size_t skip;

	buffer_text(out, "");
	while (*p) {
		size_t len = fold_line(p, room, &skip);

		buffer_add(out, p, len);
		p += len + skip;
		if (*p)
			buffer_printf(out, "\n%*s", (int)indent, "");
		room = room_behind(indent, width);
	}
}

void fold_text(struct buffer *out, const char *p, unsigned indent,
	       unsigned width)
{
	if (width == 0)
		buffer_text(out, p);
	else
		fold_from(out, p, room_behind(indent, width), indent, width);
}

/* The column that the rest of a line hangs under. */
static unsigned hang_under(const char *line, size_t len)
{
	size_t lead = strspn(line, " "), hang = lead ? lead : HANG, at, end;

	for (at = lead; at < len; at = end) {
		at += strcspn(line + at, " ");
		end = at + strspn(line + at, " ");
		if (fold_columns(line, end) > LABEL || end >= len)
			break;
		if (end - at > 1)
			hang = end;
	}
	return fold_columns(line, hang < len ? hang : 0);
}

static unsigned hang_of(const char *line, size_t len, unsigned width)
{
	unsigned hang = hang_under(line, len);

	return hang > width / 2 || hang + LEAST > width ? HANG : hang;
}

void fold_lines(struct buffer *out, const char *p, unsigned width)
{
	struct buffer line = { 0 };

	buffer_text(out, width ? "" : p);
	for (size_t len; width && *p; p += len) {
		len = strcspn(p, "\n");
		buffer_reset(&line);
		buffer_add(&line, p, len);
		buffer_char(&line, '\0');
		fold_from(out, line.p, width, hang_of(line.p, len, width),
			  width);
		if (p[len] == '\n') {
			buffer_char(out, '\n');
			len++;
		}
	}
	buffer_done(&line);
}
