/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An append-only JSON writer. */

#include <inttypes.h>
#include <string.h>

#include "lib/json.h"
#include "lib/phrase.h"
#include "lib/printable.h"

void json_code(struct buffer *out, uint32_t code)
{
	if (code > 0xffff) {
		buffer_printf(out, "\\u%04" PRIx32, 0xd7c0 + (code >> 10));
		code = 0xdc00 | (code & 0x3ff);
	}
	buffer_printf(out, "\\u%04" PRIx32, code);
}

static bool is_plain(uint8_t c)
{
	return c >= ' ' && c < 0x7f && c != '"' && c != '\\';
}

/* How many bytes stand for themselves: nearly all do. */
static size_t count_plain(const uint8_t *p)
{
	size_t n = 0;

	while (is_plain(p[n]))
		n++;
	return n;
}

/* In each byte of the result the highest bit, where that byte of `w` is 0; in
 * others above one that is, too. */
static uint64_t zeroes(uint64_t w)
{
	return (w - 0x0101010101010101) & ~w;
}

/* Do all eight bytes stand for themselves? */
static bool are_plain(const uint8_t *p)
{
	const uint64_t each = 0x0101010101010101, high = each << 7;
	uint64_t w;

	memcpy(&w, p, sizeof(w));
	/* Above 0x7e, below ' ', a quote, a backslash. */
	return !((w | (w + each) | (w - each * ' ') | zeroes(w ^ each * '"') |
		  zeroes(w ^ each * '\\')) & high);
}

static bool all_plain(const char *s, size_t n)
{
	const uint8_t *p = (const uint8_t *)s;

	for (; n >= 8; n -= 8, p += 8)
		if (!are_plain(p))
			return false;
	for (; n > 0; n--, p++)
		if (!is_plain(*p))
			return false;
	return true;
}

/* All in one piece, as nearly all texts are; behind a letter, if there is one,
 * and before another. */
static void put_plain(struct buffer *out, char before, const char *s, size_t n,
		      char behind)
{
	size_t more = 2u + (before != '\0') + (behind != '\0');
	char *to = buffer_extend(out, n + more);

	if (before)
		*to++ = before;
	*to++ = '"';
	memcpy(to, s, n);
	to += n;
	*to++ = '"';
	if (behind)
		*to = behind;
}

static void put_string(struct buffer *out, const char *s)
{
	const uint8_t *p = (const uint8_t *)s;
	size_t n = strlen(s);
	uint32_t code;

	if (all_plain(s, n)) {
		put_plain(out, '\0', s, n, '\0');
		return;
	}
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
	size_t n = key ? strlen(key) : 0;
	bool comma = j->comma;

	j->comma = true;
	if (key && all_plain(key, n)) {
		put_plain(j->out, comma ? ',' : '\0', key, n, ':');
		return;
	}
	if (comma)
		buffer_char(j->out, ',');
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
	char text[24];
	struct phrase digits = phrase_over(text, sizeof(text));

	put_key(j, key);
	phrase_number(&digits, value);
	buffer_add(j->out, text, (size_t)(digits.at - text));
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
