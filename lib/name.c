/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names as text: lower case, escaped once. Inspectors and lists call it. */

#include <string.h>

#include "lib/name.h"

/* What a byte is written as: itself, its lower case, or 0: escaped. */
static uint8_t plain(uint8_t c)
{
	return c > ' ' && c < 0x7f && c != '\\' ? ascii_lower(c) : 0;
}

static const char hex[] = "0123456789abcdef";

/* Writes \xNN at n->text[at]; the new end, or 0 if it does not fit. */
static size_t escape(struct name *n, size_t at, uint8_t c)
{
	if (at + 5 > sizeof(n->text))
		return 0;
	n->text[at++] = '\\';
	n->text[at++] = 'x';
	n->text[at++] = hex[c >> 4];
	n->text[at++] = hex[c & 15];
	return at;
}

/* Eight bytes at once: lowers the case of *word, or returns false if there is
 * one among them that plain() would not give back, or a dot that separates
 * nothing. Each comparison leaves its answer in a byte's highest bit, which is
 * free once it is known that all are ASCII. */
static bool lower_word(uint64_t *word, bool dots_separate)
{
	const uint64_t ones = UINT64_MAX / 0xff, tops = ones << 7, w = *word;
	uint64_t above_space = w + ones * (0x7f - ' ');
	uint64_t below_delete = ~(w + ones);
	uint64_t no_backslash = (w ^ ones * '\\') + ones * 0x7f;
	uint64_t no_dot = (w ^ ones * '.') + ones * 0x7f;
	uint64_t from_a = w + ones * (0x80 - 'A');
	uint64_t beyond_z = w + ones * (0x7f - 'Z');

	if (dots_separate)
		no_dot = tops;
	if ((w & tops) || (above_space & below_delete & no_backslash & no_dot &
			   tops) != tops)
		return false;
	*word |= (from_a & ~beyond_z & tops) >> 2;
	return true;
}

/* Appends what it can of `s` by words; how much that was. */
static size_t append_words(struct name *n, struct span s, bool dots_separate)
{
	size_t done = 0;

	while (done < s.len && n->len + sizeof(uint64_t) < sizeof(n->text)) {
		size_t left = s.len - done;
		size_t len = left < sizeof(uint64_t) ? left : sizeof(uint64_t);
		uint64_t word = UINT64_MAX / 0xff * 'a';

		memcpy(&word, s.p + done, len);
		if (!lower_word(&word, dots_separate))
			break;
		memcpy(n->text + n->len, &word, sizeof(word));
		n->len += (uint16_t)len;
		done += len;
	}
	return done;
}

/* Appends `s`, or restores `n` and returns false if it does not fit. */
static bool append(struct name *n, struct span s, bool dots_separate)
{
	const uint16_t before = n->len;
	size_t i = append_words(n, s, dots_separate), at = n->len;

	for (; i < s.len; i++) {
		uint8_t c = plain(s.p[i]);

		if (c == '.' && !dots_separate)
			c = 0;
		if (c != 0 && at + 1 < sizeof(n->text))
			n->text[at++] = (char)c;
		else if (c != 0 || (at = escape(n, at, s.p[i])) == 0)
			goto full;
	}
	n->len = (uint16_t)at;
	n->text[at] = '\0';
	return true;
full:
	n->len = before;
	n->text[before] = '\0';
	return false;
}

bool name_from_text(struct name *n, struct span text)
{
	name_clear(n);
	if (text.len > 1 && text.p[text.len - 1] == '.')
		text.len--;
	return append(n, text, true);
}

bool name_append_label(struct name *n, struct span label)
{
	uint16_t before = n->len;

	if (before > 0) {
		if (before + 1u >= sizeof(n->text))
			return false;
		n->text[n->len++] = '.';
	}
	if (append(n, label, false))
		return true;
	n->len = before;
	n->text[before] = '\0';
	return false;
}

size_t name_lower(char *text)
{
	size_t len = strlen(text);

	if (len > 0 && text[len - 1] == '.')
		text[--len] = '\0';
	for (size_t i = 0; i < len; i++)
		text[i] = (char)ascii_lower((uint8_t)text[i]);
	return len;
}

static bool label_is_valid(const char *p, size_t len)
{
	bool hyphens = true;	/* alone */

	if (len < 1 || len > 63)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (!((p[i] >= 'a' && p[i] <= 'z') || p[i] == '-' ||
		      (p[i] >= '0' && p[i] <= '9') || p[i] == '_'))
			return false;
		hyphens &= p[i] == '-';
	}
	return !hyphens;
}

static bool is_number(const char *p, size_t len)
{
	while (len > 0 && *p >= '0' && *p <= '9') {
		p++;
		len--;
	}
	return len == 0;
}

bool name_is_hostname(const char *text, size_t len)
{
	const char *end = text + len;
	const char *dot;

	if (len < 1 || len > 253)
		return false;
	for (;; text = dot + 1) {
		dot = memchr(text, '.', (size_t)(end - text));
		if (!label_is_valid(text, (size_t)((dot ? dot : end) - text)))
			return false;
		if (!dot)
			break;
	}
	/* A last label of digits is an address or a mistake (RFC 3696 2). */
	return !is_number(text, (size_t)(end - text));
}
