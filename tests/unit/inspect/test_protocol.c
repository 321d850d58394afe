/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of protocols: every row whole, and the order they are asked in. */

#include <netinet/in.h>

#include "lib/array.h"
#include "nfq/inspect/dns_tcp.h"
#include "nfq/inspect/http.h"
#include "nfq/inspect/protocol.h"
#include "nfq/inspect/quic.h"
#include "nfq/inspect/socks.h"
#include "nfq/inspect/tls.h"
#include "tests/unit/tap.h"

static bool is_whole(const struct protocol_row *row)
{
	return row->word && row->title && row->source && row->suffix_match &&
	       row->exact_match && row->name_key &&
	       row->inspectors[0].inspect && !row->detail == !row->detail_key;
}

static void test_rows(void)
{
	for (unsigned p = 0; p < PROTOCOLS; p++) {
		ok(is_whole(&protocols[p]), "row %u is whole", p);
		for (unsigned q = 0; q < p; q++)
			if (strcmp(protocols[p].word, protocols[q].word) == 0)
				ok(false, "%u and %u have a word each", p, q);
	}
}

/* Each of its inspectors, run on nothing, makes a finding of its protocol. */
static void test_inspectors(void)
{
	unsigned wrong = 0, all = 0;
	struct finding f;

	for (unsigned p = 0; p < PROTOCOLS; p++) {
		for (unsigned i = 0; i < PROTOCOL_INSPECTORS; i++) {
			const struct inspector *by =
				&protocols[p].inspectors[i];

			if (!by->inspect)
				continue;
			all++;
			f.protocol = PROTOCOLS;
			by->inspect((const uint8_t *)"", 0, &f);
			wrong += f.protocol != p;
			wrong += by->transport != IPPROTO_TCP &&
				 by->transport != IPPROTO_UDP;
		}
	}
	is_number(wrong, 0, "inspectors find what their row is about");
	ok(all >= PROTOCOLS, ": and every row has one");
}

static size_t place_of(const struct inspector *const *list,
		       enum inspect_result (*inspect)(const uint8_t *, size_t,
						      struct finding *))
{
	size_t n = 0;

	while (list[n] && list[n]->inspect != inspect)
		n++;
	return list[n] ? n : SIZE_MAX;
}

/* What goes to DNS's port over UDP is DNS; over TCP it may look like something
 * else, too. Elsewhere a question may look like QUIC of
 * an unknown version, and the length before one like a greeting of SOCKS. */
static void test_order(void)
{
	const struct inspector *tcp[INSPECTORS_MAX], *udp[INSPECTORS_MAX];

	protocol_inspectors(IPPROTO_TCP, tcp);
	protocol_inspectors(IPPROTO_UDP, udp);
	ok(!tcp[place_of(tcp, dns_inspect_tcp) + 1], "over TCP DNS last");
	is_number(place_of(udp, dns_inspect), 0, "over UDP first");
	ok(protocol_of_port(tcp) == tcp[place_of(tcp, dns_inspect_tcp)],
	   ": its port is its own");
	ok(place_of(udp, dns_inspect_elsewhere) < place_of(udp, quic_inspect),
	   "a question elsewhere before QUIC");
	ok(place_of(tcp, dns_inspect_tcp_elsewhere) >
	   place_of(tcp, socks_inspect), ": and over TCP behind SOCKS");
	ok(place_of(tcp, tls_inspect) < place_of(tcp, http_inspect),
	   "TLS before HTTP");
	ok(place_of(tcp, quic_inspect) == SIZE_MAX &&
	   place_of(udp, tls_inspect) == SIZE_MAX, "each on its transport");
}

static void test_ports(void)
{
	static const struct inspector
		only = { .port = 53 }, any = { .port = 0 },
		elsewhere = { .elsewhere = true };
	static const uint16_t never[] = { 53, 137 }, link[] = { 5353, 5355 };
	static const char *const groups[] = {
		"224.0.0.251", "169.254.3.4", "ff02::fb", "fe80::1",
	};
	struct address to, group;

	address_parse("192.0.2.1", &to);

	ok(inspector_serves(&only, 53, &to, false) &&
	   !inspector_serves(&only, 54, &to, true), "one port");
	ok(inspector_serves(&any, 53, &to, false) &&
	   inspector_serves(&any, 1, &to, true), "any port");
	ok(inspector_serves(&elsewhere, 54, &to, true) &&
	   !inspector_serves(&elsewhere, 54, &to, false),
	   ": others, if wanted");
	for (size_t i = 0; i < ARRAY_SIZE(never); i++)
		ok(!inspector_serves(&elsewhere, never[i], &to, true),
		   ": but not %u", never[i]);
	for (size_t i = 0; i < 2 * ARRAY_SIZE(groups); i++) {
		address_parse(groups[i / 2], &group);
		ok(inspector_serves(&elsewhere, link[i % 2], &to, true) &&
		   !inspector_serves(&elsewhere, link[i % 2], &group, true),
		   ": nor %u of %s", link[i % 2], groups[i / 2]);
	}
}

static const char *detail_of(struct finding *f)
{
	static char text[DETAIL_SIZE];

	protocols[f->protocol].detail(f, text);
	return text;
}

static void test_details(void)
{
	static const struct {
		uint32_t version;
		const char *text;
	} quic[] = {
		{ 1, "1" }, { 0x6b3343cf, "2" }, { 0xff00001d, "draft-29" },
		{ 0xff0000ff, "draft-255" }, { 0xffffffff, "0xffffffff" },
		{ 0, "0x00000000" },
	};
	struct finding f;

	finding_clear(&f, PROTO_QUIC);
	for (size_t i = 0; i < ARRAY_SIZE(quic); i++) {
		f.quic.version = quic[i].version;
		is_text(detail_of(&f), quic[i].text, "a version of QUIC");
	}
	finding_clear(&f, PROTO_TLS);
	is_text(detail_of(&f), "UNDETERMINED", "no version of TLS");
	f.tls.version = 0x0301;
	is_text(detail_of(&f), "TLSv1", "TLS 1.0");
	finding_clear(&f, PROTO_HTTP);
	is_text(detail_of(&f), "", "no method");
	f.method = (struct span) { (const uint8_t *)"OPTIONS *", 7 };
	is_text(detail_of(&f), "OPTIONS", "a method");
}

int main(void)
{
	test_rows();
	test_inspectors();
	test_order();
	test_ports();
	test_details();
	return done_testing();
}
