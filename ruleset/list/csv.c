/* SPDX-License-Identifier: GPL-2.0-or-later */
/* CSV and TSV: rows of fields, of which some columns are listed. A header may
 * be commented out, as abuse.ch does. */

#include <stdio.h>
#include <stdlib.h>

#include "lib/alloc.h"
#include "lib/range.h"
#include "ruleset/list/addresses.h"
#include "ruleset/list/columns.h"
#include "ruleset/list/formats.h"
#include "ruleset/list/iptoasn.h"
#include "ruleset/list/lines.h"
#include "ruleset/list/put.h"
#include "ruleset/list/record.h"
#include "ruleset/list/remark.h"
#include "ruleset/list/typed.h"

/* "192.0.2.0/24 :words, and more:" */
static bool has_text(struct span line)
{
	struct span first = span_word(&line);

	return addresses_look_so(first) && span_begins(span_trim(line), ":");
}

/* "64500  |  NAME  |  192.0.2.7": bars with blanks around. */
static bool has_bars(struct span line)
{
	static const char bar[] = " | ";
	const uint8_t *first = memmem(line.p, line.len, bar, 3);
	size_t n = first ? (size_t)(first + 2 - line.p) : line.len;

	return memmem(line.p + n, line.len - n, bar, 3);
}

static unsigned looks(struct span line)
{
	struct record t = { .separator = ',' };

	if (has_bars(line))
		return 2;
	if ((!memchr(line.p, ',', line.len) &&
	     !memchr(line.p, ';', line.len)) ||
	    memchr(line.p, '=', line.len) || has_text(line) ||
	    lines_uncomment(line).len != line.len)
		return 0;
	record_split(&t, line);
	if (t.n == 1) {
		t.separator = ';';
		record_split(&t, line);
	}
	return columns_has_title(&t) && !columns_has_value(&t) ? 40 : 2;
}

static unsigned looks_tabbed(struct span line)
{
	struct range r;

	return line.p[0] != '#' && memchr(line.p, '\t', line.len) &&
	       lines_uncomment(line).len == line.len &&
	       addresses_read(line, &r) ? 2 : 0;
}

/* A copy that outlives the records behind it. */
static struct record *keep(const struct record *t)
{
	struct record *copy = xcalloc(1, sizeof(*copy));

	*copy = *t;
	copy->record = xcalloc(1, RECORD_LENGTH + 1);
	memcpy(copy->record, t->record, RECORD_LENGTH);
	for (size_t i = 0; i < t->n; i++)
		copy->fields[i].p = (const uint8_t *)copy->record +
			(t->fields[i].p - (const uint8_t *)t->record);
	return copy;
}

static void forget(struct record *t)
{
	if (t)
		record_done(t);
	free(t);
}

struct reading {
	struct record *header;	/* NULL: none so far */
	bool settled;		/* the header has the title asked for */
	bool data, good;	/* rows came; their columns are known */
	struct columns columns;
};

/* --- rows ------------------------------------------------------------- */

static void put_pair(struct list_reader *r, const struct record *t,
		     const struct columns *c)
{
	struct range range;
	const char *why = addresses_read_pair(record_field(t, c->value[0]),
				    record_field(t, c->last), &range);

	if (why)
		remark_reject(r, &t->fields[0], why);
	else
		put_range(r, &range);
}

static void put_masked(struct list_reader *r, const struct record *t,
		       const struct columns *c)
{
	struct span address = record_field(t, c->value[0]);
	struct span mask = record_field(t, c->mask);
	char text[160];
	int n;

	if (mask.len > 0 && mask.p[0] == '/')
		span_cut(&mask, '/');
	if (mask.len == 0 || address.len + mask.len > 120) {
		put_any(r, address);
		return;
	}
	n = snprintf(text, sizeof(text), "%.*s/%.*s", (int)address.len,
		     address.p, (int)mask.len, mask.p);
	put_address(r, (struct span) { (uint8_t *)text, (size_t)n });
}

static void put_asn_field(struct list_reader *r, struct span field)
{
	int64_t asn = iptoasn_number(field);

	if (asn > 0)
		put_asn(r, field, (uint32_t)asn);
	else
		remark_reject(r, &field, "not the number of an AS");
}

/* CrowdSec's "Ip:192.0.2.7" and "Range:192.0.2.0/24". */
static struct span without_scope(struct span s)
{
	struct span rest = s, scope = span_cut(&rest, ':');

	return rest.len > 0 && (span_is_nocase(scope, "ip") ||
				span_is_nocase(scope, "range")) ? rest : s;
}

static void put_values(struct list_reader *r, const struct record *t,
		       const struct columns *c)
{
	size_t found = 0;

	for (size_t i = 0; i < c->n; i++) {
		struct span s = record_field(t, c->value[i]);

		found += s.len > 0;
		if (s.len > 0 && c->type != NO_COLUMN)
			typed_put(r, record_field(t, c->type), s);
		else if (s.len > 0)
			put_any(r, without_scope(s));
	}
	if (found == 0)
		remark_reject(r, &t->fields[0], "nothing in the column");
}

