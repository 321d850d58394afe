/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Addresses, both families in one form. */

#include <arpa/inet.h>

#include "lib/address.h"

static const uint8_t mapped[12] = {
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff
};

bool address_is_v4(const struct address *a)
{
	return memcmp(a->b, mapped, sizeof(mapped)) == 0;
}

enum family address_family(const struct address *a)
{
	return address_is_v4(a) ? FAMILY_V4 : FAMILY_V6;
}

struct address address_from_v4(const void *four_bytes)
{
	struct address a;

	memcpy(a.b, mapped, sizeof(mapped));
	memcpy(a.b + sizeof(mapped), four_bytes, 4);
	return a;
}

struct address address_from_v6(const void *sixteen_bytes)
{
	struct address a;

	memcpy(a.b, sixteen_bytes, sizeof(a.b));
	return a;
}

/* Four decimal octets without leading zeros, and nothing behind. */
static bool parse_v4(const char *p, uint8_t bytes[4])
{
	for (unsigned i = 0; i < 4; i++) {
		const char *start = p;
		unsigned n = 0;

		while (*p >= '0' && *p <= '9' && p < start + 3)
			n = 10 * n + (unsigned)(*p++ - '0');
		if (p == start || n > 255 || (*start == '0' && p > start + 1) ||
		    *p++ != (i < 3 ? '.' : '\0'))
			return false;
		bytes[i] = (uint8_t)n;
	}
	return true;
}

bool address_parse(const char *text, struct address *out)
{
	uint8_t bytes[16];

	if (parse_v4(text, bytes))
		*out = address_from_v4(bytes);
	else if (inet_pton(AF_INET6, text, bytes) == 1)
		*out = address_from_v6(bytes);
	else
		return false;
	return true;
}

/* Behind a decimal number below 256; inet_ntop() takes ten times as long, and
 * lists have millions. */
static char *put_octet(char *to, unsigned n)
{
	if (n >= 100)
		*to++ = (char)('0' + n / 100);
	if (n >= 10)
		*to++ = (char)('0' + n / 10 % 10);
	*to++ = (char)('0' + n % 10);
	return to;
}

static char *put_hex(char *to, unsigned n)
{
	static const char digits[] = "0123456789abcdef";

	for (int shift = n > 0xfff ? 12 : n > 0xff ? 8 : n > 0xf ? 4 : 0;
	     shift >= 0; shift -= 4)
		*to++ = digits[n >> shift & 15];
	return to;
}

/* The longest run of zero groups, two at least, the first of equal ones. */
static unsigned zero_run(const uint16_t groups[8], unsigned *run)
{
	unsigned at = 8, n = 0;

	*run = 1;
	for (unsigned i = 0; i < 8; i++) {
		n = groups[i] ? 0 : n + 1;
		if (n > *run) {
			*run = n;
			at = i + 1 - n;
		}
	}
	return at;
}

/* RFC 5952 4, without its section 5: no IPv4 inside. */
static void format_v6(const struct address *a, char *to)
{
	uint16_t groups[8];
	unsigned run, skip;

	for (unsigned i = 0; i < 8; i++)
		groups[i] = (uint16_t)(a->b[2 * i] << 8 | a->b[2 * i + 1]);
	skip = zero_run(groups, &run);
	for (unsigned i = 0; i < 8; i++) {
		if (i == skip) {
			*to++ = ':';
			i += run - 1;
			if (i == 7)
				*to++ = ':';
			continue;
		}
		if (i > 0)
			*to++ = ':';
		to = put_hex(to, groups[i]);
	}
	*to = '\0';
}

char *address_format(const struct address *a, char text[ADDRESS_TEXT])
{
	char *to = text;

	if (!address_is_v4(a)) {
		format_v6(a, text);
		return text;
	}
	for (unsigned i = 12; i < 16; i++) {
		to = put_octet(to, a->b[i]);
		*to++ = i < 15 ? '.' : '\0';
	}
	return text;
}

bool address_next(struct address *a)
{
	struct address n = *a;
	int i = 15;

	while (i >= 0 && ++n.b[i] == 0)
		i--;
	if (i >= 0)
		*a = n;
	return i >= 0;
}

bool address_previous(struct address *a)
{
	struct address n = *a;
	int i = 15;

	while (i >= 0 && n.b[i]-- == 0)
		i--;
	if (i >= 0)
		*a = n;
	return i >= 0;
}
