/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files of Zeek's intelligence framework: "#fields" names the columns. */

#include "ruleset/list/formats.h"
#include "ruleset/list/put.h"
#include "ruleset/list/record.h"
#include "ruleset/list/remark.h"
#include "ruleset/list/url.h"

static unsigned looks(struct span line)
{
	if (span_begins(line, "#fields"))
		return memmem(line.p, line.len, "indicator", 9) ?
		       LOOKS_CERTAIN : 0;
	span_cut(&line, '\t');
	return span_begins(line, "Intel::") ? 6 : 0;
}

struct columns {
	size_t indicator, type;
};

static void read_fields(const struct record *t, struct columns *c)
{
	for (size_t i = 1; i < t->n; i++) {
		if (span_is(t->fields[i], "indicator"))
			c->indicator = i - 1;
		else if (span_is(t->fields[i], "indicator_type"))
			c->type = i - 1;
	}
}

static void put_indicator(struct list_reader *r, struct span what,
			  struct span type)
{
	if (span_is(type, "Intel::DOMAIN")) {
		put_name(r, what, LIST_SUFFIX);
	} else if (span_is(type, "Intel::ADDR") ||
		   span_is(type, "Intel::SUBNET")) {
		put_address(r, what);
	} else if (span_is(type, "Intel::URL")) {
		put_host(r, what);
	} else if (span_begins(type, "Intel::")) {
		remark_skip(r, &what, "neither a name nor an address");
	} else {
		remark_reject(r, &what, "no Intel:: type says what it is");
	}
}

static void parse(struct list_reader *r)
{
	struct columns c = { 0, 1 };
	struct record t;

	record_init(&t, '\t', false);
	while (record_next(&t, r)) {
		if (span_is(t.fields[0], "#fields"))
			read_fields(&t, &c);
		else if (t.fields[0].len == 0 || t.fields[0].p[0] != '#')
			put_indicator(r, record_field(&t, c.indicator),
				      record_field(&t, c.type));
	}
	record_done(&t);
}

const struct list_format zeek_format = {
	.word = "zeek", .looks = looks, .comments = true, .parse = parse,
};
