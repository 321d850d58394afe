/* SPDX-License-Identifier: GPL-2.0-or-later */
/* EVE lines: valid JSON whatever the name, and what must stand in them. */

#include <net/if.h>
#include <netinet/in.h>	/* before the kernel's headers */
#include <stdio.h>
#include <stdlib.h>

#include "lib/array.h"
#include "nfq/event/eve.h"
#include "nfq/inspect/dns.h"
#include "tests/unit/dtlswire.h"
#include "tests/unit/ipwire.h"
#include "tests/unit/judge.h"
#include "tests/unit/tap.h"
#include "tests/unit/tlswire.h"

static struct judge *j;
static struct eve eve;
static struct buffer line;
static struct event event;	/* of what the pipeline reported last */
static const struct eve_repeat once;

/* --- a small judge of JSON (RFC 8259) -------------------------------- */

static const char *value(const char *p);

static const char *string(const char *p)
{
	if (*p++ != '"')
		return NULL;
	for (; *p != '"'; p++) {
		if ((uint8_t)*p < 0x20)
			return NULL;
		if (*p != '\\')
			continue;
		p++;
		if (*p == 'u') {
			if (strspn(p + 1, "0123456789abcdefABCDEF") < 4)
				return NULL;
			p += 4;
		} else if (!*p || !strchr("\"\\/bfnrt", *p)) {
			return NULL;
		}
	}
	return p + 1;
}

/* The members of an object or array, up to its end. */
static const char *members(const char *p, char end)
{
	if (*p == end)
		return p + 1;
	for (;; p++) {
		if (end == '}') {
			p = string(p);
			if (!p || *p++ != ':')
				return NULL;
		}
		p = value(p);
		if (!p || *p == end)
			return p ? p + 1 : NULL;
		if (*p != ',')
			return NULL;
	}
}

static const char *value(const char *p)
{
	size_t digits = strspn(p, "0123456789");

	if (*p == '{')
		return members(p + 1, '}');
	if (*p == '[')
		return members(p + 1, ']');
	if (*p == '"')
		return string(p);
	if (strncmp(p, "true", 4) == 0)
		return p + 4;
	if (strncmp(p, "false", 5) == 0)
		return p + 5;
	return digits > 0 && (digits == 1 || *p != '0') ? p + digits : NULL;
}

static bool is_json_line(const char *text)
{
	const char *end = *text == '{' ? value(text) : NULL;

	return end && strcmp(end, "\n") == 0;
}

/* --- writing --------------------------------------------------------- */

static void take(void *arg, const struct report *r)
{
	struct event *e = arg;

	memset(e, 0, sizeof(*e));
	event_fill(e, j->rules, r);
	e->time.tv_sec = 1758615302;
	e->time.tv_nsec = 114532000;
}

/* Every line also goes to the file EVE_LINES, for tests/golden/eve.sh. */
static const char *write_line(const struct eve_repeat *repeat)
{
	const char *path = getenv("EVE_LINES");
	FILE *f = path ? fopen(path, "ae") : NULL;

	buffer_reset(&line);
	eve_write(&eve, &event, repeat, &line);
	if (f) {
		fputs(line.p, f);
		fclose(f);
	}
	return line.p;
}

static void has(const char *part)
{
	bool there = strstr(line.p, part) != NULL;

	ok(there, ": has %.*s", (int)strcspn(part, "\n"), part);
	if (!there)
		diag("%.*s", (int)strcspn(line.p, "\n"), line.p);
}

static void start(const char *settings)
{
	if (j)
		judge_done(j);
	j = judge_with(settings);
	j->report = take;
	j->arg = &event;
}

static void say(uint16_t port, const void *p, size_t len)
{
	struct client c = client_of(j, port);

	c.sport = 51000;
	client_send(&c, 0, p, len);
	ok(is_json_line(write_line(&once)), "a line of JSON");
}

static void say_hello(const char *name)
{
	static struct wire w;

	w.len = 0;
	put_tls(&w, name, 3, 3);
	say(443, w.p, w.len);
}

static void test_judge(void)
{
	ok(is_json_line("{\"a\":[\"b\\u00ff\",{},[],0,17,true]}\n"),
	   "the test knows JSON");
	ok(!is_json_line("{\"a\":\"b\"c\"}\n") && !is_json_line("{}") &&
	   !is_json_line("{\"a\":\"\\x\"}\n") &&
	   !is_json_line("{\"a\":1,}\n") &&
	   !is_json_line("{}\n\n") && !is_json_line("{\"a\n\":1}\n"),
	   ": and what is none");
}

