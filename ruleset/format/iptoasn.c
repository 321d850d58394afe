/* SPDX-License-Identifier: GPL-2.0-or-later */
/* iptoasn: "start end asn [country [name]]", tabs between. */

#include "ruleset/format/formats.h"
#include "ruleset/format/table.h"

/* A number of an AS (RFC 6793), also as "AS64500"; -1 if it is none. */
int64_t read_asn(struct span s)
{
	int64_t n = 0;

	if (starts_with(s, "AS") || starts_with(s, "as"))
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

static const char *read_row(const struct table *t, struct range *range,
			    int64_t *asn)
{
	char text[2 * ADDRESS_TEXT];
	struct span first = table_field(t, 0), last = table_field(t, 1);
	size_t len = first.len + 1 + last.len;

	*asn = read_asn(table_field(t, 2));
	if (t->n < 3 || *asn < 0 || len >= sizeof(text))
		return "expected \"START END ASN\", tabs between";
	memcpy(text, first.p, first.len);
	text[first.len] = '-';
	memcpy(text + first.len + 1, last.p, last.len);
	return read_range((struct span) { (uint8_t *)text, len }, range);
}

unsigned iptoasn_looks(struct span line)
{
	struct table t = { .separator = '\t' };
	struct range range;
	int64_t asn;

	table_split(&t, line);
	return t.n >= 3 && !read_row(&t, &range, &asn) ? 6 : 0;
}

void iptoasn_parse(struct list_reader *r)
{
	struct table t = { .separator = '\t' };
	struct range range;
	struct span line;
	const char *why;
	int64_t asn;

	while (next_raw_line(r, &line)) {
		if (line.p[0] == '#')
			continue;
		table_split(&t, line);
		why = read_row(&t, &range, &asn);
		if (why) {
			reject(r, &line, why);
		} else if (asn == 0) {
			r->result->ignored++;	/* not routed */
		} else {
			r->entry.asn = (uint32_t)asn;
			put_range(r, &range);
		}
	}
	r->entry.asn = 0;
}
