/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tells DNS answers. */

#include "nfq/inspect/dns_answer.h"
#include "tools/capture/answers.h"

static const struct column columns[] = {
	{ .key = "file", .head = "FILE" },
	{ .key = "kind", .head = "KIND", .unsaid = true },
	{ .key = "client", .head = "CLIENT" },
	{ .key = "server", .head = "SERVER" },
	{ .key = "name", .head = "NAME" },
	{ .key = "type", .head = "TYPE" },
	{ .key = "data", .head = "DATA" },
};

const struct grid answers_grid = {
	GRID_COLUMNS(columns), .style = STYLE_TABBED,
};

static const char *data_of(const struct dns_record *r, char text[ADDRESS_TEXT])
{
	if (r->has_address)
		return address_format(&r->address, text);
	return r->type != DNS_CNAME ? NULL :
	       r->has_target ? r->target.text : ".";
}

void answers_put(struct answer *an, const char *file, const struct report *r)
{
	const struct span *message = &r->finding->dns.answer;
	char client[ADDRESS_TEXT], server[ADDRESS_TEXT], text[ADDRESS_TEXT];
	const char *name = r->name->len ? r->name->text : ".", *data;
	char type[DNS_TYPE_TEXT];
	struct dns_answer answer;
	struct dns_record record;

	if (dns_answer_open(&answer, message->p, message->len) !=
	    INSPECT_FOUND)
		return;
	address_format(&r->packet->src, client);
	address_format(&r->packet->dst, server);
	while (dns_answer_next(&answer, &record)) {
		data = data_of(&record, text);
		if (!data)
			continue;
		answer_row(an, cell_text(file), cell_text("answer"),
			   cell_text(client), cell_text(server),
			   cell_text(name),
			   cell_text(dns_type_name(record.type, type)),
			   cell_text(data));
	}
}
