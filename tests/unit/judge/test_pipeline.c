/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From packet to verdict: DNS over UDP and TCP, policies, modes, reports. */

#include <netinet/in.h>	/* before the kernel's headers */
#include <stdio.h>

#include "lib/array.h"
#include "tests/unit/ipwire.h"
#include "tests/unit/judge.h"
#include "tests/unit/tap.h"
#include "tests/unit/tlswire.h"

#define ENFORCE	"mode = \"enforce\"; "

static struct judge *j;
static struct wire blocked, allowed, nameless;	/* hellos in a record */

static void put_header(struct wire *w, uint16_t questions)
{
	put(w, "\x12\x34\1\0", 4);
	put16(w, questions);
	put(w, "\0\0\0\0\0\0", 6);
}

static void put_question(struct wire *w, const char *name)
{
	for (size_t n; *name; name += n + (name[n] == '.')) {
		n = strcspn(name, ".");
		put8(w, (uint8_t)n);
		put(w, name, n);
	}
	put(w, "\0\0\x1c\0\1", 5);
}

/* A datagram to `port`. */
static enum verdict datagram(const struct wire *payload, uint16_t port)
{
	static struct wire w;

	w.len = 0;
	put_ipv4(&w, IPPROTO_UDP);
	put_udp(&w, 40000, port, payload->len);
	put(&w, payload->p, payload->len);
	close_ipv4(&w);
	return judge(j, &w, 0);
}

static enum verdict ask(const char *name)
{
	static struct wire w;

	w.len = 0;
	put_header(&w, 1);
	put_question(&w, name);
	return datagram(&w, 53);
}

static void start(const char *settings)
{
	if (j)
		judge_done(j);
	j = judge_with(settings);
}

static enum verdict hello(const struct wire *bytes)
{
	struct client c = client_of(j, 443);

	return client_send(&c, 0, bytes->p, bytes->len);
}

/* --- DNS ------------------------------------------------------------- */

static void test_dns(void)
{
	start(ENFORCE);
	is_number(ask(BLOCKED), VERDICT_REFUSE_ONCE, "a blocked question");
	is_text(heard.name, BLOCKED, ": is reported");
	is_number(heard.effect, EFFECT_BLOCK, ": as blocked");
	is_number(heard.verdict, VERDICT_REFUSE_ONCE, ": with its verdict");
	is_number(j->finding.nnames, 1, "what was found stays for an answer");
	is_number(ask(ALLOWED), VERDICT_PASS_ONCE, "an allowed one");
	is_number(ask("KASPERSKY.com"), VERDICT_REFUSE_ONCE, "upper case");
	is_number(ask("notkaspersky.com"), VERDICT_PASS_ONCE,
		  "a name that only ends alike");
	is_number(ask("kaspersky.com.evil.example"), VERDICT_PASS_ONCE,
		  ": or begins so");
	is_number(ask(""), VERDICT_PASS_ONCE, "the root");
	is_number(judge_flows(j).flows, 0, "questions take no flow");
	is_number(j->stats.found[PROTO_DNS], 6, ": they are counted");
	is_number(j->stats.verdicts[VERDICT_REFUSE_ONCE], 2,
		  ": so are refusals");
}