static void test_tls(void)
{
	start("mode = \"enforce\";");
	say_hello(BLOCKED);
	has("{\"timestamp\":\"2025-09-23T08:15:02.114532+0000\",");
	has("\"event_type\":\"alert\",\"src_ip\":\"192.0.2.7\","
	    "\"src_port\":51000,\"dest_ip\":\"198.51.100.9\","
	    "\"dest_port\":443,\"proto\":\"TCP\",\"ip_v\":4,");
	has("\"app_proto\":\"tls\"");
	has("\"action\":\"blocked\",\"gid\":7100,");
	has("\"signature\":\"cordon kaspersky product: TLS SNI "
	    "*.kaspersky.com\"");
	has("\"vendor\":[\"kaspersky\"],\"role\":[\"product\"],"
	    "\"list\":[\"ruleset/vendors/kaspersky.conf\"],\"line\":[\"");
	has("\"match_type\":[\"sni-suffix\"],"
	    "\"match_value\":[\"kaspersky.com\"]");
	has("\"citation\":[\"");
	has("\"mode\":[\"enforce\"],\"name_source\":[\"sni\"]");
	has("\"context\":{\"schema\":\"cordon.eve/2\","
	    "\"decided_by\":\"daemon\","
	    "\"origin\":\"forwarded\"}");
	has("\"verdict\":{\"action\":\"drop\",\"reject\":[\"tcp-reset\"],"
	    "\"reject_target\":\"to_client\"}");
	has("\"tls\":{\"sni\":\"" BLOCKED "\",\"version\":\"TLS 1.2\"}}\n");
	ok(!strstr(line.p, "repeat") && !strstr(line.p, "ether"),
	   ": and nothing that it does not know");
}

/* What became of it, in words of ours; and numbers, where it is a log's. */
static void test_own(void)
{
	static const struct {
		enum effect effect;
		const char *outcome;
	} rows[] = {
		{ EFFECT_BLOCK, "blocked" }, { EFFECT_OBSERVE, "would-block" },
		{ EFFECT_LOG, "logged" }, { EFFECT_EXCEPT, "excepted" },
	};
	char want[80];

	start("mode = \"enforce\";");
	say_hello(BLOCKED);
	has("\"cordon\":{\"schema\":\"cordon.eve/2\",\"outcome\":"
	    "\"blocked\",\"duty\":\"");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		event.effect = rows[i].effect;
		write_line(&once);
		snprintf(want, sizeof(want), "\"outcome\":\"%s\"",
			 rows[i].outcome);
		has(want);
	}
	eve.stream = "00112233445566778899aabbccddeeff";
	eve.seq = 18446744073709551615u;
	eve_name(&eve, "edge \"7\"");
	write_line(&once);
	has("\"gateway\":\"edge \\\"7\\\"\",\"stream\":\"0011223344556677"
	    "8899aabbccddeeff\",\"seq\":18446744073709551615,");
	has("\"source\":\"none\"}");
	event.neighbour = true;
	write_line(&once);
	has("\"source\":\"neighbour\"}");
	event.handshake = true;
	write_line(&once);
	has("\"source\":\"handshake\"}");
	event.outgoing = true;
	write_line(&once);
	ok(!strstr(line.p, "\"source\":\"h"), "the gateway is no client");
	eve_name(&eve, "");
	ok(strncmp(eve.gateway, eve.host, strlen(eve.host)) == 0,
	   "without a name it is called as the host");
	eve.stream = NULL;
	eve.gateway[0] = '\0';
}

static void test_dns(void)
{
	static struct wire w;

	w.len = 0;
	put_ipv4(&w, IPPROTO_UDP);
	put_udp(&w, 5353, 53, 35);
	put(&w, "\0\7\1\0\0\1\0\0\0\0\0\0", 12);
	put(&w, "\3any\tkaspersky\3com\0\0\x41\0\1", 23);
	close_ipv4(&w);
	judge(j, &w, 0);
	ok(is_json_line(write_line(&once)), "a line of JSON");
	has("\"dns\":{\"version\":3,\"type\":\"request\",\"id\":7,"
	    "\"rrname\":\"" BLOCKED "\",\"rrtype\":\"HTTPS\",\"queries\":[{"
	    "\"rrname\":\"" BLOCKED "\",\"rrtype\":\"HTTPS\"}]}}\n");
	has("\"proto\":\"UDP\"");
	has("\"match_type\":[\"dns-suffix\"]");
	has("\"verdict\":{\"action\":\"drop\"}");
}

