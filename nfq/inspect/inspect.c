/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of inspectors. */

#include <netinet/in.h>

#include "lib/array.h"
#include "nfq/inspect/dns.h"
#include "nfq/inspect/http.h"
#include "nfq/inspect/inspect.h"
#include "nfq/inspect/quic.h"
#include "nfq/inspect/socks.h"
#include "nfq/inspect/tls.h"

const char *const protocol_words[PROTOCOLS] = {
	[PROTO_DNS] = "dns", [PROTO_TLS] = "tls", [PROTO_QUIC] = "quic",
	[PROTO_HTTP] = "http", [PROTO_SOCKS] = "socks",
};

/* In the order they are asked. */
const struct inspector inspectors[] = {
	{ PROTO_DNS, IPPROTO_UDP, DNS_PORT, true, dns_inspect, false },
	{ PROTO_DNS, IPPROTO_UDP, 0, true, dns_inspect_elsewhere, true },
	{ PROTO_QUIC, IPPROTO_UDP, 0, false, quic_inspect, false },
	{ PROTO_DNS, IPPROTO_TCP, DNS_PORT, true, dns_inspect_tcp, false },
	{ PROTO_TLS, IPPROTO_TCP, 0, false, tls_inspect, false },
	{ PROTO_HTTP, IPPROTO_TCP, 0, true, http_inspect, false },
	{ PROTO_SOCKS, IPPROTO_TCP, 0, true, socks_inspect, false },
	{ PROTO_DNS, IPPROTO_TCP, 0, true, dns_inspect_tcp_elsewhere, true },
};

const size_t ninspectors = ARRAY_SIZE(inspectors);

bool inspector_serves(const struct inspector *by, uint8_t transport,
		      uint16_t port, bool elsewhere)
{
	if (by->transport != transport || (by->port != 0 && by->port != port))
		return false;
	return !by->elsewhere ||
	       (elsewhere && port != DNS_PORT && port != MDNS_PORT &&
		port != LLMNR_PORT && port != NETBIOS_PORT);
}

void finding_clear(struct finding *f, enum protocol p)
{
	f->protocol = p;
	f->wrong = FIELD_NONE;
	f->nnames = 0;
	name_clear(&f->names[0]);
	f->port = 0;
	f->used = 0;
	f->body = BODY_NONE;
	f->body_length = 0;
	f->twofold = false;
	f->dns.type = 0;
	f->dns.question.len = f->dns.answer.len = 0;
	f->dns.edns = false;
	f->tls.version = 0;
	f->tls.ech = false;
	f->quic.version = 0;
	f->method.len = 0;
}
