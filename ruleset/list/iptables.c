/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What iptables-save prints, or a script of such commands: "-A FORWARD -d
 * 192.0.2.0/24 -j DROP". The first rule that matches decides, so what comes
 * before is the more important; a rule that asks for more than where to go is
 * skipped.
 */

#include "ruleset/list/addresses.h"
#include "ruleset/list/formats.h"
#include "ruleset/list/lines.h"
#include "ruleset/list/put.h"
#include "ruleset/list/remark.h"

/* As far as one is of interest. */
struct rule {
	struct span destination, range;
	bool drops, accepts, limited;
};

/* Runs of rules that say the same, as in proxyrule.h. */
struct chain {
	bool counting, any, pass;
	unsigned run, last;
};

static bool is_program(struct span word)
{
	return span_is(word, "iptables") || span_is(word, "ip6tables") ||
	       span_is(word, "-w") || span_ends(word, "/iptables") ||
	       span_ends(word, "/ip6tables");
}

/* The first word behind the program's name, or the counts of -c. */
static struct span first_word(struct span *line)
{
	struct span word;

	do {
		word = span_word(line);
	} while (word.len > 0 && (is_program(word) || word.p[0] == '['));
	return word;
}

static bool is_append(struct span word)
{
	return span_is(word, "-A") || span_is(word, "--append") ||
	       span_is(word, "-I") || span_is(word, "--insert");
}

static unsigned looks(struct span line)
{
	struct span word = first_word(&line);

	return is_append(word) && (memmem(line.p, line.len, " -j ", 4) ||
				   memmem(line.p, line.len, "--jump ", 7)) ?
	       LOOKS_CERTAIN : 0;
}

/* A value, which may be in quotes. */
static struct span take_value(struct span *rest)
{
	*rest = span_trim(*rest);
	if (rest->len > 0 && rest->p[0] == '"') {
		span_cut(rest, '"');
		return span_cut(rest, '"');
	}
	return span_word(rest);
}

static void take_option(struct rule *rule, struct span word, struct span *rest)
{
	struct span value;

	if (span_is(word, "-d") || span_is(word, "--destination") ||
	    span_is(word, "--dst")) {
		rule->destination = take_value(rest);
	} else if (span_is(word, "--dst-range")) {
		rule->range = take_value(rest);
	} else if (span_is(word, "-j") || span_is(word, "--jump")) {
		value = take_value(rest);
		rule->drops = span_is(value, "DROP") ||
			      span_is(value, "REJECT");
		rule->accepts = span_is(value, "ACCEPT") ||
				span_is(value, "RETURN");
	} else if (span_is(word, "--comment") ||
		   span_is(word, "--reject-with")) {
		take_value(rest);
	} else if (span_is(word, "-m") || span_is(word, "--match")) {
		value = take_value(rest);
		rule->limited |= !span_is(value, "comment") &&
				 !span_is(value, "iprange");
	} else {
		rule->limited = true;
	}
}

static struct rule read_rule(struct span rest)
{
	struct rule rule = { .drops = false };
	struct span word;

	take_value(&rest);	/* the chain */
	while ((word = take_value(&rest)).len > 0)
		take_option(&rule, word, &rest);
	return rule;
}

static uint8_t importance(struct chain *c, bool pass)
{
	enum { MOST = 250 };
	unsigned n;

	if (c->any && c->pass != pass)
		c->run++;
	c->any = true;
	c->pass = pass;
	if (c->counting)
		c->last = c->run;
	n = c->last - c->run;
	return (uint8_t)(n < MOST ? n : MOST);
}

static void take_rule(struct list_reader *r, struct chain *c, struct span line,
		      struct span rest)
{
	struct rule rule = read_rule(rest);
	struct span *where = rule.range.len > 0 ? &rule.range :
			     &rule.destination;
	struct span one;

	if (rule.limited || where->len == 0 ||
	    (rule.range.len > 0 && rule.destination.len > 0) ||
	    (!rule.drops && !rule.accepts)) {
		if (!c->counting)
			remark_skip(r, &line, "a rule about more than where "
				    "packets go, or another target");
		return;
	}
	r->entry.allow = rule.accepts;
	r->entry.important = importance(c, rule.accepts);
	while (!c->counting && where->len > 0) {
		one = span_cut(where, ',');
		put_address(r, one);
	}
	r->entry.allow = false;
	r->entry.important = 0;
}

/* "*filter", ":FORWARD ACCEPT [0:0]", "COMMIT". */
static bool is_structure(struct span line, struct span word)
{
	return line.p[0] == '*' || line.p[0] == ':' ||
	       span_is(word, "COMMIT") || span_is(word, "-N") ||
	       span_is(word, "-F") || span_is(word, "-X") ||
	       span_is(word, "-P") || span_is(word, "-Z");
}

static void read_all(struct list_reader *r, struct chain *c)
{
	struct span line, rest, word;

	while (lines_next_whole(r, &line)) {
		rest = line;
		word = first_word(&rest);
		if (is_append(word))
			take_rule(r, c, line, rest);
		else if (!is_structure(line, word) && !c->counting)
			remark_reject(r, &line, "not a line of iptables-save "
				      "(\"-A CHAIN -d ADDRESS -j DROP\")");
	}
}

static void parse(struct list_reader *r)
{
	struct chain c = { .counting = true };
	const struct list_sink nobody = { .add = NULL };
	struct list_result unused = { .format = NULL };
	struct list_reader first = *r;

	first.sink = &nobody;
	first.result = &unused;
	read_all(&first, &c);
	if (!text_rewind(r->in)) {
		remark_refuse(r,
			      "cannot be read twice, as this format asks for");
		return;
	}
	c = (struct chain) { .last = c.last };
	read_all(r, &c);
}

const struct list_format iptables_format = {
	.word = "iptables", .looks = looks, .parse = parse,
};
