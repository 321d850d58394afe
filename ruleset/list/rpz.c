/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Response policy zones: zone files (RFC 1035 5) whose CNAMEs are policies
 * (draft-vixie-dnsop-dns-rpz). Owners are relative to the zone, whose name
 * $ORIGIN or the SOA tells.
 */

#include <stdio.h>

#include "lib/array.h"
#include "lib/buffer.h"
#include "ruleset/list/closest.h"
#include "ruleset/list/formats.h"
#include "ruleset/list/hostname.h"
#include "ruleset/list/hosts.h"
#include "ruleset/list/lines.h"
#include "ruleset/list/put.h"
#include "ruleset/list/record.h"
#include "ruleset/list/remark.h"

enum { NAME = 254 };

struct zone {
	char apex[NAME + 1];	/* with its dot; "" until it is known */
	char origin[NAME + 1];	/* what relative names end with; "" is apex */
	char owner[NAME + 1];	/* of the record before */
	unsigned depth;		/* of parentheses */
};

static unsigned looks(struct span line)
{
	struct span rest = line, word;

	if (span_begins(line, "$TTL") || span_begins(line, "$ORIGIN"))
		return LOOKS_CERTAIN;
	for (int i = 0; i < 6 && (word = span_word(&rest)).len > 0; i++)
		if (span_is_nocase(word, "cname")) {
			word = span_word(&rest);
			return span_is(word, ".") || span_is(word, "*.") ||
			       span_begins(word, "rpz-") ? 4 : 0;
		}
	return 0;
}

static void keep(char to[NAME + 1], struct span name)
{
	size_t len = name.len < NAME ? name.len : NAME;

	for (size_t i = 0; i < len; i++)
		to[i] = (char)ascii_lower(name.p[i]);
	to[len] = '\0';
}

static void set_origin(struct list_reader *r, struct zone *z,
		       struct span name)
{
	if (!span_ends(name, ".")) {
		remark_reject(r, &name, "$ORIGIN with a relative name");
		return;
	}
	keep(z->origin, name);
	if (!z->apex[0])
		keep(z->apex, name);
}

/* A line without its comment, which no quotes hold; counts parentheses. */
static struct span take_comment(struct zone *z, struct span line)
{
	bool quoted = false;

	for (size_t i = 0; i < line.len; i++) {
		uint8_t c = line.p[i];

		quoted ^= c == '"';
		if (quoted)
			continue;
		if (c == ';')
			line.len = i;
		else if (c == '(')
			z->depth++;
		else if (c == ')' && z->depth > 0)
			z->depth--;
	}
	return line;
}

/* The name that `owner` stands for, without the zone's: NULL, or why not. */
static const char *trigger(const struct zone *z, char name[2 * NAME + 2])
{
	size_t len = strlen(z->owner), apex = strlen(z->apex);
	const char *origin = z->origin[0] ? z->origin : z->apex;

	if (strchr(z->owner, '\\'))
		return "escapes in a name";
	if (len == 0)
		return "a record without a name";
	if (strcmp(z->owner, "@") == 0)
		snprintf(name, 2 * NAME + 2, "%s", origin);
	else if (z->owner[len - 1] == '.')
		snprintf(name, 2 * NAME + 2, "%s", z->owner);
	else
		snprintf(name, 2 * NAME + 2, "%s.%s", z->owner, origin);
	len = strlen(name);
	if (len == 0)
		return "the zone itself";
	if (apex == 0) {
		if (z->owner[strlen(z->owner) - 1] == '.')
			return "a full name, but no $ORIGIN tells the zone's";
	} else if (len <= apex || strcmp(name + len - apex, z->apex) != 0 ||
		   name[len - apex - 1] != '.') {
		return "not a name of the zone";
	}
	name[len - apex - 1] = '\0';
	return NULL;
}

/* Triggers that are neither the name asked for nor an address found. */
static const char *other_trigger(const char *name)
{
	static const char *const kinds[] = {
		"rpz-client-ip", "rpz-nsip", "rpz-nsdname",
	};
	const char *dot = strrchr(name, '.');

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (strcmp(dot ? dot + 1 : name, kinds[i]) == 0)
			return "a trigger that is neither name nor address";
	return NULL;
}

static bool is_own_name(struct span target, const char *name)
{
	return target.len == strlen(name) + 1 && span_ends(target, ".") &&
	       strncasecmp((const char *)target.p, name, target.len - 1) == 0;
}

/* Takes the last label off. */
static struct span take_last(struct span *name)
{
	const uint8_t *dot = memrchr(name->p, '.', name->len);
	size_t at = dot ? (size_t)(dot - name->p) + 1 : 0;
	struct span label = { name->p + at, name->len - at };

	name->len = at > 0 ? at - 1 : 0;
	return label;
}

/* "24.0.2.0.192", "48.zz.1.db8.2001": the length and the parts of an address
 * from its end, zz for what "::" stands for. */
static void put_prefix(struct list_reader *r, struct span owner)
{
	struct span rest = owner, length = span_cut(&rest, '.');
	bool v6 = memmem(rest.p, rest.len, "zz", 2);
	char text[2 * ADDRESS_TEXT];
	struct buffer out = { 0 };
	size_t dots = 0;

	for (size_t i = 0; i < rest.len; i++)
		dots += rest.p[i] == '.';
	while (rest.len > 0) {
		struct span part = take_last(&rest);
		bool gap = span_is(part, "zz");

		if (out.len > 0 || gap)
			buffer_char(&out, v6 || dots != 3 ? ':' : '.');
		if (!gap)
			buffer_add(&out, part.p, part.len);
		else if (rest.len == 0)
			buffer_char(&out, ':');
	}
	snprintf(text, sizeof(text), "%.*s/%.*s", (int)out.len,
		 out.len ? out.p : "", (int)length.len, length.p);
	buffer_done(&out);
	r->entry.important = 0;
	put_address(r, (struct span) { (uint8_t *)text, strlen(text) });
}

