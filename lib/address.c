/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Addresses and prefixes, both families in one form. */

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/address.h"

static const uint8_t mapped[12] = {
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff
};

bool address_is_v4(const struct address *a)
{
	return memcmp(a->b, mapped, sizeof(mapped)) == 0;
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

bool address_parse(const char *text, struct address *out)
{
	uint8_t bytes[16];

	if (inet_pton(AF_INET, text, bytes) == 1)
		*out = address_from_v4(bytes);
	else if (inet_pton(AF_INET6, text, bytes) == 1)
		*out = address_from_v6(bytes);
	else
		return false;
	return true;
}

/* A decimal number of 1 to 3 digits without leading zero, up to `max`. */
static bool length_parse(const char *text, unsigned max, unsigned *out)
{
	char *end;
	unsigned long n;

	if (text[0] < '0' || text[0] > '9' || (text[0] == '0' && text[1]))
		return false;
	n = strtoul(text, &end, 10);
	if (*end != '\0' || n > max)
		return false;
	*out = (unsigned)n;
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

char *address_format(const struct address *a, char text[ADDRESS_TEXT])
{
	if (address_is_v4(a))
		inet_ntop(AF_INET, a->b + 12, text, ADDRESS_TEXT);
	else
		inet_ntop(AF_INET6, a->b, text, ADDRESS_TEXT);
	return text;
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

struct range prefix_range(const struct prefix *p)
{
	struct range r = { p->addr, p->addr };
	unsigned whole = p->len / 8;

	if (p->len % 8 != 0)
		r.last.b[whole++] |= (uint8_t)(0xff >> (p->len % 8));
	memset(r.last.b + whole, 0xff, 16 - whole);
	return r;
}

size_t range_without_v4(const struct range *r, struct range out[2])
{
	const uint8_t zeroes[4] = { 0 }, ones[4] = { 255, 255, 255, 255 };
	struct address lowest = address_from_v4(zeroes), below = lowest;
	struct address highest = address_from_v4(ones), above = highest;
	size_t n = 0;

	address_previous(&below);
	address_next(&above);
	if (address_compare(&r->first, &lowest) < 0) {
		out[n] = *r;
		if (address_compare(&r->last, &below) > 0)
			out[n].last = below;
		n++;
	}
	if (address_compare(&r->last, &highest) > 0) {
		out[n] = *r;
		if (address_compare(&r->first, &above) < 0)
			out[n].first = above;
		n++;
	}
	return n;
}

bool range_take_prefix(struct range *r, struct prefix *out)
{
	const uint8_t ones[4] = { 255, 255, 255, 255 };
	bool v4 = address_is_v4(&r->first);
	struct prefix p = { r->first, 128 };
	struct address last = r->first;

	while (p.len > (v4 ? 96 : 0)) {
		struct prefix wider = { r->first, p.len - 1 };
		struct address end;

		if (r->first.b[wider.len / 8] & (0x80 >> wider.len % 8))
			break;
		end = prefix_range(&wider).last;
		if (address_compare(&end, &r->last) > 0)
			break;
		p = wider;
		last = end;
	}
	*out = p;
	r->first = last;
	if (!address_next(&r->first))
		return false;
	if (!v4 && address_is_v4(&r->first)) {
		r->first = address_from_v4(ones);
		address_next(&r->first);
	}
	return address_compare(&r->first, &r->last) <= 0;
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
	struct range r = prefix_range(p);

	return address_is_v4(&p->addr) == address_is_v4(a) &&
	       address_compare(&r.first, a) <= 0 &&
	       address_compare(a, &r.last) <= 0;
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
