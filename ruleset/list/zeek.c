/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files of Zeek's intelligence framework: "#fields" names the columns. */

#include "ruleset/list/formats.h"
#include "ruleset/list/table.h"

unsigned zeek_looks(struct span line)
{
	if (starts_with(line, "#fields"))
		return memmem(line.p, line.len, "indicator", 9) ?
		       LOOKS_CERTAIN : 0;
	cut_at(&line, '\t');
	return starts_with(line, "Intel::") ? 6 : 0;
}

struct columns {
	size_t indicator, type;
};

static void read_fields(const struct table *t, struct columns *c)
{
	for (size_t i = 1; i < t->n; i++) {
		if (span_is(t->fields[i], "indicator"))
			c->indicator = i - 1;
		else if (span_is(t->fields[i], "indicator_type"))
			c->type = i - 1;
	}
}

static void put_indicator(struct list_reader *r, struct span what,
			  struct span type, size_t *paths)
{
	bool path = false;

	if (span_is(type, "Intel::DOMAIN")) {
		put_name(r, what, LIST_SUFFIX);
	} else if (span_is(type, "Intel::ADDR") ||
		   span_is(type, "Intel::SUBNET")) {
		put_address(r, what);
	} else if (span_is(type, "Intel::URL")) {
		if (put_any(r, url_host(what, &path)))
			*paths += path;
	} else if (starts_with(type, "Intel::")) {
		skip(r, &what, "neither a name nor an address");
	} else {
		reject(r, &what, "no Intel:: type says what it is");
	}
}

void zeek_parse(struct list_reader *r)
{
	struct columns c = { 0, 1 };
	size_t paths = 0;
	struct table t;

	table_init(&t, '\t', false);
	while (table_next(&t, r)) {
		if (span_is(t.fields[0], "#fields"))
			read_fields(&t, &c);
		else if (t.fields[0].len == 0 || t.fields[0].p[0] != '#')
			put_indicator(r, table_field(&t, c.indicator),
				      table_field(&t, c.type), &paths);
	}
	note_paths(r, paths);
	table_done(&t);
}
