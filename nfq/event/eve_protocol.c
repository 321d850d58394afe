/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The part of an EVE line that belongs to a protocol. */

#include <stdio.h>

#include "nfq/event/eve_protocol.h"
#include "nfq/inspect/dns.h"

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

static const char *tls_version_name(uint16_t version)
{
	switch (version) {
	case 0x0301:
		return "TLSv1";
	case 0x0302:
		return "TLS 1.1";
	case 0x0303:	/* or 1.3, which says so in an extension */
		return "TLS 1.2";
	default:
		return "UNDETERMINED";
	}
}

static void quic_version_name(uint32_t version, char text[16])
{
	if (version == 0x6b3343cf)		/* RFC 9369 */
		snprintf(text, 16, "2");
	else if (version >> 8 == 0xff0000)
		snprintf(text, 16, "draft-%u", version & 0xff);
	else
		snprintf(text, 16, version == 1 ? "%u" : "0x%08x", version);
}

void eve_put_protocol(struct json *j, const struct event *e)
{
	char name[sizeof(e->name) + 1], method[sizeof(e->method) + 1];
	char version[16];

	snprintf(name, sizeof(name), "%.*s", e->name_len, e->name);
	snprintf(method, sizeof(method), "%.*s", e->method_len, e->method);
	switch (e->protocol) {
	case PROTO_DNS:
		put_dns(j, e, name);
		break;
	case PROTO_TLS:
		json_open(j, "tls", '{');
		if (name[0])
			json_text(j, "sni", name);
		json_text(j, "version", tls_version_name(e->tls_version));
		json_close(j, '}');
		break;
	case PROTO_QUIC:
		json_open(j, "quic", '{');
		if (name[0])
			json_text(j, "sni", name);
		quic_version_name(e->quic_version, version);
		json_text(j, "version", version);
		json_close(j, '}');
		break;
	case PROTO_HTTP:
		json_open(j, "http", '{');
		json_text(j, "hostname", name);
		json_text(j, "http_method", method);
		json_close(j, '}');
		break;
	case PROTO_SOCKS:
		json_open(j, "socks", '{');
		json_text(j, "hostname", name);
		json_close(j, '}');
		break;
	}
}
