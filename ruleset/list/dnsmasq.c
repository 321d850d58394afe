/* SPDX-License-Identifier: GPL-2.0-or-later */
/* dnsmasq.conf(5): "address=/NAME/.../" and its relatives. */

#include "lib/array.h"
#include "ruleset/list/addresses.h"
#include "ruleset/list/closest.h"
#include "ruleset/list/formats.h"
#include "ruleset/list/hostname.h"
#include "ruleset/list/hosts.h"
#include "ruleset/list/lines.h"
#include "ruleset/list/put.h"
#include "ruleset/list/remark.h"

/*
 * What stands behind the names. address= gives an answer, of which the null
 * ones and none at all refuse; server= names who is asked, of which none at
 * all refuses, and "#" are the usual ones. All other answers and servers let a
 * name pass that lies below a refused one, as the closest name decides.
 */
enum target { ANSWER, SERVER, SET };

static const struct {
	const char *key;
	enum target target;
} keys[] = {
	{ "address", ANSWER }, { "server", SERVER }, { "local", SERVER },
	{ "nftset", SET }, { "ipset", SET },
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
		put_name(r, hostname_without_wildcard(name),
			 name.p[0] == '*' ? LIST_BELOW : LIST_SUFFIX);
}

static bool lets_pass(enum target kind, struct span target)
{
	if (target.len == 0 || kind == SET)
		return false;
	return kind == SERVER || (!span_is(target, "#") &&
				  !hosts_is_null(target));
}

/* "host-record=NAME,NAME,ADDRESS,TTL": with null addresses these names alone
 * are refused. */
static bool put_host_record(struct list_reader *r, struct span value)
{
	struct span rest = value;
	size_t nulls = 0;

	while (rest.len > 0) {
		struct span word = span_trim(span_cut(&rest, ','));

		nulls += hosts_is_null(word) && !span_is(word, "0");
		if (addresses_look_so(word) && !hosts_is_null(word) &&
		    memchr(word.p, '.', word.len))
			return false;
	}
	while (nulls > 0 && value.len > 0) {
		struct span word = span_trim(span_cut(&value, ','));

		if (!addresses_look_so(word))
			put_name(r, word, LIST_EXACT);
	}
	return nulls > 0;
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
	r->entry.allow = lets_pass(keys[key].target, target);
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

	while (lines_next_whole(r, &line)) {
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
		else if (span_is(word, "host-record") &&
			 put_host_record(r, value))
			;
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
