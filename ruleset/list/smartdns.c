/* SPDX-License-Identifier: GPL-2.0-or-later */
/* smartdns: "address /NAME/#" refuses, "address /NAME/-" lets pass. */

#include "ruleset/list/closest.h"
#include "ruleset/list/formats.h"
#include "ruleset/list/hosts.h"
#include "ruleset/list/lines.h"
#include "ruleset/list/put.h"
#include "ruleset/list/remark.h"

/* "address /", "domain-rules /", "nameserver /" and their kin. */
static unsigned looks(struct span line)
{
	struct span word = span_word(&line);

	if (!span_begins(span_trim(line), "/"))
		return 0;
	return span_is(word, "address") || span_is(word, "domain-rules") ||
	       span_is(word, "nameserver") || span_is(word, "domain-rule") ?
	       8 : 0;
}

/* "*.x" is below x, "-.x" is x alone. */
static void put_domain(struct list_reader *r, struct span name)
{
	if (name.len == 0)
		remark_reject(r, &name, "a name is missing");
	else if (span_begins(name, "domain-set:"))
		remark_skip(r, &name, "a set of another file");
	else if (span_begins(name, "-."))
		put_name(r, (struct span) { name.p + 2, name.len - 2 },
			 LIST_EXACT);
	else if (span_begins(name, "*."))
		put_name(r, (struct span) { name.p + 2, name.len - 2 },
			 LIST_BELOW);
	else if (memchr(name.p, '*', name.len))
		put_pattern(r, name);
	else
		put_name(r, name, LIST_SUFFIX);
}

/* What stands behind the name; several with commas between. */
static void put_address_rule(struct list_reader *r, struct span line,
			     struct span name, struct span target)
{
	bool null = true;
	struct span rest = target;

	if (span_is(target, "#4") || span_is(target, "#6") ||
	    span_is(target, "-4") || span_is(target, "-6")) {
		remark_skip(r, &line, "for one family of addresses alone");
		return;
	}
	while (rest.len > 0) {
		struct span one = span_trim(span_cut(&rest, ','));

		null &= hosts_is_null(one) || span_begins(one, "#");
	}
	r->entry.allow = !span_is(target, "#") && !null;
	put_domain(r, name);
	r->entry.allow = false;
}

/* "/NAME/ -address #": the value behind -address or -a. */
static bool rule_address(struct span options, struct span *value)
{
	struct span word;

	while ((word = span_word(&options)).len > 0)
		if (span_is(word, "-address") || span_is(word, "-a")) {
			*value = span_word(&options);
			return value->len > 0;
		}
	return false;
}

static void read_line(struct list_reader *r, struct span line)
{
	struct span rest = line, word = span_word(&rest), name, value;

	rest = span_trim(rest);
	if (word.len < 2 || rest.len == 0 || !strchr(
	    "abcdefghijklmnopqrstuvwxyz", word.p[0])) {
		remark_reject(r, &line, "not an option of smartdns "
			      "(\"address /NAME/#\")");
		return;
	}
	if (!span_begins(rest, "/")) {
		remark_skip(r, &line, "an option that lists no name");
		return;
	}
	span_cut(&rest, '/');
	name = span_cut(&rest, '/');
	rest = span_trim(rest);
	if (span_is(word, "address") && rest.len > 0)
		put_address_rule(r, line, name, rest);
	else if ((span_is(word, "domain-rules") ||
		  span_is(word, "domain-rule")) && rule_address(rest, &value))
		put_address_rule(r, line, name, value);
	else
		remark_skip(r, &line, "an option that lists no name");
}

/* A word that begins with '#' begins a comment, unless it is the value of an
 * option. */
static struct span without_comment(struct span line)
{
	struct span rest = line, word, before = { line.p, 0 };

	while ((word = span_word(&rest)).len > 0) {
		if (word.p[0] == '#' && !span_is(before, "-a") &&
		    !span_is(before, "-address")) {
			line.len = (size_t)(word.p - line.p);
			break;
		}
		before = word;
	}
	return span_trim(line);
}

/* "group-begin NAME" to "group-end" holds for some clients or names only. */
static bool takes_group(struct list_reader *r, struct span line, bool *grouped)
{
	struct span rest = line, word = span_word(&rest);
	bool end = span_is(word, "group-end");

	if (!*grouped && !end && !span_is(word, "group-begin"))
		return false;
	*grouped = !end;
	if (!end)
		remark_skip(r, &line, "a rule of a group, which is not for "
			    "all");
	return true;
}

static void parse_once(struct list_reader *r)
{
	bool grouped = false;
	struct span line;

	while (lines_next_whole(r, &line)) {
		line = without_comment(line);
		if (!takes_group(r, line, &grouped))
			read_line(r, line);
	}
}

static void parse(struct list_reader *r)
{
	closest_parse(r, parse_once);
}

const struct list_format smartdns_format = {
	.word = "smartdns", .looks = looks, .parse = parse,
};
