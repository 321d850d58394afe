/* SPDX-License-Identifier: GPL-2.0-or-later */
/* dnscrypt-proxy's blocked names: a name means it and all below, "=name" that
 * name alone; patterns, and what holds at some hours, cannot be enforced. */

#include "ruleset/list/formats.h"
#include "ruleset/list/hostname.h"
#include "ruleset/list/lines.h"
#include "ruleset/list/put.h"
#include "ruleset/list/remark.h"

static bool is_pattern(struct span name)
{
	if (span_begins(name, "*."))
		span_cut(&name, '.');
	return name.len > 0 && (memchr(name.p, '*', name.len) ||
				memchr(name.p, '?', name.len) ||
				memchr(name.p, '[', name.len));
}

static bool is_plain(struct span name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-_.*?=[]",
			    ascii_lower(name.p[i])))
			return false;
	return name.len > 0;
}

/* Only "=name" and patterns with a '*' that no other format of names has; the
 * marks behind names are v2fly's too. */
static unsigned looks(struct span line)
{
	struct span rest = lines_uncomment(line), name = span_word(&rest);
	struct list_entry e;

	if (!is_plain(name) || (span_trim(rest).len > 0 &&
				span_trim(rest).p[0] != '@'))
		return 0;
	if (name.p[0] == '=')
		return hostname_read((struct span) { name.p + 1, name.len - 1 },
				     &e) ? 0 : 1 << 24;
	if (span_begins(name, "*.") && rest.len > 0)
		return 1 << 24;
	return is_pattern(name) && (span_begins(name, "*") ||
	       span_ends(name, "*")) && memchr(name.p, '*', name.len) &&
	       !span_begins(name, "[") ? (rest.len > 0 ? 1 << 24 : 3) : 0;
}

static void put_line(struct list_reader *r, struct span line)
{
	struct span rest = line, name = span_word(&rest);

	rest = span_trim(rest);
	if (rest.len > 1 && rest.p[0] == '@')
		remark_skip(r, &line, "for some hours only");
	else if (rest.len > 0)
		remark_reject(r, &line, hostname_wrong);
	else if (name.p[0] == '=')
		put_name(r, (struct span) { name.p + 1, name.len - 1 },
			 LIST_EXACT);
	else if (is_pattern(name) && is_plain(name))
		put_pattern(r, name);
	else
		put_item(r, name, LIST_SUFFIX);
}

static void parse(struct list_reader *r)
{
	struct span line;

	while (lines_next(r, &line))
		put_line(r, line);
}

const struct list_format dnscrypt_format = {
	.word = "dnscrypt", .looks = looks, .parse = parse,
};