static void test_dtls(void)
{
	static struct wire hello, w;

	hello.len = w.len = 0;
	put_dtls(&hello, BLOCKED, 20);
	put_ipv4(&w, IPPROTO_UDP);
	put_udp(&w, 5353, 443, hello.len);
	put(&w, hello.p, hello.len);
	close_ipv4(&w);
	judge(j, &w, 0);
	ok(is_json_line(write_line(&once)), "a line of JSON");
	has("\"app_proto\":\"dtls\"");
	has("\"signature\":\"cordon kaspersky product: DTLS SNI "
	    "*.kaspersky.com\"");
	has("\"reject\":[\"icmp-prohib\"]");
	has("\"dtls\":{\"sni\":\"" BLOCKED "\",\"version\":\"DTLS 1.2\"}}\n");
}

static void test_http(void)
{
	static const char text[] = "GET / HTTP/1.1\r\nHost: s00.upd."
				   "kaspersky.com\r\n\r\n";

	say(80, text, sizeof(text) - 1);
	has("\"http\":{\"hostname\":\"s00.upd.kaspersky.com\","
	    "\"http_method\":\"GET\"}}\n");
	has("\"match_type\":[\"http-host-exact\"],"
	    "\"match_value\":[\"s00.upd.kaspersky.com\"]");
	has("HTTP host s00.upd.kaspersky.com\"");
}

static void test_socks(void)
{
	static const char name[] = "\5\1\0\5\1\0\3\x11" BLOCKED "\1\xbb";
	static const char address[] = "\5\1\0\5\1\0\1\x4d\x4a\xb1\7\1\xbb";

	say(1080, name, sizeof(name) - 1);
	has("\"app_proto\":\"socks\"");
	has("\"socks\":{\"hostname\":\"" BLOCKED "\"}}\n");
	has("\"match_type\":[\"socks-suffix\"],"
	    "\"match_value\":[\"kaspersky.com\"]");
	has("SOCKS destination *.kaspersky.com\"");
	say(1080, address, sizeof(address) - 1);
	has("\"socks\":{\"hostname\":\"77.74.177.7\"}}\n");
	has("\"match_type\":[\"ip\"],\"match_value\":[\"77.74.176.0/21\"]");
	has("SOCKS destination 77.74.176.0/21\"");
	has("\"name_source\":[\"socks\"]");
}

/* Names that want to be more than a name. */
static void test_hostile_names(void)
{
	static const char *const names[] = {
		"\",\"x\",\"y.kaspersky.com", "\\\".kaspersky.com",
		"a\nb.kaspersky.com", "\xff\xfe\xc3(.kaspersky.com",
		("\xe2\x80\xae" "evil.kaspersky.com"),
		"</script>.kaspersky.com",
		"\x1b[2J.kaspersky.com", "%s%n.kaspersky.com",
	};
	char any[40] = "xx.kaspersky.com";
	unsigned wrong = 0;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		say_hello(names[i]);
		has("\"match_value\":[\"kaspersky.com\"]");
	}
	has("\"sni\":\"%s%n.kaspersky.com\"");
	say_hello(names[0]);
	has("\"sni\":\"\\\",\\\"x\\\",\\\"y.kaspersky.com\"");
	for (int c = 1; c < 256; c++) {
		any[1] = (char)c;
		memcpy(event.name, any, 16);
		event.name_len = 16;
		event.rule.start = 3;
		wrong += !is_json_line(write_line(&once));
		for (const char *p = line.p; p < line.p + line.len - 1; p++)
			wrong += *p < ' ' || *p == 0x7f;
	}
	is_number(wrong, 0, "any byte in a name makes printable JSON");
}

static void test_long_name(void)
{
	char name[320];

	memset(name, 'a', 300);
	strcpy(name + 300, ".kaspersky.com");
	say_hello(name);
	is_number(event.effect, EFFECT_BLOCK, "a long name is blocked");
	has("\"match_value\":[\"kaspersky.com\"]");
	strcpy(name + 230, ".very.long.kaspersky.com");
	say_hello(name);
	has("\"match_value\":[\"kaspersky.com\"]");
}

