/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nft -j: the elements of sets and maps, and of "add element" commands
 * (libnftables-json(5)). */

#include <stdio.h>
#include <stdlib.h>

#include "lib/alloc.h"
#include "lib/jsonread.h"
#include "ruleset/list/formats.h"
#include "ruleset/list/json.h"
#include "ruleset/list/put.h"
#include "ruleset/list/remark.h"

static bool begins(struct span head)
{
	return json_has(head, "\"nftables\"");
}

/* What stands at a place below "elem". */
enum place { OTHER, VALUE, PREFIX_ADDR, PREFIX_LEN, RANGE_END, CONCAT };

struct nft_json {
	struct json_reader j;
	bool *accepts;		/* by the number of a map's element */
	size_t naccepts, pairs;
	bool second;		/* pass, which adds */
	bool foreign;		/* the set's keys are no addresses */
	char addr[ADDRESS_TEXT];	/* of a prefix, or a range's first */
};

/* The level of the outermost "elem"; 0 if there is none. */
static unsigned elem_level(const struct json_reader *j)
{
	for (unsigned i = 1; i < j->depth; i++)
		if (json_key_is(j, i, "elem"))
			return i;
	return 0;
}

static bool is_in_array(const struct json_reader *j, unsigned level)
{
	return level <= j->depth && j->path[level].bracket == '[';
}

/* Below "elem": [X], of a map [[X, value]]; X may be {"elem": {"val": X}},
 * {"prefix": {"addr": , "len": }} or {"range": [ , ]}. */
static enum place place_of(const struct json_reader *j, unsigned elem)
{
	unsigned at = elem + 1;

	if (!is_in_array(j, at))
		return OTHER;
	at++;
	if (is_in_array(j, at)) {
		if (j->path[at].index > 0)
			return OTHER;
		at++;
	}
	if (json_key_is(j, at, "elem") && json_key_is(j, at + 1, "val"))
		at += 2;
	if (at > j->depth)
		return VALUE;
	if (json_key_is(j, at, "concat"))
		return CONCAT;
	if (json_key_is(j, at, "prefix"))
		return json_key_is(j, at + 1, "addr") ? PREFIX_ADDR :
		       json_key_is(j, at + 1, "len") ? PREFIX_LEN : OTHER;
	if (json_key_is(j, at, "range") && is_in_array(j, at + 1))
		return RANGE_END;
	return OTHER;
}

static bool is_taken_out(const struct json_reader *j, unsigned elem)
{
	for (unsigned i = 1; i < elem; i++)
		if (json_key_is(j, i, "delete") ||
		    json_key_is(j, i, "destroy") ||
		    json_key_is(j, i, "flush") || json_key_is(j, i, "rule"))
			return true;
	return false;
}

static void put_joined(struct list_reader *r, const struct nft_json *n,
		       char between)
{
	char text[2 * ADDRESS_TEXT + 1], second[ADDRESS_TEXT];
	int len;

	json_copy(&n->j, second, sizeof(second));
	len = snprintf(text, sizeof(text), "%s%c%s", n->addr, between, second);
	put_address(r, (struct span) { (uint8_t *)text, (size_t)len });
}

static void take_element(struct list_reader *r, struct nft_json *n,
			 enum json_event e, unsigned elem)
{
	enum place place = place_of(&n->j, elem);
	size_t index = n->j.path[n->j.depth].index;

	if (place == VALUE && e == JSON_STRING) {
		put_address(r, json_value(&n->j));
	} else if (place == PREFIX_ADDR || (place == RANGE_END && index == 0)) {
		json_copy(&n->j, n->addr, sizeof(n->addr));
	} else if (place == PREFIX_LEN && e == JSON_NUMBER) {
		put_joined(r, n, '/');
	} else if (place == RANGE_END && index == 1) {
		put_joined(r, n, '-');
	} else if (place == CONCAT && index == 0) {
		remark_skip(r, NULL, "an element of more than an address");
	} else if (place == VALUE && e == JSON_NUMBER) {
		remark_skip(r, NULL, "an element that is no address");
	}
}

/* "type" of a set: addresses, or something else, or several in a row. */
static void take_type(struct nft_json *n)
{
	const struct json_reader *j = &n->j;

	n->foreign = strcmp(j->value, "ipv4_addr") != 0 &&
		     strcmp(j->value, "ipv6_addr") != 0;
}

/* [X, {"accept": null}]: which of the pairs of maps let pass, which stands
 * behind what it is about. */
static void take_verdict(struct nft_json *n, enum json_event e, unsigned elem)
{
	const struct json_reader *j = &n->j;

	if (e == JSON_OPEN && j->depth == elem + 2 &&
	    j->path[elem + 2].bracket == '[') {
		if (!n->second) {
			n->accepts = xgrow(n->accepts, n->naccepts,
					   sizeof(*n->accepts));
			n->accepts[n->naccepts++] = false;
		}
		n->pairs++;
	}
	if (!n->second && n->naccepts > 0 && j->depth == elem + 3 &&
	    is_in_array(j, elem + 2) && j->path[elem + 2].index == 1 &&
	    (json_key_is(j, elem + 3, "accept") ||
	     json_key_is(j, elem + 3, "return") ||
	     json_key_is(j, elem + 3, "continue")))
		n->accepts[n->naccepts - 1] = true;
}

static bool lets_pass(const struct nft_json *n, unsigned elem)
{
	return is_in_array(&n->j, elem + 2) && n->pairs > 0 &&
	       n->pairs <= n->naccepts && n->accepts[n->pairs - 1];
}

static void read_pass(struct list_reader *r, struct nft_json *n)
{
	enum json_event e;

	json_read(&n->j, r->in);
	n->pairs = 0;
	while ((e = json_next(&n->j)) > JSON_BAD) {
		unsigned elem = elem_level(&n->j), depth = n->j.depth;
		bool set = depth > 1 && (json_key_is(&n->j, depth - 1, "set") ||
					 json_key_is(&n->j, depth - 1, "map"));

		r->line = r->in->line;
		if (elem > 0)
			take_verdict(n, e, elem);
		if (!n->second)
			continue;
		if (e == JSON_OPEN && set)
			n->foreign = false;
		else if (e == JSON_STRING && set &&
			 json_key_is(&n->j, depth, "type"))
			take_type(n);
		r->entry.allow = lets_pass(n, elem);
		if (e >= JSON_STRING && elem > 0 && !n->foreign &&
		    !is_taken_out(&n->j, elem))
			take_element(r, n, e, elem);
		r->entry.allow = false;
	}
	if (n->second)
		json_end(r, &n->j, e);
}

static void parse(struct list_reader *r)
{
	struct nft_json n = { .second = false };

	read_pass(r, &n);
	n.second = true;
	if (text_rewind(r->in))
		read_pass(r, &n);
	else
		remark_refuse(r, "cannot be read twice");
	free(n.accepts);
}

const struct list_format nft_json_format = {
	.word = "nft-json", .begins = begins, .parse = parse,
};
