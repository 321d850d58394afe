/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looks addresses up in a mapped prefixes.idx, whatever its bytes are. */

#include <endian.h>
#include <errno.h>
#include <string.h>

#include "ruleset/index/prefixes.h"
#include "ruleset/index/prefixes_format.h"

int prefixes_open(struct prefixes *p, const struct index *ix)
{
	*p = (struct prefixes) {
		.v4 = index_section(ix, TAG_INT4),
		.v6 = index_section(ix, TAG_INT6),
		.rules = index_section(ix, TAG_RULE),
	};
	if (p->v4.len % INTERVAL4_SIZE != 0 || p->v6.len % INTERVAL6_SIZE != 0)
		return -EBADMSG;
	return 0;
}

/* The run of rules at offset `at`. */
static size_t read_rules(const struct prefixes *p, uint32_t at,
			 struct prefix_rule *out)
{
	size_t n;

	if (at > p->rules.len || p->rules.len - at < RUN_HEADER)
		return 0;
	n = index_u32(p->rules.p + at);
	if (n > (p->rules.len - at - RUN_HEADER) / RULE_SIZE)
		return 0;
	if (n > PREFIX_RULES_MAX)
		n = PREFIX_RULES_MAX;
	for (size_t i = 0; i < n; i++) {
		const uint8_t *r = p->rules.p + at + RUN_HEADER +
				   i * RULE_SIZE;

		out[i] = (struct prefix_rule) {
			.class = index_u16(r), .len = r[2],
			.line = index_u32(r + 4),
		};
	}
	return n;
}

/* The last interval that starts at or before `a`, NULL if there is none. */
static const uint8_t *find4(struct span s, uint32_t a)
{
	size_t low = 0, high = s.len / INTERVAL4_SIZE;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (index_u32(s.p + mid * INTERVAL4_SIZE) <= a)
			low = mid + 1;
		else
			high = mid;
	}
	return low ? s.p + (low - 1) * INTERVAL4_SIZE : NULL;
}

static const uint8_t *find6(struct span s, const struct address *a)
{
	size_t low = 0, high = s.len / INTERVAL6_SIZE;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (memcmp(s.p + mid * INTERVAL6_SIZE, a->b, 16) <= 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low ? s.p + (low - 1) * INTERVAL6_SIZE : NULL;
}

size_t prefixes_lookup(const struct prefixes *p, const struct address *a,
		       struct prefix_rule out[PREFIX_RULES_MAX])
{
	const uint8_t *found;
	uint32_t number;

	if (!address_is_v4(a)) {
		found = find6(p->v6, a);
		if (!found || memcmp(a->b, found + 16, 16) > 0)
			return 0;
		return read_rules(p, index_u32(found + 32), out);
	}
	memcpy(&number, a->b + 12, sizeof(number));
	number = be32toh(number);
	found = find4(p->v4, number);
	if (!found || number > index_u32(found + 4))
		return 0;
	return read_rules(p, index_u32(found + 8), out);
}

size_t prefixes_count(const struct prefixes *p)
{
	return p->v4.len / INTERVAL4_SIZE + p->v6.len / INTERVAL6_SIZE;
}

bool prefixes_interval(const struct prefixes *p, size_t i,
		       struct prefix_interval *out)
{
	size_t n4 = p->v4.len / INTERVAL4_SIZE;
	const uint8_t *r;
	uint32_t be;

	if (i < n4) {
		r = p->v4.p + i * INTERVAL4_SIZE;
		be = htobe32(index_u32(r));
		out->range.first = address_from_v4(&be);
		be = htobe32(index_u32(r + 4));
		out->range.last = address_from_v4(&be);
		out->nrules = read_rules(p, index_u32(r + 8), out->rules);
	} else {
		r = p->v6.p + (i - n4) * INTERVAL6_SIZE;
		out->range.first = address_from_v6(r);
		out->range.last = address_from_v6(r + 16);
		out->nrules = read_rules(p, index_u32(r + 32), out->rules);
	}
	return address_compare(&out->range.first, &out->range.last) <= 0;
}
