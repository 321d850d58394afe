/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A pull parser for JSON. */

#include <stdint.h>
#include <string.h>

#include "lib/array.h"
#include "lib/jsonread.h"

static void begin(struct json_reader *r, struct text *in, char *room,
		  size_t size)
{
	r->in = in;
	r->depth = 0;
	r->path[0] = (struct json_level) { .key = "" };
	r->value = "";
	r->len = 0;
	r->cut = r->comma = false;
	r->why = NULL;
	r->room = room;
	r->end = room + size;
}

void json_read(struct json_reader *r, struct text *in)
{
	begin(r, in, r->own, sizeof(r->own));
	r->keep = false;
}

void json_read_into(struct json_reader *r, struct text *in, char *room,
		    size_t size)
{
	begin(r, in, room, size);
	r->keep = true;
}

bool json_key_is(const struct json_reader *r, unsigned level, const char *key)
{
	return level <= r->depth && strcmp(r->path[level].key, key) == 0;
}

static enum json_event bad(struct json_reader *r, const char *why)
{
	if (!r->why)
		r->why = why;
	return JSON_BAD;
}

static int skip_blanks(struct json_reader *r)
{
	int c;

	while ((c = text_peek(r->in)) == ' ' || c == '\t' || c == '\r' ||
	       c == '\n')
		text_byte(r->in);
	return c;
}

/* --- strings ---------------------------------------------------------- */

static void put(struct json_reader *r, unsigned c)
{
	if (r->room + r->len + 1 < r->end)
		r->room[r->len++] = (char)c;
	else
		r->cut = true;
}

/* What was put is the value. */
static void finish(struct json_reader *r)
{
	if (r->room == r->end) {
		r->value = "";
		return;
	}
	r->room[r->len] = '\0';
	r->value = r->room;
	if (r->keep)
		r->room += r->len + 1;
}

static void put_utf8(struct json_reader *r, uint32_t c)
{
	if (c >= 0x10000) {
		put(r, 0xf0 | c >> 18);
		put(r, 0x80 | (c >> 12 & 0x3f));
	} else if (c >= 0x800) {
		put(r, 0xe0 | c >> 12);
	} else if (c >= 0x80) {
		put(r, 0xc0 | c >> 6);
	}
	if (c >= 0x800)
		put(r, 0x80 | (c >> 6 & 0x3f));
	put(r, c >= 0x80 ? 0x80 | (c & 0x3f) : c);
}

/* Four hexadecimal digits; above 0xffff if they are none. */
static uint32_t read_hex(struct json_reader *r)
{
	static const char digits[] = "0123456789abcdefABCDEF";
	uint32_t n = 0;

	for (int i = 0; i < 4; i++) {
		int c = text_byte(r->in);
		const char *at = c > 0 ? strchr(digits, c) : NULL;

		if (!at)
			return UINT32_MAX;
		n = n << 4 | (uint32_t)(at - digits < 16 ? at - digits :
					at - digits - 6);
	}
	return n;
}

static bool read_unicode(struct json_reader *r)
{
	uint32_t c = read_hex(r), low;

	if (c >= 0xd800 && c < 0xdc00) {
		if (text_byte(r->in) != '\\' || text_byte(r->in) != 'u')
			return false;
		low = read_hex(r);
		if (low < 0xdc00 || low > 0xdfff)
			return false;
		c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
	} else if (c > 0xffff || (c >= 0xdc00 && c <= 0xdfff)) {
		return false;
	}
	if (c == 0)
		return false;
	put_utf8(r, c);
	return true;
}

static bool read_escape(struct json_reader *r)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	int c = text_byte(r->in);
	const char *at = c > 0 ? strchr(from, c) : NULL;

	if (c == 'u')
		return read_unicode(r);
	if (at)
		put(r, (unsigned char)to[at - from]);
	return at != NULL;
}

/* Behind the opening quote, into `value`. */
static bool read_string(struct json_reader *r)
{
	int c;

	r->len = 0;
	r->cut = false;
	while ((c = text_byte(r->in)) != '"') {
		if (c < 0)
			return bad(r, "ends inside a string") != JSON_BAD;
		if (c < ' ')
			return bad(r, "a control character") != JSON_BAD;
		if (c != '\\')
			put(r, (unsigned)c);
		else if (!read_escape(r))
			return bad(r, "a wrong escape") != JSON_BAD;
	}
	finish(r);
	return true;
}

