/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Spamhaus: an object a line, {"cidr": ...} or {"asn": ...}, and how many there
 * are at the end. */

#include <stdio.h>

#include "ruleset/list/formats.h"
#include "ruleset/list/json.h"
#include "ruleset/list/lines.h"
#include "ruleset/list/put.h"
#include "ruleset/list/remark.h"
#include "ruleset/list/spamhaus.h"

static bool begins(struct span head)
{
	return json_has_key(head, "\"cidr\"") ||
	       json_has_key(head, "\"asname\"");
}

struct object {
	char cidr[ADDRESS_TEXT];
	uint32_t asn, records;
	bool metadata;
};

static void take_field(struct object *rec, const struct json_reader *j,
		       enum json_event e)
{
	if (e == JSON_STRING && (json_key_is(j, 1, "cidr") ||
				 json_key_is(j, 1, "CIDR")))
		json_copy(j, rec->cidr, sizeof(rec->cidr));
	else if (e == JSON_NUMBER && (json_key_is(j, 1, "asn") ||
				      json_key_is(j, 1, "ASN")))
		rec->asn = json_u32(j);
	else if (e == JSON_STRING && json_key_is(j, 1, "type"))
		rec->metadata = strcmp(j->value, "metadata") == 0;
	else if (e == JSON_NUMBER && json_key_is(j, 1, "records"))
		rec->records = json_u32(j);
}

static void put_record(struct list_reader *r, const struct object *rec)
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
		put_asn(r, asn, rec->asn);
	} else {
		remark_reject(r, NULL, "an object without a prefix");
	}
}

/* Between objects: comments, and lines that are none. */
static void skip_lines(struct list_reader *r, const struct json_reader *j)
{
	struct span line;
	bool open = false;
	int c;

	while (j->depth == 0 && (c = text_peek(r->in)) >= 0 && c != '{' &&
	       c != '[') {
		r->line = r->in->line;
		if (!text_line(r->in, &line))
			return;
		line = span_trim(line);
		if (open)
			open = !memmem(line.p, line.len, "*/", 2);
		else if (!lines_is_comment(line, &open))
			remark_reject(r, &line, "not an object");
	}
}

void spamhaus_read(struct list_reader *r)
{
	struct object rec = { .asn = 0 };
	size_t n = 0, said = 0;
	struct json_reader j;
	enum json_event e;

	json_read(&j, r->in);
	while (skip_lines(r, &j), (e = json_next(&j)) > JSON_BAD) {
		if (e == JSON_OPEN && j.depth == 1) {
			rec = (struct object) { .asn = 0 };
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
		remark_refuse(r, "its metadata tell another number of records: "
			      "only a part of it is there");
}

const struct list_format spamhaus_format = {
	.word = "spamhaus", .begins = begins, .parse = spamhaus_read,
};
