/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An append-only JSON writer. */

#include <inttypes.h>

#include "lib/json.h"
#include "lib/printable.h"

void json_code(struct buffer *out, uint32_t code)
{
	if (code > 0xffff) {
		buffer_printf(out, "\\u%04" PRIx32, 0xd7c0 + (code >> 10));
		code = 0xdc00 | (code & 0x3ff);
	}
	buffer_printf(out, "\\u%04" PRIx32, code);
}

/* How many bytes stand for themselves: nearly all do. */
static size_t count_plain(const uint8_t *p)
{
	size_t n = 0;

	while (p[n] >= ' ' && p[n] < 0x7f && p[n] != '"' && p[n] != '\\')
		n++;
	return n;
}

static void put_string(struct buffer *out, const char *s)
{
	const uint8_t *p = (const uint8_t *)s;
	uint32_t code;
	size_t n;

	buffer_char(out, '"');
	for (;;) {
		n = count_plain(p);
		buffer_add(out, p, n);
		p += n;
		if (!*p)
			break;
		n = printable_code(p, &code);
		if (n == 0)
			buffer_text(out, "\\ufffd");
		else if (*p == '"' || *p == '\\')
			buffer_printf(out, "\\%c", *p);
		else if (printable_not(code))
			json_code(out, code);
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
	json_word(j, key, value ? "true" : "false");
}

void json_word(struct json *j, const char *key, const char *word)
{
	put_key(j, key);
	buffer_text(j->out, word);
}

void json_text_list(struct json *j, const char *key, const char *value)
{
	json_open(j, key, '[');
	json_text(j, NULL, value);
	json_close(j, ']');
}
