/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The part of an EVE line that belongs to a protocol. */

#include <stdio.h>

#include "lib/phrase.h"
#include "nfq/event/eve_protocol.h"
#include "nfq/inspect/dns.h"
#include "nfq/inspect/protocol.h"

/* An answer that leads on to the name, by whatever records. */
static void put_answer(struct json *j, const char *asked, const char *name)
{
	json_open(j, "answers", '[');
	json_open(j, NULL, '{');
	json_text(j, "rrname", asked);
	json_text(j, "rrtype", "CNAME");
	json_text(j, "rdata", name);
	json_close(j, '}');
	json_close(j, ']');
}

static void put_dns(struct json *j, const struct event *e, const char *name)
{
	char type[DNS_TYPE_TEXT], asked[sizeof(e->asked) + 1];
	const char *rrname = e->asked_len ? asked : name;

	snprintf(asked, sizeof(asked), "%.*s", e->asked_len, e->asked);
	json_open(j, "dns", '{');
	json_number(j, "version", 3);
	json_text(j, "type", e->asked_len ? "response" : "request");
	json_number(j, "id", e->dns_id);
	json_text(j, "rrname", rrname);
	json_text(j, "rrtype", dns_type_name(e->dns_type, type));
	json_open(j, "queries", '[');
	json_open(j, NULL, '{');
	json_text(j, "rrname", rrname);
	json_text(j, "rrtype", dns_type_name(e->dns_type, type));
	json_close(j, '}');
	json_close(j, ']');
	if (e->asked_len)
		put_answer(j, asked, name);
	json_close(j, '}');
}

void eve_protocol_put(struct json *j, const struct event *e)
{
	const struct protocol_row *row = &protocols[e->protocol];
	char name[sizeof(e->name) + 1];
	struct phrase p = phrase_over(name, sizeof(name));

	phrase_bytes(&p, e->name, e->name_len);
	if (e->protocol == PROTO_DNS) {
		put_dns(j, e, name);
		return;
	}
	json_open(j, row->word, '{');
	if (name[0])
		json_text(j, row->name_key, name);
	if (row->detail_key)
		json_text(j, row->detail_key, e->detail);
	json_close(j, '}');
}
