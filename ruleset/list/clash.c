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

/* Where the reading stands. */
struct yaml {
	struct proxyrules *rules;
	bool foreign;		/* below a key whose items are not listed */
	bool flow;		/* between "[" and "]" of several lines */
};

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
	return clashname_look(rest) ? 2 : 0;
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

/* The next item of a flow sequence: up to a comma or the end, which quotes may
 * hold; false at its "]". A remark ends the line. */
static bool next_flow(struct span *flow, struct span *item, bool *closed)
{
	char quote = 0;
	size_t n = 0;

	*flow = span_trim(*flow);
	for (; n < flow->len; n++) {
		char c = (char)flow->p[n];

		if (quote)
			quote = c == quote ? 0 : quote;
		else if (n == 0 && (c == '\'' || c == '"'))
			quote = c;
		else if (c == ',' || c == ']' ||
			 (c == '#' && (n == 0 ||
				       ascii_is_blank(flow->p[n - 1]))))
			break;
	}
	*item = span_trim((struct span) { flow->p, n });
	*closed = n < flow->len && flow->p[n] == ']';
	if (n < flow->len && flow->p[n] != ',')
		n = flow->len - 1;
	n += n < flow->len;
	*flow = (struct span) { flow->p + n, flow->len - n };
	return item->len > 0 || flow->len > 0;
}

/* "'a.example', \"b.example\" ]"; true if it ends here. */
static bool put_flow(struct list_reader *r, struct proxyrules *p,
		     struct span line)
{
	struct span flow = line, item;
	bool closed = false;

	while (!closed && next_flow(&flow, &item, &closed))
		if (item.len > 0)
			put_item_text(r, p, line, item);
	return closed;
}

static bool is_indented(struct span raw)
{
	return raw.len > 0 && ascii_is_blank(raw.p[0]) && raw.p[0] != '\r';
}

/* A key of the outermost level: are its items listed? */
static bool takes_key(struct list_reader *r, struct yaml *y, struct span line)
{
	struct span rest = line, key = span_cut(&rest, ':');

	if (key.len == line.len || memchr(key.p, ' ', key.len) ||
	    memchr(key.p, ',', key.len))
		return false;
	y->foreign = !span_is(key, "payload") && !span_is(key, "rules");
	rest = span_trim(rest);
	if (!y->foreign && rest.len > 0 && rest.p[0] == '[') {
		span_cut(&rest, '[');
		y->flow = !put_flow(r, y->rules, rest);
	}
	return true;
}

static void read_line(struct list_reader *r, struct yaml *y, struct span line,
		      bool indented)
{
	struct proxyrules *p = y->rules;
	struct span rest = line;

	if (y->flow) {
		y->flow = !put_flow(r, p, line);
		return;
	}
	if (span_is(line, "---") || span_is(line, "..."))
		return;
	if (is_item(line)) {
		if (!y->foreign) {
			rest = (struct span) { line.p + 2, line.len - 2 };
			put_item_text(r, p, line, rest);
		}
		return;
	}
	if (!indented && takes_key(r, y, line))
		return;
	if (!(y->foreign && indented) && !p->counting)
		remark_reject(r, &line, "not an item of a payload");
}

static void read(struct list_reader *r, struct proxyrules *p)
{
	struct yaml y = { .rules = p };
	struct span raw, line;
	bool open;

	for (;;) {
		r->line = r->in->line;
		if (r->result->refused || !text_line(r->in, &raw))
			break;
		line = span_trim(raw);
		if (r->commented)
			r->commented = !memmem(line.p, line.len, "*/", 2);
		else if (span_is(line, "---"))
			;
		else if (!lines_is_comment(line, &open))
			read_line(r, &y, line, is_indented(raw));
		else
			r->commented = open;
	}
	if (y.flow && !p->counting)
		remark_refuse(r, "ends inside brackets: only a part of it is "
			      "there");
}

static void parse(struct list_reader *r)
{
	proxyrule_parse(r, read);
}

const struct list_format clash_format = {
	.word = "clash", .looks = looks, .parse = parse,
};
