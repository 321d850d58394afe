/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Composes texts. */

#include <string.h>

#include "lib/phrase.h"

enum { DIGITS = 20 };

struct phrase phrase_over(char *p, size_t size)
{
	*p = '\0';
	return (struct phrase) { p, p + size - 1 };
}

void phrase_bytes(struct phrase *p, const void *from, size_t n)
{
	size_t room = (size_t)(p->end - p->at);

	if (n > room)
		n = room;
	if (n > 0)
		memcpy(p->at, from, n);
	p->at += n;
	*p->at = '\0';
}

void phrase_text(struct phrase *p, const char *text)
{
	phrase_bytes(p, text, strlen(text));
}

void phrase_number(struct phrase *p, uint64_t n)
{
	char digits[DIGITS], *at = digits + DIGITS;

	do {
		*--at = (char)('0' + n % 10);
		n /= 10;
	} while (n > 0);
	phrase_bytes(p, at, (size_t)(digits + DIGITS - at));
}

void phrase_digits(struct phrase *p, uint64_t n, unsigned digits)
{
	char text[DIGITS];

	if (digits > DIGITS)
		digits = DIGITS;
	for (unsigned i = digits; i-- > 0; n /= 10)
		text[i] = (char)('0' + n % 10);
	phrase_bytes(p, text, digits);
}
