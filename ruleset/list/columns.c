/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From titles and rows to columns. */

#include <stdio.h>
#include <stdlib.h>

#include "lib/array.h"
#include "lib/range.h"
#include "ruleset/list/addresses.h"
#include "ruleset/list/columns.h"
#include "ruleset/list/iptoasn.h"
#include "ruleset/list/remark.h"
#include "ruleset/list/typed.h"
#include "ruleset/list/url.h"

/* What a column of names or addresses is called, the best first. */
static const char *const titles[] = {
	"domain", "hostname", "host", "fqdn", "domain_name", "domain name",
	"cidr", "prefix", "network", "subnet", "netblock", "ip", "ip_address",
	"ipaddress", "ipaddr", "ip address", "address", "addr", "ip_addr",
	"dst_ip", "src_ip", "dest_ip", "destination_ip", "source_ip",
	"start_ip",
	"ip_start", "range_start", "first_ip", "ip_from", "start", "first",
	"indicator", "ioc_value", "ioc", "observable", "url", "uri", "value",
};

/* Those of typed values, and of their types. */
static const char *const value_titles[] = {
	"value", "ioc_value", "indicator", "ioc", "indicator_value",
	"observable", "attribute_value", "data",
};
static const char *const type_titles[] = {
	"type", "ioc_type", "indicator_type", "indicator type",
	"attribute_type", "observable_type", "kind", "ioc type",
};
static const char *const mask_titles[] = {
	"netmask", "mask", "subnet_mask", "subnet mask", "subnetmask",
	"prefixlen", "prefix_len", "prefix_length", "prefix length",
	"prefixlength", "masklen", "mask_length", "cidr_length", "netmask_len",
	"bits", "length", "len", "cidr", "prefix",
};
static const char *const last_titles[] = {
	"end_ip", "ip_end", "range_end", "last_ip", "ip_to", "ip_range_end",
	"end_address", "end", "last", "to", "stop", "network_end",
};
static const char *const asn_titles[] = {
	"asn", "as", "as_number", "as number", "autonomous_system_number",
	"origin", "origin_as", "as_num",
};

/* Whether a field is what a list may hold: an address, a URL, a name with a
 * dot that is no number. */
static bool is_value(struct span s)
{
	struct range r;
	bool path, dot = false, letter = false;

	if (s.len == 0)
		return false;
	if (url_scheme(s))
		s = url_host(s, &path);
	if (!addresses_read(s, &r))
		return memchr(s.p, '.', s.len) || memchr(s.p, ':', s.len);
	if (memchr(s.p, ':', s.len) && s.p[0] != ':' && s.p[0] != '[') {
		struct span port = s, host = span_cut(&port, ':');

		if (!addresses_read(host, &r) && memchr(host.p, '.', host.len))
			return true;
	}
	for (size_t i = 0; i < s.len; i++) {
		uint8_t c = ascii_lower(s.p[i]);

		letter |= (c >= 'a' && c <= 'z') || c >= 0x80;
		dot |= c == '.' && i > 0 && i + 1 < s.len;
		if (strchr(" /:,@()$%&", c))
			return false;
	}
	return dot && letter;
}

bool columns_has_value(const struct record *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (is_value(t->fields[i]))
			return true;
	return false;
}

static struct span title_at(const struct record *t, size_t i)
{
	struct span s = span_unquote(record_field(t, i));

	while (s.len > 0 && s.p[0] == '#')
		s = span_trim((struct span) { s.p + 1, s.len - 1 });
	return span_unquote(s);
}

static bool is_nocase(struct span s, struct span title)
{
	return s.len == title.len && strncasecmp((const char *)s.p, (const char
				     *)title.p, s.len) == 0;
}

static size_t titled(const struct record *t, struct span title)
{
	for (size_t i = 0; t && i < t->n; i++)
		if (is_nocase(title_at(t, i), title))
			return i;
	return NO_COLUMN;
}

