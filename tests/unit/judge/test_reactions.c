/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is done where no name decides: each policy, each way to set it. */

#include <netinet/in.h>	/* before the kernel's headers */
#include <stdio.h>

#include "lib/array.h"
#include "tests/unit/ipwire.h"
#include "tests/unit/judge.h"
#include "tests/unit/quicwire.h"
#include "tests/unit/tap.h"
#include "tests/unit/tlswire.h"

static struct judge *j;
static struct wire w;

static enum verdict datagram(uint16_t sport, const void *p, size_t len)
{
	static struct wire packet;

	packet.len = 0;
	put_ipv4(&packet, IPPROTO_UDP);
	put_udp(&packet, sport, 443, len);
	put(&packet, p, len);
	close_ipv4(&packet);
	return judge(j, &packet, 0);
}

/* --- what is met ----------------------------------------------------- */

static enum verdict meet_noise(void)
{
	static const uint8_t noise[1400] = { 9, 9 }, more[1100000] = { 7 };
	struct client c = client_of(j, 4444);

	return client_pieces(&c, 0, noise, sizeof(noise), 1) == VERDICT_MORE ?
	       client_pieces(&c, sizeof(noise), more, sizeof(more), 1400) :
	       VERDICTS;
}

static enum verdict meet_turns(void)
{
	struct client c = client_of(j, 4444);
	enum verdict v = VERDICT_MORE;

	for (uint32_t at = 0; v == VERDICT_MORE && at < 400; at += 4) {
		v = client_say(&c, at, "NOP\n");
		c.ack += 9;
	}
	return v;
}

/* An HTTP connection that gets out of step goes on, request by request. */
static enum verdict meet_out_of_step(void)
{
	static const char text[] = "GET / HTTP/1.1\r\nHost: " ALLOWED
				   "\r\n\r\n";
	struct client c = client_of(j, 80);

	client_say(&c, 0, text);
	return client_say(&c, sizeof(text) - 1, "\1\2\3");
}

static enum verdict meet_nameless(void)
{
	struct client c = client_of(j, 443);

	w.len = 0;
	put_tls(&w, NULL, 30, 30);
	return client_send(&c, 0, w.p, w.len);
}

static enum verdict meet_nameless_quic(void)
{
	static struct wire hello, frames;
	static uint16_t sport = 3000;

	w.len = hello.len = frames.len = 0;
	put_hello(&hello, NULL, 30, 30);
	put_crypto(&frames, 0, hello.p, hello.len);
	put_initial(&w, QUIC_1, span_of_text("8bytesid"),
		    span_of_text("8bytesid"), 0, &frames);
	return datagram(sport++, w.p, w.len);
}

static enum verdict meet_outer_name(const char *name)
{
	static struct wire message;
	struct client c = client_of(j, 443);
	size_t at;

	w.len = message.len = 0;
	at = hello_begin(&message);
	put_server_name(&message, name, strlen(name));
	put_extension(&message, 0xfe0d, 100);
	hello_end(&message, at);
	put_records(&w, &message, message.len);
	return client_send(&c, 0, w.p, w.len);
}

static enum verdict meet_ech(void)
{
	return meet_outer_name("cloudflare-ech.com");
}

static enum verdict meet_other_ech(void)
{
	return meet_outer_name("public.tls-ech.dev");
}

static enum verdict meet_version(void)
{
	static uint16_t sport = 4000;
	enum verdict v = VERDICT_MORE;

	w.len = 0;
	put_0rtt(&w, span_of_text("8bytesid"), 300);
	memset(w.p + 1, 0x1a, 4);
	for (int i = 0; v == VERDICT_MORE && i < 20; i++)
		v = datagram(sport, w.p, w.len);
	sport++;
	return v;
}

static enum verdict meet_no_initial(void)
{
	static uint16_t sport = 5000;

	return datagram(sport++, "\x41 a short header", 16);
}

static enum verdict meet_only_0rtt(void)
{
	static uint16_t sport = 6000;
	enum verdict v = VERDICT_MORE;

	w.len = 0;
	put_0rtt(&w, span_of_text("8bytesid"), 300);
	for (int i = 0; v == VERDICT_MORE && i < 20; i++)
		v = datagram(sport, w.p, w.len);
	sport++;
	return v;
}

/* --- what is done ---------------------------------------------------- */

static const struct {
	const char *what, *key;
	enum verdict (*meet)(void);
	enum reason reason;
	bool goes_on;		/* where it is not blocked */
	bool alone;		/* blocked, and nothing behind it */
} cases[] = {
	{ "noise", "unknown", meet_noise, REASON_UNKNOWN, false, false },
	{ "a dialogue", "unknown", meet_turns, REASON_UNKNOWN, false, false },
	{ "HTTP out of step", "unknown", meet_out_of_step, REASON_UNKNOWN,
	  true, false },
	{ "TLS without a name", "no_sni", meet_nameless, REASON_NO_NAME,
	  false, false },
	{ "QUIC without a name", "no_sni", meet_nameless_quic, REASON_NO_NAME,
	  false, true },
	{ "ECH", "ech", meet_ech, REASON_ECH, false, false },
	{ "ECH of another provider", "ech", meet_other_ech, REASON_ECH,
	  false, false },
	{ "an unknown version", "quic_version", meet_version,
	  REASON_QUIC_VERSION, false, true },
	{ "a short header", "quic_no_initial", meet_no_initial,
	  REASON_QUIC_NO_INITIAL, false, false },
	{ "nothing but 0-RTT", "quic_no_initial", meet_only_0rtt,
	  REASON_QUIC_NO_INITIAL, false, true },
};

static const struct {
	const char *mode, *word;
	bool blocks;
	enum effect effect;
} ways[] = {
	{ "enforce", "pass", false, EFFECT_IGNORE },
	{ "enforce", "log", false, EFFECT_LOG },
	{ "enforce", "block", true, EFFECT_BLOCK },
	{ "observe", "block", false, EFFECT_OBSERVE },
	{ "observe", "log", false, EFFECT_LOG },
	{ "off", "block", false, EFFECT_IGNORE },
};

static void test_each(size_t i, size_t k)
{
	enum verdict pass = cases[i].goes_on ? VERDICT_PASS_ONCE :
					       VERDICT_PASS_FLOW;
	enum verdict block = cases[i].alone ? VERDICT_REFUSE_ONCE :
					      VERDICT_BLOCK_FLOW;
	char settings[100];
	bool silent;

	snprintf(settings, sizeof(settings), "mode = \"%s\"; %s = \"%s\";",
		 ways[k].mode, cases[i].key, ways[k].word);
	j = judge_with(settings);
	is_number(cases[i].meet(), ways[k].blocks ? block : pass,
		  "%s, %s", cases[i].what, settings);
	is_number(heard.effect, ways[k].effect, ": its effect");
	silent = ways[k].effect == EFFECT_IGNORE;
	ok(silent || heard.reason == cases[i].reason, ": its reason");
	judge_done(j);
}

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		for (size_t k = 0; k < ARRAY_SIZE(ways); k++)
			test_each(i, k);
	return done_testing();
}