static void test_repeat(void)
{
	struct eve_repeat repeat = {
		.count = 7, .first = { .tv_sec = 1758615302 },
		.last = { .tv_sec = 1758615350, .tv_nsec = 5000 },
	};

	say_hello(BLOCKED);
	ok(is_json_line(write_line(&repeat)), "a repeat is a line of JSON");
	has("\"timestamp\":\"2025-09-23T08:15:50.000005+0000\"");
	has("\"repeat\":7,\"first\":\"2025-09-23T08:15:02.000000+0000\","
	    "\"last\":\"2025-09-23T08:15:50.000005+0000\"}");
}

static void test_extras(void)
{
	const char *id;
	char first[40];

	say_hello(BLOCKED);
	event.has_mac = event.outgoing = event.ech = true;
	memcpy(event.mac, "\0\x1b\xff\1\2\3", 6);
	event.iif = if_nametoindex("lo");
	ok(is_json_line(write_line(&once)), ": with all that may be known");
	has("\"in_iface\":\"lo\"");
	has("\"ether\":{\"src_mac\":\"00:1b:ff:01:02:03\"}");
	has("\"origin\":\"gateway\",\"ech\":true}");
	id = strstr(line.p, "\"flow_id\":") + 10;
	snprintf(first, sizeof(first), "%.*s", (int)strcspn(id, ","), id);
	ok(strlen(first) <= 16 && strtoull(first, NULL, 10) < 1ull << 51,
	   "a flow id that JavaScript keeps");
	event.sport++;
	write_line(&once);
	ok(!strstr(line.p, first), ": another flow has another");
	event.sport--;
	event.time.tv_sec++;
	write_line(&once);
	ok(strstr(line.p, first) != NULL, ": the same has the same");
}

static void test_reactions(void)
{
	struct client c;

	start("mode = \"enforce\"; no_sni = \"block\"; unknown = \"log\";");
	say_hello(NULL);
	has("\"signature\":\"cordon policy: no server name\"");
	has("\"match_type\":[\"policy\"],\"match_value\":[\"no_sni\"],"
	    "\"mode\":[\"enforce\"],\"name_source\":[\"none\"]}");
	has("\"tls\":{\"version\":\"TLS 1.2\"}");
	c = client_of(j, 4444);
	for (uint32_t i = 0; i < 40; i++, c.ack++)
		client_say(&c, i * 6, "hello\n");
	ok(is_json_line(write_line(&once)), "a line of JSON");
	has("\"signature\":\"cordon policy: protocol not recognised\"");
	has("\"action\":\"allowed\"");
	has("\"verdict\":{\"action\":\"alert\"}");
	has("\"app_proto\":\"failed\"");
}

static void test_wrong_field(void)
{
	static const char half[] = "POST / HTTP/1.1\r\nContent-Length: one\r\n"
				   "Host: a\r\n\r\n";

	start("mode = \"enforce\"; unknown = \"log\";");
	say(80, half, sizeof(half) - 1);
	has("\"origin\":\"forwarded\",\"wrong\":\"content length\"}");
}

static void test_address(void)
{
	struct rules *rules = (struct rules *)(uintptr_t)j->rules;
	struct event e = {
		.rules = rules, .source = SOURCE_ADDRESS, .in_kernel = true,
		.effect = EFFECT_BLOCK, .transport = IPPROTO_ICMPV6,
	};

	address_parse("2001:db8::7", &e.src);
	address_parse("2a03:2480::1", &e.dst);
	e.rule = policy_judge_address(rules->policy, &e.dst).rule;
	event = e;
	ok(is_json_line(write_line(&once)), "a line of JSON");
	has("\"dest_ip\":\"2a03:2480::1\",\"proto\":\"IPv6-ICMP\",\"ip_v\":6,");
	has("cordon kaspersky network: address 2a03:2480::/32\"");
	has("\"match_type\":[\"ip\"],\"match_value\":[\"2a03:2480::/32\"]");
	has("\"decided_by\":\"kernel\"");
	has("\"reject\":[\"icmp-prohib\"]");
	ok(!strstr(line.p, "_port") && !strstr(line.p, "community_id"),
	   "without ports");
}