static size_t titled_one_of(const struct record *t, const char *const *words,
			    size_t n)
{
	size_t at = NO_COLUMN;

	for (size_t i = 0; i < n && at == NO_COLUMN; i++)
		at = titled(t, (struct span) { (const uint8_t *)words[i],
					       strlen(words[i]) });
	return at;
}

#define TITLED(t, words) titled_one_of(t, words, ARRAY_SIZE(words))

bool columns_has_title(const struct record *t)
{
	return TITLED(t, titles) != NO_COLUMN ||
	       TITLED(t, value_titles) != NO_COLUMN ||
	       TITLED(t, asn_titles) != NO_COLUMN;
}

bool columns_is_title(struct span word)
{
	const struct record t = { .fields = { word }, .n = 1 };

	return columns_has_title(&t);
}

/* --- as the options say ----------------------------------------------- */

/* By its number, from 1, or its title. */
static size_t wanted(const struct record *header, struct span column)
{
	size_t n = 0, i = 0;

	while (i < column.len && i < 5 && column.p[i] >= '0' &&
	       column.p[i] <= '9')
		n = 10 * n + (size_t)(column.p[i++] - '0');
	if (i > 0 && i == column.len)
		return n >= 1 && n <= RECORD_FIELDS ? n - 1 : NO_COLUMN;
	return titled(header, column);
}

static struct span next_wanted(struct span *rest)
{
	return span_unquote(span_trim(span_cut(rest, ',')));
}

bool columns_are_titled(const struct list_reader *r, const struct record *t)
{
	const char *column = r->options->column;
	struct span rest = { (const uint8_t *)column,
			     column ? strlen(column) : 0 };

	if (!column)
		return columns_has_title(t);
	while (rest.len > 0)
		if (wanted(t, next_wanted(&rest)) == NO_COLUMN)
			return false;
	return true;
}

static bool refuse_column(struct list_reader *r, struct span column)
{
	char text[160];

	snprintf(text, sizeof(text), "there is no column \"%.*s\"",
		 column.len < 80 ? (int)column.len : 80, column.p);
	remark_refuse(r, text);
	return false;
}

static bool take_wanted(struct columns *c, struct list_reader *r,
			const struct record *header)
{
	struct span rest = { (const uint8_t *)r->options->column,
			     strlen(r->options->column) };

	while (rest.len > 0) {
		struct span column = next_wanted(&rest);
		size_t i = wanted(header, column);

		if (i == NO_COLUMN || c->n == COLUMNS_MAX)
			return refuse_column(r, column);
		c->value[c->n++] = i;
	}
	return c->n > 0;
}

static bool take_where(struct columns *c, struct list_reader *r,
		       const struct record *header)
{
	c->where.n = 0;
	if (!r->options->where)
		return true;
	if (!where_parse(&c->where, r->options->where)) {
		remark_refuse(r, "\"where\" is not \"COLUMN = VALUE\"");
		return false;
	}
	for (size_t i = 0; i < c->where.n; i++) {
		struct where_term *t = &c->where.terms[i];

		t->at = wanted(header, t->column);
		if (t->at == NO_COLUMN)
			return refuse_column(r, t->column);
	}
	return true;
}

bool columns_hold(const struct columns *c, const struct record *t)
{
	for (size_t i = 0; i < c->where.n; i++)
		if (!where_is(&c->where.terms[i],
			      record_field(t, c->where.terms[i].at)))
			return false;
	return true;
}

/* --- by what the rows hold -------------------------------------------- */

enum { ROWS_ASKED = 100 };

/* Calls `is` for the first rows until it says something: 1 or -1. */
static int ask_rows(const struct list_reader *r, const struct record *first,
		    int (*is)(const struct record *row, size_t column),
		    size_t column)
{
	struct span head = { (const uint8_t *)r->in->at,
			     (size_t)(r->in->end - r->in->at) };
	struct record row = { .separator = first->separator };
	int said = is(first, column);

	for (int n = 0; !said && n < ROWS_ASKED &&
	     memchr(head.p, '\n', head.len); n++) {
		record_split(&row, span_trim(span_cut(&head, '\n')));
		for (size_t i = 0; i < row.n; i++)
			row.fields[i] = span_unquote(row.fields[i]);
		if (row.n >= 2)
			said = is(&row, column);
	}
	return said;
}