static void test_odd_dns(void)
{
	static struct wire w;

	w.len = 0;
	put_header(&w, 2);
	put_question(&w, ALLOWED);
	put_question(&w, BLOCKED);
	is_number(datagram(&w, 53), VERDICT_REFUSE_ONCE,
		  "a blocked second question");
	w.p[2] |= 0x80;
	is_number(datagram(&w, 53), VERDICT_PASS_ONCE, "an answer");
	w.len = 0;
	put_header(&w, 9);
	put_question(&w, BLOCKED);
	is_number(datagram(&w, 53), VERDICT_REFUSE_ONCE,
		  "a broken question whose first name is blocked");
	w.len = 0;
	put_header(&w, 1);
	put_text(&w, "\3www");
	is_number(datagram(&w, 53), VERDICT_REFUSE_ONCE, "one without a name");
	is_number(heard.reason, REASON_UNREADABLE, ": is not readable");
	is_number(j->finding.nnames, 0, ": and has none");
	is_number(j->finding.wrong, FIELD_LABEL, "for this label");
	w.len = 5;
	is_number(datagram(&w, 53), VERDICT_PASS_ONCE, "five bytes");

	w.len = 0;
	put_header(&w, 5);
	for (int i = 0; i < 4; i++)
		put_question(&w, ALLOWED);
	put_question(&w, BLOCKED);
	is_number(datagram(&w, 53), VERDICT_REFUSE_ONCE,
		  "more questions than are read");
	is_number(j->finding.nnames, 0, "no name is the reason");
	start("mode = \"observe\";");
	is_number(datagram(&w, 53), VERDICT_PASS_ONCE, ": which is only seen");
	is_number(heard.effect, EFFECT_OBSERVE, "where that is the mode");
	start(ENFORCE);
	w.len = 0;
	is_number(datagram(&w, 53), VERDICT_PASS_ONCE, ": none");
	put_header(&w, 1);
	put_question(&w, BLOCKED);
	heard.n = 0;
	is_number(datagram(&w, 5353), VERDICT_PASS_ONCE, ": another port");
	is_number(heard.n, 0, ": is not looked at");
}

/* To a port that is not DNS's, by policy. */
static void test_dns_elsewhere(void)
{
	static const struct {
		const char *policy;
		enum verdict blocked, allowed;
		unsigned told;		/* of the allowed one */
	} cases[] = {
		{ "pass", VERDICT_PASS_ONCE, VERDICT_PASS_ONCE, 0 },
		{ "judge", VERDICT_REFUSE_ONCE, VERDICT_PASS_ONCE, 0 },
		{ "log", VERDICT_REFUSE_ONCE, VERDICT_PASS_ONCE, 1 },
		{ "block", VERDICT_REFUSE_ONCE, VERDICT_REFUSE_ONCE, 1 },
	};
	static const uint16_t ports[] = { 5300, 5353, 5355 };
	static struct wire w;
	char text[100];

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		snprintf(text, sizeof(text), "mode = \"enforce\"; "
			 "dns_other_ports = \"%s\";", cases[i].policy);
		start(text);
		w.len = 0;
		put_header(&w, 1);
		put_question(&w, BLOCKED);
		for (size_t k = 0; k < 3; k++)
			is_number(datagram(&w, ports[k]), cases[i].blocked,
				  "%s: a blocked question to port %u",
				  cases[i].policy, ports[k]);
		is_number(datagram(&w, 137), VERDICT_PASS_ONCE,
			  "%s: NetBIOS", cases[i].policy);
		w.len = 0;
		put_header(&w, 1);
		put_question(&w, ALLOWED);
		is_number(datagram(&w, 5300), cases[i].allowed,
			  "%s: an allowed one", cases[i].policy);
		is_number(heard.reason == REASON_DNS_PORT, cases[i].told,
			  "%s: told or not", cases[i].policy);
	}
	start("mode = \"observe\"; dns_other_ports = \"block\";");
	is_number(datagram(&w, 5300), VERDICT_PASS_ONCE, "observed only");
	ok(heard.reason == REASON_DNS_PORT && heard.effect == EFFECT_OBSERVE,
	   ": and told");
}

static void put_framed(struct wire *w, const char *name)
{
	size_t at = open_length(w, 2);

	put_header(w, 1);
	put_question(w, name);
	close_length(w, at, 2);
}

/* `first` and `second` are the lengths of two segments. */
static enum verdict over_tcp(const struct wire *w, size_t first,
			     enum verdict want)
{
	struct client c = client_of(j, 53);
	enum verdict v = client_send(&c, 0, w->p, first);

	if (v != want)
		return VERDICTS;
	return client_send(&c, (uint32_t)first, w->p + first, w->len - first);
}