static void put_row(struct list_reader *r, const struct record *t,
		    const struct columns *c)
{
	int64_t asn = iptoasn_number(record_field(t, c->asn));

	if (c->n == 0) {
		put_asn_field(r, record_field(t, c->asn));
		return;
	}
	r->entry.asn = asn > 0 ? (uint32_t)asn : 0;
	if (c->last != NO_COLUMN)
		put_pair(r, t, c);
	else if (c->mask != NO_COLUMN)
		put_masked(r, t, c);
	else
		put_values(r, t, c);
	r->entry.asn = 0;
}

/* --- titles ----------------------------------------------------------- */

static bool is_comment(const struct record *t)
{
	struct span s = t->fields[0];

	return s.len > 0 && (strchr("#!;", s.p[0]) || span_begins(s, "//"));
}

/* A header is a record without values before the data, or the last comment
 * of as many fields; none behind one that has the title asked for. */
static bool is_header(struct list_reader *r, struct reading *s,
		      const struct record *t)
{
	if (s->data || t->n < 2 || s->settled ||
	    (is_comment(t) ? t->fields[0].p[0] != '#' :
	     columns_has_value(t)))
		return false;
	if (!is_comment(t) && !columns_are_titled(r, t) &&
	    iptoasn_number(t->fields[0]) > 0)
		return false;
	forget(s->header);
	s->header = keep(t);
	s->settled = !is_comment(t) && columns_are_titled(r, t);
	return true;
}

/* The header once more, as where several tables were put together. */
static bool is_repeated(const struct reading *s, const struct record *t)
{
	if (!s->header || t->n != s->header->n)
		return false;
	for (size_t i = 0; i < t->n; i++)
		if (t->fields[i].len != s->header->fields[i].len ||
		    memcmp(t->fields[i].p, s->header->fields[i].p,
			   t->fields[i].len) != 0)
			return false;
	return true;
}

static void say_columns(struct list_reader *r, const struct columns *c)
{
	if (c->n == 0)
		remark_note(r, "column %zu is read, as numbers of AS",
			    c->asn + 1);
	else if (c->last != NO_COLUMN)
		remark_note(r, "columns %zu and %zu are read, as ranges",
			    c->value[0] + 1, c->last + 1);
	else if (c->mask != NO_COLUMN)
		remark_note(r, "columns %zu and %zu are read, as networks and "
			    "their lengths", c->value[0] + 1, c->mask + 1);
	else if (c->type != NO_COLUMN)
		remark_note(r, "column %zu is read, of the type in column %zu",
			    c->value[0] + 1, c->type + 1);
	for (size_t i = 0; c->last == NO_COLUMN && c->mask == NO_COLUMN &&
	     c->type == NO_COLUMN && i < c->n; i++)
		remark_note(r, "column %zu is read", c->value[i] + 1);
}

/* --- together --------------------------------------------------------- */

static void read_row(struct list_reader *r, struct reading *s,
		     const struct record *t)
{
	if (is_header(r, s, t) || is_comment(t) || is_repeated(s, t))
		return;
	if (!s->data) {
		s->data = true;
		s->good = columns_choose(&s->columns, r, t, s->header);
		if (s->good)
			say_columns(r, &s->columns);
	}
	if (s->good && columns_hold(&s->columns, t))
		put_row(r, t, &s->columns);
}

static void read_table(struct list_reader *r, char separator)
{
	struct reading s = { .header = NULL };
	struct record t;

	record_init(&t, separator, separator != '\t');
	while (record_next(&t, r))
		read_row(r, &s, &t);
	if (!s.data)
		remark_note(r, "has no record");
	forget(s.header);
	record_done(&t);
}

/* By the first line that is no comment. */
static char separator_of(struct list_reader *r)
{
	struct span head = text_head(r->in), line;
	size_t n = lines_head_comment(head);
	size_t commas = 0, semicolons = 0;

	head = (struct span) { head.p + n, head.len - n };
	line = span_cut(&head, '\n');
	for (size_t i = 0; i < line.len; i++) {
		commas += line.p[i] == ',';
		semicolons += line.p[i] == ';';
	}
	return has_bars(line) ? '|' : semicolons > commas ? ';' : ',';
}

static void parse(struct list_reader *r)
{
	read_table(r, separator_of(r));
}

static void parse_tabbed(struct list_reader *r)
{
	read_table(r, '\t');
}

const struct list_format csv_format = {
	.word = "csv", .looks = looks, .parse = parse,
};

const struct list_format tsv_format = {
	.word = "tsv", .looks = looks_tabbed, .parse = parse_tabbed,
};