static int tells_types(const struct record *row, size_t column)
{
	return typed_is_word(record_field(row, column));
}

/* "192.0.2.0,24": a length, as no bits are behind it. */
static int no_length(const struct record *row, size_t column)
{
	struct span address = record_field(row, column);
	struct span length = record_field(row, column + 1);
	struct range range;
	char text[80];
	int n;

	if (address.len == 0 || memchr(address.p, '/', address.len))
		return 1;
	if (length.len == 0 || length.len > 3 || length.p[0] < '1' ||
	    length.p[0] > '9' || address.len > 50)
		return 1;
	n = snprintf(text, sizeof(text), "%.*s/%.*s", (int)address.len,
		     address.p, (int)length.len, length.p);
	return addresses_read((struct span) { (uint8_t *)text, (size_t)n },
			      &range) != NULL;
}

/* The column behind the value, where there are no titles. */
static size_t mask_by_rows(const struct list_reader *r,
			   const struct record *first, size_t column)
{
	struct span mask = record_field(first, column + 1);

	if (span_begins(mask, "255.") || span_begins(mask, "128.0.0.0"))
		return column + 1;
	return ask_rows(r, first, no_length, column) == 0 ? column + 1 :
	       NO_COLUMN;
}

static bool has_word(const struct record *header, size_t i,
		     const char *const words[4])
{
	struct span title = record_field(header, i);

	for (int k = 0; k < 4; k++)
		for (size_t at = 0; at + strlen(words[k]) <= title.len; at++)
			if (strncasecmp((const char *)title.p + at, words[k],
					strlen(words[k])) == 0)
				return true;
	return false;
}

/* By the titles of the column and the next: "start_ip,end_ip". */
static size_t last_by_titles(const struct record *header, size_t column)
{
	static const char *const begins[] = { "start", "first", "from", "low" };
	static const char *const ends[] = { "end", "last", "to", "high" };

	if (!has_word(header, column, begins))
		return NO_COLUMN;
	return has_word(header, column + 1, ends) ? column + 1 :
	       TITLED(header, last_titles);
}

/* Without titles by the records that are there: pairs that are in order, half
 * of them at least the ends of a prefix, are no two addresses by chance. */
static bool rows_tell_range(const struct list_reader *r,
			    const struct record *t, size_t column)
{
	struct span head = { (const uint8_t *)r->in->at,
			     (size_t)(r->in->end - r->in->at) };
	struct record row = { .separator = t->separator };
	struct range range;
	size_t pairs = 1, prefixes;

	if (addresses_read_pair(record_field(t, column),
				record_field(t, column + 1), &range))
		return false;
	prefixes = addresses_are_prefix(&range);
	for (int n = 0; n < ROWS_ASKED && memchr(head.p, '\n', head.len); n++) {
		record_split(&row, span_trim(span_cut(&head, '\n')));
		if (row.n < t->n || span_begins(row.fields[column], "\""))
			continue;
		if (!addresses_read_pair(row.fields[column],
					 row.fields[column + 1], &range)) {
			pairs++;
			prefixes += addresses_are_prefix(&range);
		} else if (!addresses_read(row.fields[column], &range)) {
			return false;
		}
	}
	return 2 * prefixes >= pairs;
}

static size_t last_of(const struct list_reader *r, const struct record *t,
		      const struct record *header, size_t column)
{
	struct range range;
	size_t last = column + 1;

	if (header)
		last = last_by_titles(header, column);
	if (last >= t->n || r->options->column ||
	    addresses_read_pair(t->fields[column], t->fields[last], &range) ||
	    (!header && !rows_tell_range(r, t, column)))
		return NO_COLUMN;
	return last;
}

/* --- the choice ------------------------------------------------------- */

/* By its title, of which the row must not say otherwise; else the first that
 * holds something. */