/* --- values ----------------------------------------------------------- */

static const char *skip_digits(const char *p)
{
	return p + strspn(p, "0123456789");
}

static bool is_number(const char *p)
{
	const char *start = p + (*p == '-');
	const char *end = skip_digits(start);
	bool good = end > start && (*start != '0' || end == start + 1);

	if (*end == '.') {
		start = end + 1;
		end = skip_digits(start);
		good &= end > start;
	}
	if (*end == 'e' || *end == 'E') {
		start = end + 1 + (end[1] == '+' || end[1] == '-');
		end = skip_digits(start);
		good &= end > start;
	}
	return good && *end == '\0';
}

/* Digits, letters and signs up to something else. */
static enum json_event read_bare(struct json_reader *r, int c)
{
	static const char *const words[] = { "true", "false", "null" };
	bool number = c == '-' || (c >= '0' && c <= '9');

	r->len = 0;
	r->cut = false;
	while (c > 0 && ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
			 (c >= 'A' && c <= 'Z') || c == '-' || c == '+' ||
			 c == '.')) {
		put(r, (unsigned)c);
		text_byte(r->in);
		c = text_peek(r->in);
	}
	finish(r);
	if (number)
		return is_number(r->value) ? JSON_NUMBER :
		       bad(r, "a wrong number");
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strcmp(r->value, words[i]) == 0)
			return JSON_WORD;
	return bad(r, c < 0 && r->len == 0 ? "ends too early" :
		   "a value was expected");
}

static enum json_event open_level(struct json_reader *r, int c)
{
	if (r->depth == JSON_DEPTH)
		return bad(r, "nested too deep");
	text_byte(r->in);
	r->comma = false;
	r->path[r->depth + 1].bracket = (char)c;
	r->path[r->depth + 1].key = "";
	r->path[r->depth + 1].index = 0;
	return JSON_OPEN;
}

static enum json_event read_value(struct json_reader *r)
{
	int c = skip_blanks(r);
	enum json_event e;

	if (c == '{' || c == '[') {
		e = open_level(r, c);
		if (e == JSON_OPEN)
			r->depth++;
		return e;
	}
	r->comma = true;
	if (c != '"')
		return read_bare(r, c);
	text_byte(r->in);
	return read_string(r) ? JSON_STRING : JSON_BAD;
}

static bool read_key(struct json_reader *r, struct json_level *l)
{
	if (skip_blanks(r) != '"')
		return bad(r, text_peek(r->in) < 0 ? "ends too early" :
			   "a key was expected") != JSON_BAD;
	text_byte(r->in);
	if (!read_string(r))
		return false;
	l->key = r->value;
	if (!r->keep && r->len < sizeof(l->copy))
		l->key = memcpy(l->copy, r->value, r->len + 1);
	else if (!r->keep)
		l->key = "";
	if (skip_blanks(r) != ':')
		return bad(r, "':' was expected") != JSON_BAD;
	text_byte(r->in);
	return true;
}

/* Inside an object or array, before a value or its end. */
static enum json_event next_inside(struct json_reader *r)
{
	struct json_level *l = &r->path[r->depth];
	int c = skip_blanks(r);

	if (c == (l->bracket == '{' ? '}' : ']')) {
		text_byte(r->in);
		r->depth--;
		r->comma = true;
		return JSON_CLOSE;
	}
	if (r->comma) {
		if (c != ',')
			return bad(r, c < 0 ? "ends too early" :
				   "',' was expected");
		text_byte(r->in);
		l->index++;
		r->comma = false;
	}
	if (l->bracket == '{' && !read_key(r, l))
		return JSON_BAD;
	return read_value(r);
}

enum json_event json_next(struct json_reader *r)
{
	if (r->why)
		return JSON_BAD;
	if (r->depth > 0)
		return next_inside(r);
	return skip_blanks(r) < 0 ? JSON_END : read_value(r);
}
