/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Addresses and prefixes, both families in one form. */

#include <arpa/inet.h>
#include <endian.h>
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

/* A 128-bit number in two halves. */
struct wide {
	uint64_t high, low;
};

static struct wide wide_of(const struct address *a)
{
	struct wide w;

	memcpy(&w.high, a->b, 8);
	memcpy(&w.low, a->b + 8, 8);
	return (struct wide) { be64toh(w.high), be64toh(w.low) };
}

/* Zero bits at the end, 128 for zero. */
static unsigned trailing_zeros(struct wide w)
{
	if (w.low)
		return (unsigned)__builtin_ctzll(w.low);
	return w.high ? 64 + (unsigned)__builtin_ctzll(w.high) : 128;
}

/* The bits of the widest block of 2^bits addresses among last - first + 1. */
static unsigned block_bits(struct wide first, struct wide last)
{
	struct wide n = { last.high - first.high -
			  (last.low < first.low), last.low - first.low };

	if (++n.low == 0 && ++n.high == 0)
		return 128;
	return n.high ? 127 - (unsigned)__builtin_clzll(n.high) :
	       63 - (unsigned)__builtin_clzll(n.low);
}

bool range_take_prefix(struct range *r, struct prefix *out)
{
	const uint8_t ones[4] = { 255, 255, 255, 255 };
	bool v4 = address_is_v4(&r->first);
	struct wide first = wide_of(&r->first), last = wide_of(&r->last);
	unsigned bits = trailing_zeros(first), most = block_bits(first, last);

	bits = bits < most ? bits : most;
	if (v4 && bits > 32)
		bits = 32;
	*out = (struct prefix) { r->first, (uint8_t)(128 - bits) };
	r->first = prefix_range(out).last;
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