static size_t value_column(const struct record *t, const struct record *header)
{
	size_t any = NO_COLUMN, i;

	for (size_t k = 0; header && k < ARRAY_SIZE(titles); k++) {
		i = titled(header, (struct span) { (const uint8_t *)titles[k],
						   strlen(titles[k]) });
		if (i == NO_COLUMN)
			continue;
		if (is_value(record_field(t, i)) ||
		    record_field(t, i).len == 0)
			return i;
		any = any == NO_COLUMN ? i : any;
	}
	for (i = 0; i < t->n; i++)
		if (is_value(t->fields[i]) && (any == NO_COLUMN || !header))
			return i;
	return any;
}

/* A netmask or a length, if the value is an address alone. */
static size_t mask_of(const struct list_reader *r, const struct record *t,
		      const struct record *header, size_t column)
{
	struct span value = record_field(t, column);
	struct span mask;
	struct range range;
	size_t i;

	if (addresses_read(value, &range) || memchr(value.p, '/', value.len) ||
	    memchr(value.p, '-', value.len))
		return NO_COLUMN;
	if (!header)
		return mask_by_rows(r, t, column);
	for (size_t k = 0; k < ARRAY_SIZE(mask_titles); k++) {
		i = titled(header, (struct span) { (const uint8_t *)
				   mask_titles[k], strlen(mask_titles[k]) });
		mask = record_field(t, i);
		if (i == NO_COLUMN || i == column || mask.len == 0)
			continue;
		if (mask.p[0] == '/')
			span_cut(&mask, '/');
		if (span_begins(mask, "255.") || (mask.len <= 3 &&
		    mask.p[0] >= '0' && mask.p[0] <= '9'))
			return i;
	}
	return NO_COLUMN;
}

static void take_types(struct columns *c, const struct list_reader *r,
		       const struct record *t, const struct record *header)
{
	size_t type = TITLED(header, type_titles);
	size_t value = TITLED(header, value_titles);

	if (type == NO_COLUMN || value == NO_COLUMN ||
	    !ask_rows(r, t, tells_types, type))
		return;
	c->type = type;
	c->value[c->n++] = value;
}

/* 1.0.0.0 as an integer; no AS of the public space is as high, but for those of
 * 32 bits that are private. */
enum { ADDRESS_FROM = 1 << 24 };

/* Numbers of AS and no prefixes: the column of them. */
static bool take_asns(struct columns *c, const struct record *t)
{
	size_t i = c->asn != NO_COLUMN ? c->asn : 0;

	/* Two such numbers in a row are addresses as integers. */
	if (iptoasn_number(record_field(t, i)) <= 0 ||
	    (iptoasn_number(record_field(t, i)) >= ADDRESS_FROM &&
	     iptoasn_number(record_field(t, i + 1)) >= ADDRESS_FROM))
		return false;
	c->asn = i;
	return true;
}

bool columns_choose(struct columns *c, struct list_reader *r,
		    const struct record *t, const struct record *header)
{
	*c = (struct columns) {
		.type = NO_COLUMN, .mask = NO_COLUMN, .last = NO_COLUMN,
		.asn = NO_COLUMN,
	};
	if (!take_where(c, r, header))
		return false;
	if (r->options->column && !take_wanted(c, r, header))
		return false;
	if (c->n == 0)
		take_types(c, r, t, header);
	if (header)
		c->asn = TITLED(header, asn_titles);
	if (c->n == 0) {
		size_t i = value_column(t, header);

		if (i != NO_COLUMN)
			c->value[c->n++] = i;
	}
	if (c->n == 0 && !take_asns(c, t)) {
		remark_refuse(r, "no column holds names or addresses; name "
			      "one");
		return false;
	}
	if (c->n == 1 && c->type == NO_COLUMN) {
		c->last = last_of(r, t, header, c->value[0]);
		if (c->last == NO_COLUMN)
			c->mask = mask_of(r, t, header, c->value[0]);
	}
	return true;
}
