/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Prefixes: addresses that begin alike. */

#include <arpa/inet.h>
#include <stdio.h>

#include "lib/prefix.h"

/* A decimal number of 1 to 3 digits without leading zero, up to `max`. */
static bool length_parse(const char *text, unsigned max, unsigned *out)
{
	const char *p = text;
	unsigned n = 0;

	while (*p >= '0' && *p <= '9' && p < text + 3)
		n = 10 * n + (unsigned)(*p++ - '0');
	if (p == text || *p || n > max || (*text == '0' && text[1]))
		return false;
	*out = n;
	return true;
}

static bool host_bits_zero(const struct prefix *p)
{
	unsigned whole = p->len / 8;
	unsigned bits = p->len % 8;

	if (bits != 0 && (p->addr.b[whole++] & (0xff >> bits)) != 0)
		return false;
	for (; whole < 16; whole++)
		if (p->addr.b[whole] != 0)
			return false;
	return true;
}

bool prefix_parse(const char *text, struct prefix *out)
{
	const char *slash = strchr(text, '/');
	size_t len = slash ? (size_t)(slash - text) : strlen(text);
	char addr[INET6_ADDRSTRLEN];
	unsigned bits, max;
	struct prefix p;

	if (len >= sizeof(addr))
		return false;
	memcpy(addr, text, len);
	addr[len] = '\0';
	if (!address_parse(addr, &p.addr))
		return false;
	max = strchr(addr, ':') ? 128 : 32;
	bits = max;
	if (slash && !length_parse(slash + 1, max, &bits))
		return false;
	p.len = (uint8_t)(128 - max + bits);
	if (!host_bits_zero(&p))
		return false;
	*out = p;
	return true;
}

char *prefix_format(const struct prefix *p, char text[ADDRESS_TEXT])
{
	unsigned len = p->len;
	size_t end;

	address_format(&p->addr, text);
	if (len == 128)
		return text;
	if (address_is_v4(&p->addr) && len >= 96)
		len -= 96;
	end = strlen(text);
	snprintf(text + end, ADDRESS_TEXT - end, "/%u", len);
	return text;
}

struct prefix prefix_around(const struct address *a, uint8_t len)
{
	struct prefix p = { *a, len };
	unsigned whole = len / 8;

	if (len % 8 != 0)
		p.addr.b[whole++] &= (uint8_t)~(0xff >> (len % 8));
	memset(p.addr.b + whole, 0, 16 - whole);
	return p;
}

bool prefix_contains(const struct prefix *p, const struct address *a)
{
	unsigned whole = p->len / 8, bits = p->len % 8;

	return address_is_v4(&p->addr) == address_is_v4(a) &&
	       memcmp(p->addr.b, a->b, whole) == 0 &&
	       (bits == 0 || (p->addr.b[whole] ^ a->b[whole]) >> (8 - bits) ==
			     0);
}
