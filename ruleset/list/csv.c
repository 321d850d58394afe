/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CSV and TSV. The column is the one that the options name, else one whose
 * title says so, else the first that holds an address or a name. A header may
 * be commented out, as abuse.ch does.
 */

#include <stdio.h>
#include <stdlib.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/range.h"
#include "ruleset/list/addresses.h"
#include "ruleset/list/formats.h"
#include "ruleset/list/lines.h"
#include "ruleset/list/put.h"
#include "ruleset/list/record.h"
#include "ruleset/list/remark.h"
#include "ruleset/list/urls.h"

enum { NO_COLUMN = RECORD_FIELDS };

/* What a column of names or addresses is called, the best first. */
static const char *const titles[] = {
	"domain", "hostname", "host", "fqdn", "cidr", "prefix", "network",
	"subnet", "netblock", "ip", "ip_address", "ipaddress", "ip address",
	"address", "addr", "dst_ip", "src_ip", "dest_ip", "indicator", "ioc",
	"ioc_value", "url", "uri", "value",
};

static unsigned looks(struct span line)
{
	return line.p[0] != '#' && line.p[0] != '!' && line.p[0] != ';' &&
	       (memchr(line.p, ',', line.len) ||
		memchr(line.p, ';', line.len)) &&
	       !memchr(line.p, '=', line.len) &&
	       lines_uncomment(line).len == line.len ? 2 : 0;
}

static unsigned looks_tabbed(struct span line)
{
	struct range r;

	return line.p[0] != '#' && memchr(line.p, '\t', line.len) &&
	       lines_uncomment(line).len == line.len &&
	       addresses_read(line, &r) ? 2 : 0;
}

/* Whether a field is what a list may hold: an address, a URL, a name with a
 * dot that is no number. */
static bool is_value(struct span s)
{
	struct range r;
	bool path, dot = false, letter = false;

	if (s.len == 0)
		return false;
	if (urls_look(s))
		s = urls_host(s, &path);
	if (!addresses_read(s, &r))
		return memchr(s.p, '.', s.len) || memchr(s.p, ':', s.len);
	for (size_t i = 0; i < s.len; i++) {
		uint8_t c = ascii_lower(s.p[i]);

		letter |= (c >= 'a' && c <= 'z') || c >= 0x80;
		dot |= c == '.' && i > 0 && i + 1 < s.len;
		if (strchr(" /:,@()$%&", c))
			return false;
	}
	return dot && letter;
}

static bool has_value(const struct record *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (is_value(t->fields[i]))
			return true;
	return false;
}

static size_t column_titled(const struct record *t, const char *title)
{
	for (size_t i = 0; i < t->n; i++) {
		struct span s = span_unquote(t->fields[i]);

		if (s.len > 0 && s.p[0] == '#')
			s = span_trim((struct span) { s.p + 1, s.len - 1 });
		if (s.len == strlen(title) &&
		    strncasecmp((const char *)s.p, title, s.len) == 0)
			return i;
	}
	return NO_COLUMN;
}

/* The column that the options number or name, as far as is known. */
static size_t column_wanted(const struct record *header, const char *column)
{
	char *end;
	unsigned long n = strtoul(column, &end, 10);

	if (*column >= '0' && *column <= '9' && *end == '\0')
		return n >= 1 && n <= RECORD_FIELDS ? n - 1 : NO_COLUMN;
	return header ? column_titled(header, column) : NO_COLUMN;
}

static size_t column_by_title(const struct record *header)
{
	size_t i = NO_COLUMN;

	for (size_t k = 0; header && i == NO_COLUMN &&
	     k < ARRAY_SIZE(titles); k++)
		i = column_titled(header, titles[k]);
	return i;
}

