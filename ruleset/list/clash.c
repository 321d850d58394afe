/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rule providers of Clash and mihomo in YAML: items of "payload", which are
 * names, addresses or rules; and the "rules" of a configuration, of which all
 * else is read over.
 */

#include "ruleset/list/addresses.h"
#include "ruleset/list/clashname.h"
#include "ruleset/list/formats.h"
#include "ruleset/list/lines.h"
#include "ruleset/list/proxyrule.h"
#include "ruleset/list/put.h"
#include "ruleset/list/remark.h"

static bool is_key(struct span line, const char *key)
{
	return span_begins(line, key) && line.len > strlen(key) &&
	       line.p[strlen(key)] == ':';
}

/* The text of an item or a value, with its quotes and remark taken off; false
 * if there is more. */
static bool take_scalar(struct span *s)
{
	struct span rest = span_trim(*s);

	if (rest.len > 0 && (rest.p[0] == '\'' || rest.p[0] == '"')) {
		char quote = (char)rest.p[0];

		span_cut(&rest, quote);
		*s = span_cut(&rest, quote);
		rest = span_trim(rest);
		return rest.len == 0 || rest.p[0] == '#';
	}
	for (size_t i = 1; i < rest.len; i++)
		if (rest.p[i] == '#' && ascii_is_blank(rest.p[i - 1]))
			rest.len = i;
	*s = span_trim(rest);
	return true;
}

static bool is_item(struct span line)
{
	return span_begins(line, "- ") || span_begins(line, "-\t");
}

static unsigned looks(struct span line)
{
	struct span rest = line;

	if (is_key(line, "payload"))
		return LOOKS_CERTAIN;
	if (!is_item(line))
		return 0;
	span_cut(&rest, line.p[1] == ' ' ? ' ' : '\t');
	if (!take_scalar(&rest) || rest.len == 0)
		return 0;
	if (proxyrule_look(rest))
		return LOOKS_CERTAIN + 1;
	return clashname_look(rest) ? 6 : 0;
}

static void put_item_text(struct list_reader *r, struct proxyrules *p,
			  struct span line, struct span text)
{
	if (!take_scalar(&text) || text.len == 0) {
		if (!p->counting)
			remark_reject(r, &line, "not an item of a payload");
		return;
	}
	if (memchr(text.p, ',', text.len) && proxyrule_take(p, r, text))
		return;
	if (!p->counting)
		clashname_put(r, text);
}

/* "[ 'a.example', \"b.example\" ]" */
static void put_flow(struct list_reader *r, struct proxyrules *p,
		     struct span line, struct span flow)
{
	span_cut(&flow, '[');
	flow = span_trim(span_cut(&flow, ']'));
	while (flow.len > 0)
		put_item_text(r, p, line, span_trim(span_cut(&flow, ',')));
}

static bool is_indented(struct span raw)
{
	return raw.len > 0 && ascii_is_blank(raw.p[0]) && raw.p[0] != '\r';
}

/* A key of the outermost level: are its items listed? */
static bool takes_key(struct list_reader *r, struct proxyrules *p,
		      struct span line, bool *foreign)
{
	struct span rest = line, key = span_cut(&rest, ':');

	if (key.len == line.len || memchr(key.p, ' ', key.len) ||
	    memchr(key.p, ',', key.len))
		return false;
	*foreign = !span_is(key, "payload") && !span_is(key, "rules");
	rest = span_trim(rest);
	if (!*foreign && rest.len > 0 && rest.p[0] == '[')
		put_flow(r, p, line, rest);
	return true;
}

static void read_line(struct list_reader *r, struct proxyrules *p,
		      struct span line, bool indented, bool *foreign)
{
	struct span rest = line;

	if (span_is(line, "---") || span_is(line, "..."))
		return;
	if (is_item(line)) {
		if (!*foreign) {
			rest = (struct span) { line.p + 2, line.len - 2 };
			put_item_text(r, p, line, rest);
		}
		return;
	}
	if (!indented && takes_key(r, p, line, foreign))
		return;
	if (!(*foreign && indented) && !p->counting)
		remark_reject(r, &line, "not an item of a payload");
}

static void read(struct list_reader *r, struct proxyrules *p)
{
	bool foreign = false, open;
	struct span raw, line;

	for (;;) {
		r->line = r->in->line;
		if (r->result->refused || !text_line(r->in, &raw))
			return;
		line = span_trim(raw);
		if (r->commented)
			r->commented = !memmem(line.p, line.len, "*/", 2);
		else if (span_is(line, "---"))
			;
		else if (!lines_is_comment(line, &open))
			read_line(r, p, line, is_indented(raw), &foreign);
		else
			r->commented = open;
	}
}

static void parse(struct list_reader *r)
{
	proxyrule_parse(r, read);
}

const struct list_format clash_format = {
	.word = "clash", .looks = looks, .parse = parse,
};
