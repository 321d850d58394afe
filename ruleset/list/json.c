/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lists in JSON: Spamhaus (a line an object), bgp.tools (the same), RIPEstat's
 * announced-prefixes and ipverse. nft -j is in nft_json.c.
 */

#include <stdio.h>
#include <stdlib.h>

#include "lib/jsonread.h"
#include "ruleset/list/formats.h"

bool json_begins(struct span head)
{
	while (head.len > 0 && (is_blank(*head.p) || *head.p == '\n')) {
		head.p++;
		head.len--;
	}
	if (head.len > 1 && head.p[0] == '[')
		return strchr("[{\"]0123456789 \n", head.p[1]) && head.p[1];
	return head.len > 1 && head.p[0] == '{' &&
	       strchr("}\" \n\t\r", head.p[1]) && head.p[1];
}

bool json_has(struct span head, const char *key)
{
	return json_begins(head) && memmem(head.p, head.len, key, strlen(key));
}

/* `"key":`, and not as a value. */
static bool has_key(struct span head, const char *key)
{
	size_t len = strlen(key);
	const uint8_t *at;

	if (!json_begins(head))
		return false;
	while ((at = memmem(head.p, head.len, key, len))) {
		head.len -= (size_t)(at + len - head.p);
		head.p = at + len;
		if (starts_with(trim(head), ":"))
			return true;
	}
	return false;
}

bool spamhaus_begins(struct span head)
{
	return has_key(head, "\"cidr\"") || has_key(head, "\"asname\"");
}

bool bgptools_begins(struct span head)
{
	return has_key(head, "\"CIDR\"");
}

bool ripestat_begins(struct span head)
{
	return json_has(head, "\"announced-prefixes\"") ||
	       json_has(head, "\"timelines\"");
}

bool ipverse_begins(struct span head)
{
	return json_has(head, "\"ipv4\"") || json_has(head, "\"ipv6\"");
}

struct span json_value(const struct json_reader *j)
{
	return (struct span) { (const uint8_t *)j->value, j->len };
}

void json_copy(const struct json_reader *j, char *to, size_t size)
{
	bool fits = j->len < size && strlen(j->value) == j->len;

	memcpy(to, fits ? j->value : "?", fits ? j->len + 1 : 2);
}

/* A number of at most 32 bits, or 0. */
static uint32_t number_of(const struct json_reader *j)
{
	uint64_t n = 0;

	for (size_t i = 0; i < j->len; i++) {
		if (j->value[i] < '0' || j->value[i] > '9' || n > UINT32_MAX)
			return 0;
		n = 10 * n + (uint64_t)(j->value[i] - '0');
	}
	return n <= UINT32_MAX ? (uint32_t)n : 0;
}

/* The end of a text: what is wrong with it refuses the list. */
void json_end(struct list_reader *r, const struct json_reader *j,
	      enum json_event e)
{
	char text[80];

	if (e != JSON_BAD)
		return;
	snprintf(text, sizeof(text), "line %u: not JSON, or a part of it: %s",
		 r->in->line, j->why);
	refuse(r, text);
}

void json_refuse(struct list_reader *r)
{
	refuse(r, "JSON of no form that is known here");
}

/* --- objects in a row: Spamhaus, bgp.tools ---------------------------- */

struct record {
	char cidr[ADDRESS_TEXT];
	uint32_t asn, records;
	bool metadata;
};

static void take_field(struct record *rec, const struct json_reader *j,
		       enum json_event e)
{
	if (e == JSON_STRING && (json_key_is(j, 1, "cidr") ||
				 json_key_is(j, 1, "CIDR")))
		json_copy(j, rec->cidr, sizeof(rec->cidr));
	else if (e == JSON_NUMBER && (json_key_is(j, 1, "asn") ||
				      json_key_is(j, 1, "ASN")))
		rec->asn = number_of(j);
	else if (e == JSON_STRING && json_key_is(j, 1, "type"))
		rec->metadata = strcmp(j->value, "metadata") == 0;
	else if (e == JSON_NUMBER && json_key_is(j, 1, "records"))
		rec->records = number_of(j);
}

static void put_record(struct list_reader *r, const struct record *rec)
{
	struct span cidr = { (const uint8_t *)rec->cidr, strlen(rec->cidr) };
	char text[16];
	struct span asn = { (const uint8_t *)text, 0 };

	if (cidr.len > 0) {
		r->entry.asn = rec->asn;
		put_address(r, cidr);
		r->entry.asn = 0;
	} else if (rec->asn > 0) {
		asn.len = (size_t)snprintf(text, sizeof(text), "AS%u",
					   rec->asn);
		skip(r, &asn, "an AS, whose prefixes other data tell");
	} else {
		reject(r, NULL, "an object without a prefix");
	}
}