static size_t column_by_value(const struct record *record)
{
	size_t i = 0;

	while (i < record->n && !is_value(record->fields[i]))
		i++;
	return i < record->n ? i : NO_COLUMN;
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

static size_t column_of(const struct list_reader *r,
			const struct record *header)
{
	const char *column = r->options->column;

	return column ? column_wanted(header, column) :
	       column_by_title(header);
}

/* Chooses the column when the first data are there: `t`. */
static size_t choose(struct list_reader *r, const struct record *t,
		     const struct record *header)
{
	const char *column = r->options->column;
	size_t i = column_of(r, header);
	char text[160];

	if (i == NO_COLUMN && !column)
		i = column_by_value(t);
	if (i != NO_COLUMN)
		return i;
	if (column)
		snprintf(text, sizeof(text), "there is no column \"%.80s\"",
			 column);
	else
		snprintf(text, sizeof(text), "no column holds names or "
			 "addresses; name one");
	remark_refuse(r, text);
	return i;
}

/* --- ranges over two columns ------------------------------------------ */

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
static bool titles_tell_range(const struct record *header, size_t column)
{
	static const char *const begins[] = { "start", "first", "from", "low" };
	static const char *const ends[] = { "end", "last", "to", "high" };

	return has_word(header, column, begins) &&
	       has_word(header, column + 1, ends);
}

/* Without titles by the records that are there: pairs that are in order, half
 * of them at least the ends of a prefix, are no two addresses by chance. */
static bool records_tell_range(const struct list_reader *r,
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
	for (int n = 0; n < 100 && memchr(head.p, '\n', head.len); n++) {
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

static bool holds_ranges(const struct list_reader *r, const struct record *t,
			 const struct record *header, size_t column)
{
	struct range range;

	if (column == NO_COLUMN || column + 1 >= t->n || r->options->column ||
	    addresses_read_pair(t->fields[column], t->fields[column + 1],
				&range))
		return false;
	return header ? titles_tell_range(header, column) :
	       records_tell_range(r, t, column);
}

static void put_pair(struct list_reader *r, const struct record *t,
		     size_t column)
{
	struct range range;
	const char *why = addresses_read_pair(record_field(t, column),
				    record_field(t, column + 1), &range);

	if (why)
		remark_reject(r, &t->fields[0], why);
	else
		put_range(r, &range);
}

/* --- records ---------------------------------------------------------- */

static void put_field(struct list_reader *r, struct span s, size_t *paths)
{
	bool path = false;

	if (s.len == 0) {
		remark_reject(r, NULL, "nothing in the column");
		return;
	}
	if (urls_look(s))
		s = urls_host(s, &path);
	if (put_any(r, s))
		*paths += path;
}

struct reading {
	struct record *header;	/* NULL: none so far */
	bool settled;		/* the header has the title asked for */
	bool data, ranges;
	size_t column, paths;
};

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
	    (is_comment(t) ? t->fields[0].p[0] != '#' : has_value(t)))
		return false;
	forget(s->header);
	s->header = keep(t);
	s->settled = !is_comment(t) && column_of(r, t) != NO_COLUMN;
	return true;
}

static void begin_data(struct list_reader *r, struct reading *s,
		       const struct record *t)
{
	s->data = true;
	s->column = choose(r, t, s->header);
	s->ranges = holds_ranges(r, t, s->header, s->column);
	if (s->ranges)
		remark_note(r, "columns %zu and %zu are read, as ranges",
			    s->column + 1, s->column + 2);
	else if (s->column != NO_COLUMN)
		remark_note(r, "column %zu is read", s->column + 1);
}

static void read_table(struct list_reader *r, char separator)
{
	struct reading s = { .column = NO_COLUMN };
	struct record t;

	record_init(&t, separator, separator != '\t');
	while (record_next(&t, r)) {
		if (is_header(r, &s, &t) || is_comment(&t))
			continue;
		if (!s.data)
			begin_data(r, &s, &t);
		if (s.column == NO_COLUMN)
			continue;
		if (s.ranges)
			put_pair(r, &t, s.column);
		else
			put_field(r, record_field(&t, s.column), &s.paths);
	}
	if (!s.data)
		remark_note(r, "has no record");
	urls_note_paths(r, s.paths);
	forget(s.header);
	record_done(&t);
}

/* By the first line that is no comment. */
static char separator_of(struct list_reader *r)
{
	struct span head = text_head(r->in), line;
	size_t commas = 0, semicolons = 0;

	do {
		line = span_trim(span_cut(&head, '\n'));
	} while (head.len > 0 && (line.len == 0 || line.p[0] == '#'));
	for (size_t i = 0; i < line.len; i++) {
		commas += line.p[i] == ',';
		semicolons += line.p[i] == ';';
	}
	return semicolons > commas ? ';' : ',';
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