/* Headers that nobody can read, and perhaps some receiver. */
static void test_unreadable(void)
{
	static const char *const modes[] = { "enforce", "observe" };
	static struct wire w;

	for (size_t i = 0; i < ARRAY_SIZE(modes); i++) {
		char text[80];

		snprintf(text, sizeof(text), "mode = \"%s\";", modes[i]);
		start(text);
		w.len = 0;
		put(&w, "\x60\0\0\0\4\0\0\x40", 8);
		put_fill(&w, 0x20, 32);		/* both its ends */
		put(&w, "\x3c\0\0\0\0\0\0\0", 8);
		for (int k = 0; k < 16; k++)
			put(&w, "\x3c\0\0\0\0\0\0\0", 8);
		put(&w, "\6\0\0\0\0\0\0\0", 8);
		put_tcp(&w, 40000, 443, 1, 1, 0x18);
		put(&w, blocked.p, blocked.len);
		is_number(judge(j, &w, 0), i == 0 ? VERDICT_REFUSE_ONCE :
						    VERDICT_PASS_ONCE,
			  "eighteen extension headers, %s", modes[i]);
		is_number(heard.reason, REASON_HEADERS, ": its reason");
		is_number(heard.effect, i == 0 ? EFFECT_BLOCK : EFFECT_OBSERVE,
			  ": its effect");
		is_number(heard.n, 1, ": once");
		is_number(j->packet.src.b[0], 0x20, ": its source");
	}
}

static void test_tcp_elsewhere(void)
{
	static struct wire w;
	struct client c;
	unsigned wrong = 0;

	start("mode = \"enforce\"; dns_other_ports = \"judge\";");
	w.len = 0;
	put_framed(&w, BLOCKED);
	for (size_t cut = 1; cut < w.len; cut++) {
		c = client_of(j, 5300);
		client_send(&c, 0, w.p, cut);
		wrong += client_send(&c, (uint32_t)cut, w.p + cut,
				     w.len - cut) != VERDICT_REFUSE_ONCE;
	}
	is_number(wrong, 0, "over TCP to another port, cut anywhere");
	c = client_of(j, 5300);
	is_number(client_send(&c, 0, blocked.p, blocked.len),
		  VERDICT_BLOCK_FLOW, "TLS is still seen there");
	start("mode = \"enforce\";");
	c = client_of(j, 5300);
	ok(client_send(&c, 0, w.p, w.len) != VERDICT_REFUSE_ONCE,
	   ": it is not looked for by itself");
}

static void test_dns_over_tcp(void)
{
	static struct wire w;
	size_t first, wrong = 0;
	struct client c;

	w.len = 0;
	put_framed(&w, ALLOWED);
	first = w.len;
	put_framed(&w, BLOCKED);
	is_number(over_tcp(&w, first, VERDICT_PASS_ONCE), VERDICT_REFUSE_ONCE,
		  "an allowed question, then a blocked one");
	is_text(heard.name, BLOCKED, ": is reported");
	for (size_t cut = 1; cut < w.len; cut++)
		wrong += over_tcp(&w, cut, cut == first ? VERDICT_PASS_ONCE :
				  VERDICT_MORE) != VERDICT_REFUSE_ONCE;
	is_number(wrong, 0, "cut anywhere");
	c = client_of(j, 53);
	is_number(client_send(&c, 0, w.p, w.len), VERDICT_REFUSE_ONCE,
		  ": both in one segment");
	is_number(judge_flows(j).chunks, 0, "no chunk stays");
	c = client_of(j, 53);
	is_number(client_send(&c, 0, blocked.p, blocked.len),
		  VERDICT_BLOCK_FLOW, "TLS on the port of DNS");
	c = client_of(j, 53);
	is_number(client_say(&c, 0, "GET / HTTP/1.1\r\nHost: " BLOCKED
			     "\r\n\r\n"), VERDICT_BLOCK_FLOW, "HTTP too");
}

/* --- policies and modes ---------------------------------------------- */

