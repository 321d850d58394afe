/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Prints DNS answers. */

#include <stdio.h>

#include "nfq/inspect/dns_answer.h"
#include "tools/answers.h"

static const char *data_of(const struct dns_record *r, char text[ADDRESS_TEXT])
{
	if (r->has_address)
		return address_format(&r->address, text);
	return r->type != DNS_CNAME ? NULL :
	       r->has_target ? r->target.text : ".";
}

void answers_print(const char *file, const struct report *r)
{
	const struct span *message = &r->finding->dns.answer;
	char client[ADDRESS_TEXT], server[ADDRESS_TEXT], text[ADDRESS_TEXT];
	char type[DNS_TYPE_TEXT];
	struct dns_answer a;
	struct dns_record record;

	if (dns_answer_open(&a, message->p, message->len) != INSPECT_FOUND)
		return;
	address_format(&r->packet->src, client);
	address_format(&r->packet->dst, server);
	while (dns_answer_next(&a, &record)) {
		const char *data = data_of(&record, text);

		if (data)
			printf("%s\tanswer\t%s\t%s\t%s\t%s\t%s\n", file,
			       client, server, r->name->len ? r->name->text :
			       ".", dns_type_name(record.type, type), data);
	}
}