void records_parse(struct list_reader *r)
{
	struct record rec = { .asn = 0 };
	size_t n = 0, said = 0;
	struct json_reader j;
	enum json_event e;

	json_read(&j, r->in);
	while ((e = json_next(&j)) > JSON_BAD) {
		if (e == JSON_OPEN && j.depth == 1) {
			rec = (struct record) { .asn = 0 };
			r->line = r->in->line;
		} else if (e == JSON_CLOSE && j.depth == 0 && rec.metadata) {
			said += rec.records;
		} else if (e == JSON_CLOSE && j.depth == 0) {
			n++;
			put_record(r, &rec);
		} else if (j.depth == 1) {
			take_field(&rec, &j, e);
		}
	}
	json_end(r, &j, e);
	if (said > 0 && said != n)
		refuse(r, "its metadata tell another number of records: only "
		       "a part of it is there");
}

/* --- one object: ipverse, RIPEstat ------------------------------------ */

/* {"asn": 64500, "prefixes": {"ipv4": [...], "ipv6": [...]}}; in older data
 * "subnets". */
void ipverse_parse(struct list_reader *r)
{
	struct json_reader j;
	enum json_event e;
	uint32_t asn = 0;

	json_read(&j, r->in);
	while ((e = json_next(&j)) > JSON_BAD) {
		const char *above = j.depth > 1 ? j.path[j.depth - 1].key : "";

		r->line = r->in->line;
		if (e == JSON_NUMBER && j.depth == 1 &&
		    json_key_is(&j, 1, "asn"))
			asn = number_of(&j);
		if (e != JSON_STRING || j.path[j.depth].bracket != '[' ||
		    (strcmp(above, "ipv4") != 0 && strcmp(above, "ipv6") != 0))
			continue;
		r->entry.asn = asn;
		put_address(r, json_value(&j));
	}
	r->entry.asn = 0;
	json_end(r, &j, e);
}

/* Times as ISO 8601 writes them, which sort as text. */
struct ripestat {
	char prefix[ADDRESS_TEXT], end[32];	/* of the object being read */
	char last[32];				/* of all */
	uint32_t asn;
	bool second;				/* pass, which adds */
};

static void keep_later(char to[32], const struct json_reader *j)
{
	if (strcmp(j->value, to) > 0)
		json_copy(j, to, 32);
}

/* RIPEstat lists what was announced at any time of its window: what ended
 * before the last of all is withdrawn. */
static void put_announced(struct list_reader *r, const struct ripestat *s)
{
	struct span prefix = { (const uint8_t *)s->prefix, strlen(s->prefix) };

	r->entry.asn = s->asn;
	if (s->end[0] && strcmp(s->end, s->last) < 0)
		skip(r, &prefix, "not announced any more");
	else
		put_address(r, prefix);
	r->entry.asn = 0;
}

static void take_announced(struct list_reader *r, const struct json_reader *j,
			   enum json_event e, struct ripestat *s)
{
	if (!json_key_is(j, 1, "data"))
		return;
	if (e == JSON_STRING && j->depth == 2 && json_key_is(j, 2, "resource"))
		s->asn = (uint32_t)strtoul(j->value +
					   strcspn(j->value, "0123456789"),
					   NULL, 10);
	if (!json_key_is(j, 2, "prefixes"))
		return;
	if (e == JSON_OPEN && j->depth == 4) {
		s->prefix[0] = s->end[0] = '\0';
		r->line = r->in->line;
	} else if (e == JSON_STRING && j->depth == 4 &&
		   json_key_is(j, 4, "prefix")) {
		json_copy(j, s->prefix, sizeof(s->prefix));
	} else if (e == JSON_STRING && json_key_is(j, 4, "timelines") &&
		   json_key_is(j, j->depth, "endtime")) {
		keep_later(s->end, j);
		keep_later(s->last, j);
	} else if (e == JSON_CLOSE && j->depth == 3 && s->second) {
		put_announced(r, s);
	}
}

void ripestat_parse(struct list_reader *r)
{
	struct ripestat s = { .second = false };
	struct json_reader j;
	enum json_event e;

	for (int pass = 0; pass < 2; pass++) {
		s.second = pass == 1;
		if (s.second && !text_rewind(r->in)) {
			refuse(r, "cannot be read twice");
			return;
		}
		json_read(&j, r->in);
		while ((e = json_next(&j)) > JSON_BAD)
			take_announced(r, &j, e, &s);
	}
	json_end(r, &j, e);
}