/* The rule of a port is none of the address's. */
static void test_port(void)
{
	struct rules *rules = (struct rules *)(uintptr_t)j->rules;
	struct event e = {
		.rules = rules, .source = SOURCE_PORT, .in_kernel = true,
		.effect = EFFECT_BLOCK, .transport = IPPROTO_UDP,
		.sport = 40000, .dport = 853,
	};

	address_parse("192.0.2.7", &e.src);
	address_parse("192.0.2.8", &e.dst);
	event = e;
	ok(is_json_line(write_line(&once)), "a line of JSON");
	has(": port udp/853\"");
	has("\"match_type\":[\"port\"],\"match_value\":[\"udp/853\"]");
	has("\"decided_by\":\"kernel\"");
	has("\"name_source\":[\"none\"]");
	event.transport = IPPROTO_TCP;
	write_line(&once);
	has("\"match_value\":[\"tcp/853\"]");
	has("\"reject\":[\"tcp-reset\"]");
}

/* Of an answer: what was asked for, and where it leads. */
static void test_answer(void)
{
	struct rules *rules = (struct rules *)(uintptr_t)j->rules;
	struct event e = {
		.rules = rules, .source = SOURCE_NAME, .has_protocol = true,
		.protocol = PROTO_DNS, .effect = EFFECT_BLOCK, .dns_type = 1,
		.transport = IPPROTO_UDP, .name_len = 17, .asked_len = 15,
	};

	memcpy(e.name, BLOCKED, 17);
	memcpy(e.asked, "www.example.org", 15);
	e.rule = policy_judge_name(rules->policy, BLOCKED, 17).rule;
	event = e;
	ok(is_json_line(write_line(&once)), "a line of JSON");
	has("DNS answer leads to *.kaspersky.com\"");
	has("\"match_type\":[\"dns-answer\"],"
	    "\"match_value\":[\"kaspersky.com\"]");
	has("\"name_source\":[\"dns\"]");
	has("\"type\":\"response\",\"id\":0,\"rrname\":\"www.example.org\","
	    "\"rrtype\":\"A\",\"queries\":[{\"rrname\":\"www.example.org\","
	    "\"rrtype\":\"A\"}],\"answers\":[{\"rrname\":"
	    "\"www.example.org\",\"rrtype\":\"CNAME\",\"rdata\":\"" BLOCKED
	    "\"}]}}\n");
}

static void test_story(void)
{
	struct rules *rules = (struct rules *)(uintptr_t)j->rules;
	struct event e = {
		.rules = rules, .source = SOURCE_FALLBACK, .in_kernel = true,
		.effect = EFFECT_LOG, .transport = IPPROTO_TCP,
		.dport = 853, .story = 0xabc, .story_fallback = true,
		.story_name_len = 17,
	};

	address_parse("8.8.8.8", &e.dst);
	memcpy(e.story_name, BLOCKED, 17);
	e.rule = policy_judge_name(rules->policy, BLOCKED, 17).rule;
	event = e;
	ok(is_json_line(write_line(&once)), "a line of JSON");
	has(": fallback to public resolver 8.8.8.8 after refused lookup of "
	    BLOCKED "\"");
	has("\"match_type\":[\"fallback\"],\"match_value\":[\"8.8.8.8\"]");
	has("\"action\":\"allowed\"");
	has("\"story\":{\"id\":\"0000000000000abc\",\"refused\":\"" BLOCKED
	    "\",\"text\":\"fallback to public resolver 8.8.8.8 after refused "
	    "lookup of " BLOCKED "\"}");
}

/* The name that DNS gave to an address. */
static void test_hint(void)
{
	struct rules *rules = (struct rules *)(uintptr_t)j->rules;
	struct event e = {
		.rules = rules, .source = SOURCE_ADDRESS, .in_kernel = true,
		.effect = EFFECT_BLOCK, .transport = IPPROTO_TCP,
		.hint_len = 9, .hint_other = true,
	};

	address_parse("77.74.177.7", &e.dst);
	memcpy(e.hint, "a.example", 9);
	e.rule = policy_judge_address(rules->policy, &e.dst).rule;
	event = e;
	ok(is_json_line(write_line(&once)), "a line of JSON");
	has("\"name_source\":[\"dns\"]");
	has("\"name\":\"a.example\",\"name_asked_by\":\"another\"");
	has("\"match_type\":[\"ip\"]");
	ok(!strstr(line.p, "\"sni\""), ": and nothing else has it");
}

int main(void)
{
	eve_init(&eve);
	test_judge();
	test_tls();
	test_own();
	test_dns();
	test_dtls();
	test_http();
	test_socks();
	test_hostile_names();
	test_long_name();
	test_repeat();
	test_extras();
	test_reactions();
	test_wrong_field();
	test_address();
	test_port();
	test_answer();
	test_story();
	test_hint();
	judge_done(j);
	eve_done(&eve);
	buffer_done(&line);
	return done_testing();
}
