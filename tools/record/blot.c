/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Takes a client out of lines. */

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "lib/json.h"
#include "tools/record/blot.h"

bool blot_parse(struct blot *b, const char *text)
{
	struct address a;
	uint8_t mac[6];

	*b = (struct blot) { .is_mac = mac_parse(text, mac) };
	if (b->is_mac)
		mac_format(mac, b->text);
	else if (address_parse(text, &a))
		address_format(&a, b->text);
	return *b->text;
}

/* --- where it stands --------------------------------------------------- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* What makes an IPv4 address longer at its front, or another. */
static bool begins_before(bool v4, const char *p, size_t at)
{
	if (at == 0)
		return false;
	if (v4)
		return is_digit(p[at - 1]) ||
		       (at > 1 && p[at - 1] == '.' && is_digit(p[at - 2]));
	return is_hex(p[at - 1]) ||
	       (at > 1 && p[at - 1] == ':' &&
		(is_hex(p[at - 2]) || p[at - 2] == ':'));
}

/* Behind an IPv4 address may stand a port; behind any a full stop or a
 * colon. */
static bool goes_on(bool v4, const char *p, size_t n)
{
	if (n == 0)
		return false;
	if (v4)
		return is_digit(p[0]) ||
		       (n > 1 && p[0] == '.' && is_digit(p[1]));
	return is_hex(p[0]) || (n > 1 && (p[0] == ':' || p[0] == '.') &&
				(is_hex(p[1]) || p[1] == ':'));
}

/* The next place from `at` on; `n` for none. Hexadecimal digits may be of
 * either case. */
static size_t find(const struct blot *b, const char *p, size_t n, size_t at)
{
	size_t len = strlen(b->text);
	char end = b->text[len - 1];
	bool v4 = !strchr(b->text, ':');

	while (at + len <= n) {
		const char *last = memchr(p + at + len - 1, end, n - at -
					  len + 1);
		const char *upper = end >= 'a' ?
			memchr(p + at + len - 1, end - 32, n - at - len + 1) :
			NULL;

		if (!last || (upper && upper < last))
			last = upper;
		if (!last)
			return n;
		at = (size_t)(last - p) + 1 - len;
		if (strncasecmp(p + at, b->text, len) == 0 &&
		    !begins_before(v4, p, at) &&
		    !goes_on(v4, p + at + len, n - at - len))
			return at;
		at++;
	}
	return n;
}

bool blot_finds(const struct blot *b, const char *p, size_t n)
{
	return find(b, p, n, 0) < n;
}

size_t blot_out(const struct blot *b, char *p, size_t n)
{
	size_t len = strlen(b->text), times = 0;

	for (size_t at = 0; (at = find(b, p, n, at)) < n; at += len) {
		memset(p + at, BLOT_LETTER, len);
		times++;
	}
	return times;
}

/* --- what becomes of a line -------------------------------------------- */

/* Is it an event of the client itself? */
static bool is_own(const struct blot *b, const struct record *r)
{
	struct span who = r->part[b->is_mac ? PART_MAC : PART_SRC];

	return r->kind == RECORD_EVENT && who.len == strlen(b->text) &&
	       strncasecmp((const char *)who.p, b->text, who.len) == 0;
}

static void put_span(struct json *j, const char *key, struct span s)
{
	char text[256];

	if (s.len == 0)
		return;
	snprintf(text, sizeof(text), "%.*s", (int)s.len, (const char *)s.p);
	json_text(j, key, text);
}

static void put_erased(struct buffer *out, const struct record *r,
		       const char *first)
{
	struct json j = json_into(out);

	json_open(&j, NULL, '{');
	put_span(&j, "timestamp", r->part[PART_TIMESTAMP]);
	json_text(&j, "event_type", "cordon");
	json_open(&j, "cordon", '{');
	json_text(&j, "schema", "cordon.eve/2");
	put_span(&j, "gateway", r->part[PART_GATEWAY]);
	put_span(&j, "stream", r->part[PART_STREAM]);
	if (r->part[PART_SEQ].len > 0)
		json_number(&j, "seq", record_number(r, PART_SEQ));
	json_text(&j, "event", BLOT_EVENT);
	if (first)
		json_text(&j, "detail", first);
	json_close(&j, '}');
	json_close(&j, '}');
}

/* Up to the length of the line, with blanks before the last bracket. */
static void fill_up(struct buffer *out, size_t len)
{
	out->len--;
	while (out->len + 1 < len)
		buffer_char(out, ' ');
	buffer_char(out, '}');
}

void blot_line(const struct blot *b, const struct record *r, const char *line,
	       size_t len, const char *first, bool shorter, struct buffer *out)
{
	buffer_reset(out);
	if (is_own(b, r)) {
		put_erased(out, r, first);
		if (out->len < len && !shorter)
			fill_up(out, len);
		/* A short one of another program's. */
		if (out->len <= len || shorter)
			return;
		buffer_reset(out);
	}
	buffer_add(out, line, len);
	blot_out(b, out->p, out->len);
}
