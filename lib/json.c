/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An append-only JSON writer. */

#include <inttypes.h>
#include <string.h>

#include "lib/json.h"

/* Length of the valid UTF-8 sequence at `p`, 0 if there is none (RFC 3629). */
static size_t utf8_length(const uint8_t *p, uint32_t *code)
{
	static const uint32_t least[5] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t n;

	if (p[0] < 0x80) {
		*code = p[0];
		return 1;
	}
	n = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;
	if (p[0] < 0xc2 || p[0] > 0xf4)
		return 0;
	*code = p[0] & (0x7fu >> n);
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | (p[i] & 0x3f);
	}
	if (*code < least[n] || *code > 0x10ffff ||
	    (*code >= 0xd800 && *code <= 0xdfff))
		return 0;
	return n;
}

/* Controls, and the marks that turn the reading direction of a terminal. */
static bool is_unprintable(uint32_t code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0) ||
	       code == 0x061c || (code >= 0x200e && code <= 0x200f) ||
	       (code >= 0x2028 && code <= 0x202e) ||
	       (code >= 0x2066 && code <= 0x2069) || code == 0xfeff;
}

static void put_string(struct buffer *out, const char *s)
{
	const uint8_t *p = (const uint8_t *)s;
	uint32_t code;
	size_t n;

	buffer_char(out, '"');
	while (*p) {
		n = utf8_length(p, &code);
		if (n == 0)
			buffer_text(out, "\\ufffd");
		else if (*p == '"' || *p == '\\')
			buffer_printf(out, "\\%c", *p);
		else if (is_unprintable(code))
			buffer_printf(out, "\\u%04" PRIx32, code);
		else
			buffer_add(out, p, n);
		p += n ? n : 1;
	}
	buffer_char(out, '"');
}

static void put_key(struct json *j, const char *key)
{
	if (j->comma)
		buffer_char(j->out, ',');
	j->comma = true;
	if (key) {
		put_string(j->out, key);
		buffer_char(j->out, ':');
	}
}

void json_open(struct json *j, const char *key, char bracket)
{
	put_key(j, key);
	buffer_char(j->out, bracket);
	j->comma = false;
}

void json_close(struct json *j, char bracket)
{
	buffer_char(j->out, bracket);
	j->comma = true;
}

void json_text(struct json *j, const char *key, const char *value)
{
	put_key(j, key);
	put_string(j->out, value);
}

void json_number(struct json *j, const char *key, uint64_t value)
{
	put_key(j, key);
	buffer_printf(j->out, "%" PRIu64, value);
}

void json_signed(struct json *j, const char *key, int64_t value)
{
	put_key(j, key);
	buffer_printf(j->out, "%" PRId64, value);
}

void json_bool(struct json *j, const char *key, bool value)
{
	put_key(j, key);
	buffer_text(j->out, value ? "true" : "false");
}

void json_text_list(struct json *j, const char *key, const char *value)
{
	json_open(j, key, '[');
	json_text(j, NULL, value);
	json_close(j, ']');
}
