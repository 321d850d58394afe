/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ranges: addresses in a row. */

#include <endian.h>

#include "lib/range.h"

struct range range_of(const struct prefix *p)
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
	r->first = range_of(out).last;
	if (!address_next(&r->first))
		return false;
	if (!v4 && address_is_v4(&r->first)) {
		r->first = address_from_v4(ones);
		address_next(&r->first);
	}
	return address_compare(&r->first, &r->last) <= 0;
}
