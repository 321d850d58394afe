/* SPDX-License-Identifier: GPL-2.0-or-later */
/* iptoasn: "start end asn [country [name]]", tabs between; others write the
 * same with commas, and quotes, or with blanks. */

#include "lib/range.h"
#include "ruleset/list/addresses.h"
#include "ruleset/list/iptoasn.h"
#include "ruleset/list/formats.h"
#include "ruleset/list/lines.h"
#include "ruleset/list/put.h"
#include "ruleset/list/record.h"
#include "ruleset/list/remark.h"

/* RFC 6793 */
int64_t iptoasn_number(struct span s)
{
	int64_t n = 0;

	if (span_begins(s, "AS") || span_begins(s, "as"))
		s = (struct span) { s.p + 2, s.len - 2 };
	if (s.len == 0 || s.len > 10)
		return -1;
	for (size_t i = 0; i < s.len; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return -1;
		n = 10 * n + (s.p[i] - '0');
	}
	return n <= UINT32_MAX ? n : -1;
}

/* The first three fields; false if there are less. */
static bool take_fields(struct span line, struct span fields[3])
{
	char separator = memchr(line.p, '\t', line.len) ? '\t' : ',';
	bool words = separator == ',' && !memchr(line.p, ',', line.len);

	for (int i = 0; i < 3; i++) {
		fields[i] = words ? span_word(&line) :
			    span_unquote(span_trim(span_cut(&line, separator)));
		if (fields[i].len == 0)
			return false;
	}
	return true;
}

static const char *read_row(struct span line, struct range *range,
			    int64_t *asn)
{
	struct span fields[3];

	if (!take_fields(line, fields) ||
	    (*asn = iptoasn_number(fields[2])) < 0)
		return "expected \"START END ASN\", tabs between";
	return addresses_read_pair(fields[0], fields[1], range);
}

/* Without tabs it may be a log of addresses and ports, unless the two are the
 * ends of a prefix. */
static unsigned looks(struct span line)
{
	struct range range;
	int64_t asn;

	return !read_row(line, &range, &asn) &&
	       (memchr(line.p, '\t', line.len) ||
		addresses_are_prefix(&range)) ? 6 : 0;
}

/* "Start<tab>End<tab>Netblock": titles, which have no number in them. */
static bool are_titles(struct span line)
{
	for (size_t i = 0; i < line.len; i++)
		if (line.p[i] >= '0' && line.p[i] <= '9')
			return false;
	return true;
}

static void parse(struct list_reader *r)
{
	struct range range;
	struct span line;
	const char *why;
	int64_t asn;

	for (bool first = true; lines_next_whole(r, &line); first = false) {
		why = read_row(line, &range, &asn);
		if (why && first && are_titles(line)) {
			continue;
		} else if (why) {
			remark_reject(r, &line, why);
		} else if (asn == 0) {
			r->result->ignored++;	/* not routed */
		} else {
			r->entry.asn = (uint32_t)asn;
			put_range(r, &range);
		}
	}
	r->entry.asn = 0;
}

const struct list_format iptoasn_format = {
	.word = "iptoasn", .looks = looks, .parse = parse,
};
