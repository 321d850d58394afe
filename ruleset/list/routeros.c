/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Scripts and exports of RouterOS: "add list=x address=192.0.2.0/24" of an
 * address list, "add name=x type=NXDOMAIN match-subdomain=yes" of its static
 * DNS.
 */

#include "lib/array.h"
#include "ruleset/list/closest.h"
#include "ruleset/list/formats.h"
#include "ruleset/list/hostname.h"
#include "ruleset/list/hosts.h"
#include "ruleset/list/lines.h"
#include "ruleset/list/put.h"
#include "ruleset/list/remark.h"

enum { TEXT = 1024 };

/* The properties of an "add" that matter; empty: not there. */
struct item {
	struct span address, name, type, disabled, below, regexp, cname;
	struct span forward;
};

static const struct {
	const char *key;
	size_t offset;
} keys[] = {
	{ "address", offsetof(struct item, address) },
	{ "name", offsetof(struct item, name) },
	{ "type", offsetof(struct item, type) },
	{ "disabled", offsetof(struct item, disabled) },
	{ "match-subdomain", offsetof(struct item, below) },
	{ "regexp", offsetof(struct item, regexp) },
	{ "cname", offsetof(struct item, cname) },
	{ "forward-to", offsetof(struct item, forward) },
};

/* A word of a menu or a command; "/ip/dns/static/add" is as good. */
static bool is_command(struct span line)
{
	return line.p[0] == '/' || line.p[0] == ':' ||
	       span_begins(line, "remove ") || span_begins(line, "set ") ||
	       span_is(line, "remove") || line.p[0] == '}';
}

/* Behind "add", which may stand behind menus, and in braces. */
static bool find_add(struct span line, struct span *rest)
{
	const uint8_t *at;

	while (line.len >= 4) {
		at = memmem(line.p, line.len, "add ", 4);
		if (!at)
			return false;
		rest->p = at + 4;
		rest->len = (size_t)(line.p + line.len - rest->p);
		if (at == line.p || ascii_is_blank(at[-1]) || at[-1] == '{' ||
		    at[-1] == '/')
			return memchr(rest->p, '=', rest->len);
		line = *rest;
	}
	return false;
}

static unsigned looks(struct span line)
{
	struct span rest;

	if (span_begins(line, "/ip ") || span_begins(line, "/ipv6 ") ||
	    span_begins(line, "/ip/") || span_begins(line, "/ipv6/"))
		return LOOKS_CERTAIN;
	if (span_begins(line, ":local ") && span_ends(line, "\\"))
		return LOOKS_CERTAIN;
	return find_add(line, &rest) && (memmem(rest.p, rest.len, "address=", 8)
	       || memmem(rest.p, rest.len, "name=", 5)) ? LOOKS_CERTAIN : 0;
}

/* The next "key=value", the value with quotes or without. */
static bool next_property(struct span *rest, struct span *key,
			  struct span *value)
{
	size_t n = 0;

	*rest = span_trim(*rest);
	while (n < rest->len && rest->p[n] != '=' &&
	       !ascii_is_blank(rest->p[n]) && rest->p[n] != '}')
		n++;
	if (n == 0 || n == rest->len || rest->p[n] != '=')
		return false;
	*key = (struct span) { rest->p, n };
	*rest = (struct span) { rest->p + n + 1, rest->len - n - 1 };
	if (rest->len > 0 && rest->p[0] == '"') {
		for (n = 1; n < rest->len && rest->p[n] != '"'; n++)
			n += rest->p[n] == '\\';
		n = n < rest->len ? n : rest->len;
		*value = (struct span) { rest->p + 1, n - 1 };
		n += n < rest->len;
	} else {
		for (n = 0; n < rest->len && !ascii_is_blank(rest->p[n]) &&
		     rest->p[n] != '}'; n++)
			;
		*value = (struct span) { rest->p, n };
	}
	*rest = (struct span) { rest->p + n, rest->len - n };
	return true;
}

static void take_property(struct item *item, struct span key,
			  struct span value)
{
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		if (key.p[0] == keys[i].key[0] && span_is(key, keys[i].key))
			*(struct span *)((char *)item + keys[i].offset) = value;
}

/* One that blocks nothing lets its name pass where it lies below one that does
 * (the first of two readings learns of all). */
static void put_answer(struct list_reader *r, struct span line,
		       const struct item *item, enum list_kind kind)
{
	struct list_entry e;
	bool passes = r->learning ||
		      (r->closest && !hostname_read(item->name, &e) &&
		       closest_is_below(r->closest, &e));

	if (!passes) {
		remark_skip(r, &line,
			    "an answer of its own, which blocks nothing");
		return;
	}
	r->entry.allow = true;
	put_name(r, item->name, kind);
	r->entry.allow = false;
}

static enum list_kind kind_of(const struct item *item)
{
	return span_is_nocase(item->below, "yes") ||
	       span_is_nocase(item->below, "true") ? LIST_SUFFIX : LIST_EXACT;
}

/* An answer of the router's DNS. */
static void put_static(struct list_reader *r, struct span line,
		       const struct item *item)
{
	bool null = item->address.len > 0 && hosts_is_null(item->address);

	if (item->regexp.len > 0)
		put_pattern(r, item->regexp);
	else if (span_is_nocase(item->type, "nxdomain") ||
		 (null && (item->type.len == 0 ||
			   span_is_nocase(item->type, "a") ||
			   span_is_nocase(item->type, "aaaa"))))
		put_name(r, item->name, kind_of(item));
	else
		put_answer(r, line, item, kind_of(item));
}

static void put_add(struct list_reader *r, struct span line, struct span rest)
{
	struct item item = { .address = { line.p, 0 } };
	struct span key, value;

	while (next_property(&rest, &key, &value))
		take_property(&item, key, value);
	if (span_is_nocase(item.disabled, "yes") ||
	    span_is_nocase(item.disabled, "true"))
		remark_skip(r, &line, "disabled");
	else if (item.name.len > 0 || item.regexp.len > 0)
		put_static(r, line, &item);
	else if (span_begins(item.address, "$"))
		;	/* each of the array above */
	else if (item.address.len > 0)
		put_item(r, item.address, LIST_EXACT);
	else
		remark_reject(r, &line, "neither an address nor a name");
}

/* An item of an array that a script adds in a loop: { "192.0.2.0/24" };\ */
static bool put_array_item(struct list_reader *r, struct span line)
{
	struct span rest = line, item;

	if (!span_begins(line, "{"))
		return false;
	span_cut(&rest, '"');
	item = span_cut(&rest, '"');
	if (!span_begins(span_trim(rest), "}"))
		return false;
	put_item(r, item, LIST_EXACT);
	return true;
}

static void parse_once(struct list_reader *r)
{
	struct span line, rest;
	char text[TEXT];

	while (lines_next_whole(r, &line)) {
		if (put_array_item(r, line) || span_begins(line, ":local "))
			continue;
		line = lines_join(r, line, text, sizeof(text));
		if (find_add(line, &rest))
			put_add(r, line, rest);
		else if (!is_command(line))
			remark_reject(r, &line, "not a line of an export "
				      "(\"add address=...\")");
	}
}

/* Names have others above them, addresses have not. */
static void parse(struct list_reader *r)
{
	struct span head = text_head(r->in);

	if (memmem(head.p, head.len, "name=", 5))
		closest_parse_listed(r, parse_once);
	else
		parse_once(r);
}

const struct list_format routeros_format = {
	.word = "routeros", .looks = looks, .parse = parse,
};