static void test_no_sni(void)
{
	static const struct {
		const char *settings;
		enum verdict verdict;
		enum effect effect;
	} rows[] = {
		{ ENFORCE, VERDICT_PASS_FLOW, EFFECT_IGNORE },
		{ ENFORCE "no_sni = \"log\";", VERDICT_PASS_FLOW, EFFECT_LOG },
		{ ENFORCE "no_sni = \"block\";", VERDICT_BLOCK_FLOW,
		  EFFECT_BLOCK },
		{ "mode = \"observe\"; no_sni = \"block\";",
		  VERDICT_PASS_FLOW, EFFECT_OBSERVE },
		{ "mode = \"off\"; no_sni = \"block\";", VERDICT_PASS_FLOW,
		  EFFECT_IGNORE },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		start(rows[i].settings);
		is_number(hello(&nameless), rows[i].verdict, "no name, %s",
			  rows[i].settings);
		is_number(heard.effect, rows[i].effect, ": its effect");
		is_number(heard.reason, REASON_NO_NAME, ": its reason");
		is_number(hello(&allowed), VERDICT_PASS_FLOW, "with a name");
	}
}

/* Every browser sends the extension; the outer name tells. */
static void test_ech(void)
{
	static struct wire message, outer, grease;
	static struct wire *const hellos[] = { &outer, &grease };
	static const char *const names[] = { "cloudflare-ech.com",
					     ALLOWED };

	for (int i = 0; i < 2; i++) {
		size_t at;

		message.len = hellos[i]->len = 0;
		at = hello_begin(&message);
		put_server_name(&message, names[i], strlen(names[i]));
		put_extension(&message, 0xfe0d, 100);
		hello_end(&message, at);
		put_records(hellos[i], &message, message.len);
	}
	start(ENFORCE "ech = \"block\";");
	is_number(hello(&outer), VERDICT_BLOCK_FLOW, "ECH, refused");
	is_number(heard.reason, REASON_ECH, ": its reason");
	is_text(heard.name, "cloudflare-ech.com", ": its outer name");
	is_number(hello(&grease), VERDICT_PASS_FLOW, "GREASE passes");
	start(ENFORCE "ech = \"log\"; ech_names = [ \"" ALLOWED "\" ];");
	is_number(hello(&grease), VERDICT_PASS_FLOW, "a name of ours");
	is_number(heard.effect, EFFECT_LOG, ": is logged");
	start(ENFORCE);
	is_number(hello(&outer), VERDICT_PASS_FLOW, "by default it passes");
	is_number(heard.effect, EFFECT_IGNORE, "in silence");
}

static void test_observe(void)
{
	enum verdict v = VERDICT_MORE;
	struct client c;
	uint32_t at = 0;

	start("mode = \"observe\"; unknown = \"block\"; strict = true;");
	c = client_of(j, 80);
	is_number(hello(&blocked), VERDICT_MORE, "a blocked hello");
	is_number(heard.effect, EFFECT_OBSERVE, ": is observed");
	is_number(ask(BLOCKED), VERDICT_PASS_ONCE, "a blocked question");
	is_number(client_say(&c, 0, "GET / HTTP/1.1\r\nHost: " BLOCKED
			     "\r\n\r\n"), VERDICT_PASS_ONCE,
		  "a blocked request");
	c = client_of(j, 443);
	client_send(&c, 0, blocked.p, 80);
	is_number(client_say(&c, 20, "other"), VERDICT_PASS_FLOW,
		  "a differing overlap");
	c = client_of(j, 4444);
	for (int i = 0; i < 40 && v == VERDICT_MORE; i++, at += 6, c.ack++)
		v = client_say(&c, at, "hello\n");
	is_number(v, VERDICT_PASS_FLOW, "what is not understood");
	is_number(heard.effect, EFFECT_OBSERVE, ": is observed");
	is_number(j->stats.verdicts[VERDICT_BLOCK_FLOW] +
		  j->stats.verdicts[VERDICT_REFUSE_ONCE], 0,
		  "nothing is ever blocked");
}

