/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Prints DNS answers. */

#include <stdio.h>

#include "lib/json.h"
#include "nfq/inspect/dns_answer.h"
#include "tools/capture/answers.h"
#include "tools/cli/output.h"

enum { COLUMNS = 7 };

static const char *const columns[COLUMNS] = {
	"FILE", "KIND", "CLIENT", "SERVER", "NAME", "TYPE", "DATA",
};
static const int widths[COLUMNS];

static const char *data_of(const struct dns_record *r, char text[ADDRESS_TEXT])
{
	if (r->has_address)
		return address_format(&r->address, text);
	return r->type != DNS_CNAME ? NULL :
	       r->has_target ? r->target.text : ".";
}

static void print_json(const char *const *cells)
{
	static const char *const keys[COLUMNS] = {
		"file", NULL, "client", "server", "name", "type", "data",
	};
	struct buffer out = { 0 };
	struct json j = json_into(&out);

	json_open(&j, NULL, '{');
	json_text(&j, "schema", "cordon.answer/1");
	for (int i = 0; i < COLUMNS; i++)
		if (keys[i])
			json_text(&j, keys[i], cells[i]);
	json_close(&j, '}');
	puts(out.p);
	buffer_done(&out);
}

void answers_begin(const struct args *a)
{
	if (a->as_csv && !a->as_json)
		output_stream_header(OUTPUT_CSV, columns, widths, COLUMNS);
}

void answers_print(const struct args *a, const char *file,
		   const struct report *r)
{
	const struct span *message = &r->finding->dns.answer;
	char client[ADDRESS_TEXT], server[ADDRESS_TEXT], text[ADDRESS_TEXT];
	char type[DNS_TYPE_TEXT];
	const char *cells[COLUMNS] = {
		file, "answer", client, server,
		r->name->len ? r->name->text : ".",
	};
	struct dns_answer answer;
	struct dns_record record;

	if (dns_answer_open(&answer, message->p, message->len) !=
	    INSPECT_FOUND)
		return;
	address_format(&r->packet->src, client);
	address_format(&r->packet->dst, server);
	while (dns_answer_next(&answer, &record)) {
		cells[5] = dns_type_name(record.type, type);
		cells[6] = data_of(&record, text);
		if (cells[6] && a->as_json)
			print_json(cells);
		else if (cells[6])
			output_stream_row(a->as_csv ? OUTPUT_CSV : OUTPUT_PLAIN,
					  cells, widths, COLUMNS);
	}
}