static void put_owner(struct list_reader *r, struct span owner,
		      enum list_kind kind)
{
	static const char mark[] = ".rpz-ip";

	if (span_ends(owner, mark))
		put_prefix(r, (struct span) { owner.p, owner.len -
					      strlen(mark) });
	else
		put_name(r, owner, kind);
}

/* An owner is that name alone, with "*." in front all that is below it; both
 * stand side by side where the name is meant with all below. */
static void put_policy(struct list_reader *r, const char *name,
		       struct span target)
{
	struct span text = { (const uint8_t *)name, strlen(name) };
	bool wildcard = span_begins(text, "*.");

	text = hostname_without_wildcard(text);
	r->entry.allow = span_is_nocase(target, "rpz-passthru.") ||
			 is_own_name(target, name);
	if (r->entry.allow || span_is(target, ".") || span_is(target, "*.") ||
	    span_is_nocase(target, "rpz-drop."))
		put_owner(r, text, wildcard ? LIST_BELOW : LIST_EXACT);
	else if (span_is_nocase(target, "rpz-tcp-only."))
		remark_skip(r, &text,
			    "to be asked over TCP, which blocks nothing");
	else
		remark_skip(r, &text,
			    "sent to another name, which blocks nothing");
	r->entry.allow = false;
}

static void put_record(struct list_reader *r, const struct zone *z,
		       struct span type, struct span data)
{
	struct span owner = { (const uint8_t *)z->owner, strlen(z->owner) };
	char name[2 * NAME + 2];
	const char *why = trigger(z, name);

	if (why) {
		remark_reject(r, &owner, why);
		return;
	}
	why = other_trigger(name);
	if (why) {
		remark_skip(r, &owner, why);
	} else if (span_is_nocase(type, "cname")) {
		put_policy(r, name, span_word(&data));
	} else if (hosts_is_null(span_word(&data))) {
		put_policy(r, name, (struct span) { (uint8_t *)".", 1 });
	} else {
		remark_skip(r, &owner,
			    "an answer of its own, which blocks nothing");
	}
}

/* "[TTL] [IN] TYPE DATA": the type, `rest` behind it. */
static struct span record_type(struct span *rest)
{
	struct span word = span_word(rest);

	for (int i = 0; i < 2; i++)
		if (word.len > 0 && ((word.p[0] >= '0' && word.p[0] <= '9') ||
				     span_is_nocase(word, "in")))
			word = span_word(rest);
	return word;
}

static void read_record(struct list_reader *r, struct zone *z,
			struct span line)
{
	struct span rest = line, owner, type;

	if (!ascii_is_blank(line.p[0])) {
		owner = span_word(&rest);
		if (owner.len >= NAME) {
			remark_reject(r, &owner, "longer than any name");
			return;
		}
		keep(z->owner, owner);
	}
	type = record_type(&rest);
	if (span_is_nocase(type, "soa")) {
		owner = (struct span) { (uint8_t *)z->owner,
					strlen(z->owner) };
		if (!z->apex[0] && owner.len > 1 && span_ends(owner, "."))
			keep(z->apex, owner);
	} else if (span_is_nocase(type, "cname") ||
		   span_is_nocase(type, "a") || span_is_nocase(type, "aaaa")) {
		put_record(r, z, type, rest);
	} else if (!span_is_nocase(type, "ns") &&
		   !span_is_nocase(type, "txt")) {
		remark_reject(r, &line, "not a record of a policy zone");
	}
}

static void read_directive(struct list_reader *r, struct zone *z,
			   struct span line)
{
	struct span rest = line, word = span_word(&rest);

	if (span_is_nocase(word, "$origin"))
		set_origin(r, z, span_word(&rest));
	else if (!span_is_nocase(word, "$ttl"))
		remark_reject(r, &line,
			      "neither $INCLUDE nor $GENERATE is followed");
}

/* Comments of others than zone files, whose own begin with ';'. */
static bool is_remark(struct list_reader *r, struct span line)
{
	bool open = false;

	line = span_trim(line);
	if (r->commented) {
		r->commented = !memmem(line.p, line.len, "*/", 2);
		return true;
	}
	if (!lines_is_comment(line, &open))
		return false;
	r->commented = open;
	return true;
}

static void parse_once(struct list_reader *r)
{
	struct zone z = { .depth = 0 };
	struct span line;

	for (;;) {
		unsigned depth = z.depth;

		r->line = r->in->line;
		if (!text_line(r->in, &line))
			break;
		if (r->in->cut) {
			remark_reject(r, NULL,
				      "longer than any line of a zone");
			continue;
		}
		if (depth == 0 && is_remark(r, line))
			continue;
		line = take_comment(&z, line);
		if (depth > 0 || span_trim(line).len == 0)
			continue;
		if (line.p[0] == '$')
			read_directive(r, &z, line);
		else
			read_record(r, &z, line);
	}
	if (z.depth > 0)
		remark_refuse(r,
			      "ends inside parentheses: only a part of it is "
			      "there");
}

static void parse(struct list_reader *r)
{
	closest_parse(r, parse_once);
}

const struct list_format rpz_format = {
	.word = "rpz", .looks = looks, .parse = parse,
};