static void test_vendor_modes(void)
{
	start(ENFORCE "vendors = ( { id = \"kaspersky\"; "
	      "mode = \"observe\"; } );");
	is_number(hello(&blocked), VERDICT_PASS_FLOW, "a vendor observed");
	is_number(heard.effect, EFFECT_OBSERVE, ": is reported so");
	start(ENFORCE "vendors = ( { id = \"kaspersky\"; mode = \"off\"; } );");
	is_number(hello(&blocked), VERDICT_PASS_FLOW, "a vendor off");
	is_number(heard.reason, REASON_NOTHING, ": is nothing");
	start("mode = \"off\";");
	is_number(hello(&blocked), VERDICT_PASS_FLOW, "all off");
}

static void test_local_lists(void)
{
	char path[100];
	FILE *f;

	snprintf(path, sizeof(path), "%s/allow.list", scratch());
	f = fopen(path, "w");
	fprintf(f, "full:" BLOCKED "\n");
	fclose(f);
	start(ENFORCE);
	is_number(hello(&blocked), VERDICT_PASS_FLOW, "an allowed exception");
	is_number(heard.effect, EFFECT_ALLOW, ": is reported so");
	is_number(ask("www2.kaspersky.com"), VERDICT_REFUSE_ONCE,
		  ": its neighbour is none");
	remove(path);
	snprintf(path, sizeof(path), "%s/block.list", scratch());
	f = fopen(path, "w");
	fprintf(f, "example.org\n");
	fclose(f);
	start(ENFORCE);
	is_number(hello(&allowed), VERDICT_BLOCK_FLOW, "a local rule");
	remove(path);
}

/* --- packets --------------------------------------------------------- */

static void test_packets(void)
{
	static struct wire w;

	start(ENFORCE);
	w.len = 0;
	put_ipv4(&w, IPPROTO_TCP);
	close_ipv4(&w);
	is_number(judge(j, &w, 0), VERDICT_REFUSE_ONCE,
		  "a broken packet is refused");
	is_number(j->stats.bad, 1, ": and counted");
	ask(BLOCKED);
	is_number(judge(j, &w, 0), VERDICT_REFUSE_ONCE, ": again");
	is_number(j->finding.nnames, 0, ": not for the name before");
	w.p[9] = IPPROTO_ICMP;
	is_number(judge(j, &w, 0), VERDICT_PASS_ONCE, "ICMP is not judged");
	w.p[9] = IPPROTO_TCP;
	w.p[7] = 1;
	is_number(judge(j, &w, 0), VERDICT_PASS_ONCE, ": nor a fragment");
	w.len = 0;
	is_number(judge(j, &w, 0), VERDICT_REFUSE_ONCE, "no packet at all");
	is_number(j->stats.verdicts[VERDICT_PASS_ONCE] +
		  j->stats.verdicts[VERDICT_REFUSE_ONCE], 6,
		  "all are counted");
	start("mode = \"observe\"; unknown = \"block\";");
	is_number(judge(j, &w, 0), VERDICT_PASS_ONCE, ": unless observed");
}

static void test_ipv6(void)
{
	static struct wire w;

	start(ENFORCE);
	w.len = 0;
	put(&w, "\x60\0\0\0\0\0\x3c\x40", 8);
	put_fill(&w, 0x20, 32);
	put(&w, "\6\0\1\4\0\0\0\0", 8);
	put_tcp(&w, 50000, 443, 0xfffffff0, 1, TCP_ACK);
	put(&w, blocked.p, blocked.len);
	w.p[4] = (uint8_t)((w.len - 40) >> 8);
	w.p[5] = (uint8_t)(w.len - 40);
	is_number(judge(j, &w, 0), VERDICT_BLOCK_FLOW,
		  "a blocked name behind IPv6 options");
}

int main(void)
{
	put_tls(&blocked, BLOCKED, 20, 20);
	put_tls(&allowed, ALLOWED, 20, 20);
	put_tls(&nameless, NULL, 20, 20);
	test_dns();
	test_odd_dns();
	test_dns_over_tcp();
	test_no_sni();
	test_ech();
	test_observe();
	test_vendor_modes();
	test_local_lists();
	test_packets();
	test_ipv6();
	test_dns_elsewhere();
	test_tcp_elsewhere();
	test_unreadable();
	judge_done(j);
	return done_testing();
}
