/* SPDX-License-Identifier: GPL-2.0-or-later */
/* dnsmasq.conf(5): "address=/NAME/.../" and its relatives. */

#include "lib/array.h"
#include "ruleset/list/closest.h"
#include "ruleset/list/formats.h"
#include "ruleset/list/hostname.h"
#include "ruleset/list/lines.h"
#include "ruleset/list/put.h"
#include "ruleset/list/remark.h"

/* "server=/NAME/#" asks the usual servers: an exception. For address= the
 * same sign is the null address. */
static const struct {
	const char *key;
	bool hash_allows;
} keys[] = {
	{ "address", false }, { "server", true }, { "local", true },
	{ "nftset", false }, { "ipset", false },
};

enum { NKEYS = ARRAY_SIZE(keys) };

static size_t key_of(struct span word)
{
	size_t i = 0;

	while (i < NKEYS && !span_is(word, keys[i].key))
		i++;
	return i;
}

static unsigned looks(struct span line)
{
	struct span word = span_trim(span_cut(&line, '='));

	return key_of(word) < NKEYS && span_begins(span_trim(line), "/") ?
	       4 : 0;
}

static void put_domain(struct list_reader *r, struct span name)
{
	if (span_is(name, "#"))
		remark_reject(r, &name, "would cover every name");
	else if (name.len == 0)
		remark_skip(r, NULL, "stands for names without a dot");
	else if (name.p[0] == '*' && !span_begins(name, "*."))
		remark_skip(r, &name, "a pattern, not a name");
	else
		put_name(r, hostname_without_wildcard(name), LIST_SUFFIX);
}

/* "/NAME/NAME/target" */
static void put_domains(struct list_reader *r, struct span value, size_t key)
{
	struct span target = value, list = value;
	const uint8_t *last = memrchr(value.p, '/', value.len);

	target.p = last + 1;
	target.len = (size_t)(value.p + value.len - target.p);
	list.len = (size_t)(last - value.p);
	if (list.len == 0) {
		remark_reject(r, &value, "expected \"/NAME/\"");
		return;
	}
	r->entry.allow = keys[key].hash_allows && span_is(target, "#");
	span_cut(&list, '/');
	do {
		put_domain(r, span_cut(&list, '/'));
	} while (list.len > 0);
	r->entry.allow = false;
}

/* dnsmasq takes a '#' for a comment only behind a blank. */
static struct span without_comment(struct span line)
{
	for (size_t i = 0; i < line.len; i++)
		if (line.p[i] == '#' &&
		    (i == 0 || ascii_is_blank(line.p[i - 1])))
			line.len = i;
	return span_trim(line);
}

/* "no-resolv": one word of letters. */
static bool is_option(struct span line)
{
	for (size_t i = 0; i < line.len; i++)
		if (line.p[i] != '-' && (line.p[i] < 'a' || line.p[i] > 'z'))
			return false;
	return true;
}

static void parse_once(struct list_reader *r)
{
	struct span line;

	while (lines_next_raw(r, &line)) {
		struct span value = without_comment(line), word;
		size_t key;

		if (value.len == 0)
			continue;
		line = value;
		word = span_trim(span_cut(&value, '='));
		value = span_trim(value);
		key = key_of(word);
		if (key < NKEYS && span_begins(value, "/"))
			put_domains(r, value, key);
		else if (value.len > 0 || is_option(line))
			remark_skip(r, &line, "an option that lists no name");
		else
			remark_reject(r, &line, "not an option of dnsmasq "
				      "(\"address=/NAME/\")");
	}
}

static void parse(struct list_reader *r)
{
	closest_parse(r, parse_once);
}

const struct list_format dnsmasq_format = {
	.word = "dnsmasq", .looks = looks, .parse = parse,
};
