/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Statistics of the registries: "registry|cc|type|start|value|date|status",
 * where the value is a number of addresses, or of IPv6 a length. */

#include <stdio.h>

#include "lib/range.h"
#include "ruleset/list/addresses.h"
#include "ruleset/list/formats.h"
#include "ruleset/list/iptoasn.h"
#include "ruleset/list/lines.h"
#include "ruleset/list/put.h"
#include "ruleset/list/remark.h"

enum { REGISTRY, COUNTRY, TYPE, START, VALUE, FIELDS };

/* "2|ripencc|..." */
static bool is_version(const struct span fields[])
{
	return fields[REGISTRY].len > 0 && fields[REGISTRY].p[0] >= '0' &&
	       fields[REGISTRY].p[0] <= '9';
}

static bool split(struct span line, struct span fields[FIELDS])
{
	for (int i = 0; i < FIELDS; i++) {
		if (line.len == 0)
			return false;
		fields[i] = span_trim(span_cut(&line, '|'));
	}
	return true;
}

static bool is_type(struct span type)
{
	return span_is(type, "ipv4") || span_is(type, "ipv6") ||
	       span_is(type, "asn");
}

static unsigned looks(struct span line)
{
	struct span fields[FIELDS];

	return split(line, fields) && is_type(fields[TYPE]) ?
	       LOOKS_CERTAIN : 0;
}

/* "ru, by", without regard to case; NULL: all. */
static bool is_wanted(const char *countries, struct span country)
{
	struct span rest = { (const uint8_t *)countries,
			     countries ? strlen(countries) : 0 };

	if (!countries)
		return true;
	while (rest.len > 0) {
		struct span one = span_trim(span_cut(&rest, ','));

		if (one.len == country.len && country.len == 2 &&
		    ascii_lower(one.p[0]) == ascii_lower(country.p[0]) &&
		    ascii_lower(one.p[1]) == ascii_lower(country.p[1]))
			return true;
	}
	return false;
}

/* As many addresses from the first. */
static bool read_count(struct span start, struct span count,
		       struct range *range)
{
	struct prefix p;
	uint64_t n = 0, first = 0;
	uint8_t bytes[4];

	if (count.len == 0 || count.len > 10 ||
	    !addresses_read_prefix(start, &p) || p.len != 128 ||
	    !address_is_v4(&p.addr))
		return false;
	for (size_t i = 0; i < count.len; i++) {
		if (count.p[i] < '0' || count.p[i] > '9')
			return false;
		n = 10 * n + (uint64_t)(count.p[i] - '0');
	}
	for (int i = 0; i < 4; i++)
		first = first << 8 | p.addr.b[12 + i];
	if (n == 0 || first + n - 1 > UINT32_MAX)
		return false;
	first += n - 1;
	for (int i = 3; i >= 0; i--) {
		bytes[i] = (uint8_t)first;
		first >>= 8;
	}
	*range = (struct range) { p.addr, address_from_v4(bytes) };
	return true;
}

static void put_row(struct list_reader *r, struct span line,
		    const struct span fields[FIELDS])
{
	struct range range;
	char text[80];
	int n;

	if (span_is(fields[TYPE], "ipv4")) {
		if (read_count(fields[START], fields[VALUE], &range))
			put_range(r, &range);
		else
			remark_reject(r, &line, "not a number of addresses");
	} else if (span_is(fields[TYPE], "ipv6")) {
		n = snprintf(text, sizeof(text), "%.*s/%.*s",
			     (int)fields[START].len, fields[START].p,
			     (int)fields[VALUE].len, fields[VALUE].p);
		put_address(r, (struct span) { (uint8_t *)text, n < 80 ?
					       (size_t)n : 79 });
	} else {
		int64_t asn = iptoasn_number(fields[START]);

		if (asn > 0 && span_is(fields[VALUE], "1"))
			put_asn(r, fields[START], (uint32_t)asn);
		else
			remark_skip(r, &line, "numbers of AS");
	}
}

/* Behind the row may stand what else is known of it. */
static bool ends_in(struct span line, const char *status)
{
	return memmem(line.p, line.len, status, strlen(status));
}

static void parse(struct list_reader *r)
{
	struct span line, fields[FIELDS];

	while (lines_next_whole(r, &line)) {
		if (!split(line, fields)) {
			remark_reject(r, &line, "not a row of statistics "
				      "(\"REGISTRY|CC|ipv4|START|COUNT\")");
			continue;
		}
		if (span_is(fields[COUNTRY], "*") || is_version(fields))
			continue;
		if (!is_type(fields[TYPE]))
			remark_reject(r, &line, "neither ipv4, ipv6 nor asn");
		else if (is_wanted(r->options->country, fields[COUNTRY])) {
			if (ends_in(line, "|available") ||
			    ends_in(line, "|reserved"))
				remark_skip(r, &line, "nobody has it");
			else
				put_row(r, line, fields);
		}
	}
}

const struct list_format rir_format = {
	.word = "rir", .looks = looks, .parse = parse,
};
