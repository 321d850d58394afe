/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of protocols. */

#include <netinet/in.h>

#include "lib/onlink.h"
#include "nfq/inspect/dtls.h"
#include "nfq/inspect/protocol.h"
#include "nfq/inspect/quic.h"
#include "nfq/inspect/socks.h"

static enum inspect_result read_tls(union reading *r, const uint8_t *p,
				    size_t len, struct finding *f)
{
	return tls_read(&r->tls, p, len, f);
}

static enum inspect_result read_http(union reading *r, const uint8_t *p,
				     size_t len, struct finding *f)
{
	return http_read(&r->http, p, len, f);
}

static enum inspect_result read_http2(union reading *r, const uint8_t *p,
				      size_t len, struct finding *f)
{
	return http2_read(r->http2, p, len, f);
}

static enum inspect_result read_dns(union reading *r, const uint8_t *p,
				    size_t len, struct finding *f)
{
	return dns_stream_read(&r->dns, p, len, f);
}

/*
 * In the order of enum protocol, which is the one they are asked in, but for
 * those for one port (protocol_inspectors()): of what begins like two of them,
 * the upper one is the more likely.
 */
const struct protocol_row protocols[PROTOCOLS] = {
	[PROTO_TLS] = {
		.word = "tls", .title = "TLS SNI", .source = "sni",
		.suffix_match = "sni-suffix", .exact_match = "sni-exact",
		.name_key = "sni",
		.detail_key = "version", .detail = tls_version_text,
		.inspectors = { { IPPROTO_TCP, .inspect = tls_inspect,
				  .read = read_tls } },
	},
	[PROTO_HTTP] = {
		.word = "http", .title = "HTTP host", .source = "http",
		.suffix_match = "http-host-suffix",
		.exact_match = "http-host-exact",
		.port = 80, .each_message = true,
		.name_key = "hostname",
		.detail_key = "http_method", .detail = http_method_text,
		.inspectors = {
			{ IPPROTO_TCP, .inspect = http_inspect,
			  .read = read_http },
			{ IPPROTO_TCP, .inspect = http2_inspect,
			  .read = read_http2, .stays = true, .large = true },
		},
	},
	[PROTO_SOCKS] = {
		.word = "socks", .title = "SOCKS destination",
		.source = "socks",
		.suffix_match = "socks-suffix", .exact_match = "socks-exact",
		.each_message = true,
		.name_key = "hostname",
		.inspectors = { { IPPROTO_TCP, .inspect = socks_inspect } },
	},
	[PROTO_DNS] = {
		.word = "dns", .title = "DNS name", .source = "dns",
		.suffix_match = "dns-suffix", .exact_match = "dns-exact",
		.each_message = true, .refuses_once = true,
		.name_key = "rrname",
		.inspectors = {
			{ IPPROTO_UDP, DNS_PORT, .inspect = dns_inspect },
			{ IPPROTO_TCP, DNS_PORT, .inspect = dns_inspect_tcp,
			  .read = read_dns, .stays = true },
			{ IPPROTO_UDP, .elsewhere = true,
			  .inspect = dns_inspect_elsewhere },
			{ IPPROTO_TCP, .elsewhere = true,
			  .inspect = dns_inspect_tcp_elsewhere },
		},
	},
	[PROTO_DTLS] = {
		.word = "dtls", .title = "DTLS SNI", .source = "sni",
		.suffix_match = "sni-suffix", .exact_match = "sni-exact",
		.listed_as = "tls", .name_key = "sni",
		.detail_key = "version", .detail = dtls_version_text,
		.inspectors = { { IPPROTO_UDP, .inspect = dtls_inspect } },
	},
	[PROTO_QUIC] = {
		.word = "quic", .title = "QUIC SNI", .source = "quic",
		.suffix_match = "sni-suffix", .exact_match = "sni-exact",
		.name_key = "sni",
		.detail_key = "version", .detail = quic_version_text,
		.inspectors = { { IPPROTO_UDP, .inspect = quic_inspect } },
	},
};

/* Adds those over the transport that are for one port, or for any. */
static size_t add_inspectors(uint8_t transport, bool one_port,
			     const struct inspector **out)
{
	size_t n = 0;

	for (unsigned p = 0; p < PROTOCOLS; p++) {
		for (unsigned i = 0; i < PROTOCOL_INSPECTORS; i++) {
			const struct inspector *by =
				&protocols[p].inspectors[i];

			if (by->inspect && by->transport == transport &&
			    (by->port != 0) == one_port)
				out[n++] = by;
		}
	}
	return n;
}

void protocol_inspectors(uint8_t transport,
			 const struct inspector *out[INSPECTORS_MAX])
{
	bool port_first = transport == IPPROTO_UDP;
	size_t n = add_inspectors(transport, port_first, out);

	n += add_inspectors(transport, !port_first, out + n);
	out[n] = NULL;
}

const struct inspector *protocol_of_port(const struct inspector *const *by)
{
	while (!(*by)->stays || (*by)->port == 0)
		by++;
	return *by;
}

bool protocol_is_elsewhere(uint16_t port, const struct address *to)
{
	switch (port) {
	case DNS_PORT:
	case NETBIOS_PORT:
		return false;
	case MDNS_PORT:
	case LLMNR_PORT:
		return !onlink_has(to);
	}
	return true;
}

bool protocol_starts_in_clear(uint16_t port)
{
	switch (port) {
	case 21: case 24: case 25: case 110: case 119: case 143: case 389:
	case 433: case 587: case 1433: case 2525: case 3306: case 4190:
	case 5222: case 5269: case 5432: case 6667:
		return true;
	}
	return false;
}
