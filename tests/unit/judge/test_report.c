/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reports as lines: what "cordond -v" tells. */

#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "nfq/judge/report.h"
#include "tests/unit/judge.h"
#include "tests/unit/tap.h"

static char line[REPORT_TEXT];
static struct judge *judge_now;

static void keep(void *arg, const struct report *r)
{
	(void)arg;
	report_line(r, judge_now->rules, line);
}

static void is_line(const char *end, const char *what)
{
	size_t len = strlen(line), want = strlen(end);

	if (!ok(len >= want && strcmp(line + len - want, end) == 0, "%s",
		what))
		diag("%s", line);
}

static void say(uint16_t port, const char *text)
{
	struct client c = client_of(judge_now, port);

	line[0] = '\0';
	client_say(&c, 0, text);
}

#define GET(host) "GET / HTTP/1.1\r\nHost: " host "\r\n\r\n"

static void test_names(void)
{
	say(80, GET(BLOCKED));
	ok(strstr(line, ":80 http " BLOCKED ": block_flow, blocked: "
		  "kaspersky ") != NULL, "whose rule it is");
	ok(strstr(line, "/kaspersky.conf:") != NULL, ": and where it stands");
	say(80, GET(ALLOWED));
	is_line(":80 http www.example.org: pass_once: no rule",
		"or that there is none");
	ok(strncmp(line, "192.0.2.7:", 10) == 0, "the client comes first");
}

static void test_observed(void)
{
	struct judge *j = judge_now;

	judge_now = judge_with("mode = \"observe\";");
	judge_now->report = keep;
	say(80, GET(BLOCKED));
	ok(strstr(line, ": pass_once, observed: kaspersky ") != NULL,
	   "what is only observed");
	judge_done(judge_now);
	judge_now = j;
}

static void test_reasons(void)
{
	struct packet p = { .transport = IPPROTO_TCP, .sport = 1, .dport = 2 };
	struct report r = {
		.packet = &p, .reason = REASON_UNKNOWN,
		.verdict = VERDICT_PASS_FLOW, .wrong = FIELD_HELLO,
		.decision.effect = EFFECT_LOG,
	};

	address_parse("2001:db8::1", &p.src);
	address_parse("2001:db8::2", &p.dst);
	is_text(report_line(&r, judge_now->rules, line),
		"[2001:db8::1]:1 > [2001:db8::2]:2 tcp -: pass_flow, logged: "
		"unknown (hello)", "a reaction, and the field that was wrong");
	r = (struct report) {
		.packet = &p, .reason = REASON_NOTHING,
		.verdict = VERDICT_BLOCK_FLOW,
	};
	report_line(&r, judge_now->rules, line);
	is_line(" tcp -: block_flow: as before", "what repeats a refused one");
	p.transport = 0;
	r.verdict = VERDICT_REFUSE_ONCE;
	is_text(report_line(&r, judge_now->rules, line),
		"from somewhere ip -: refuse_once: not readable",
		"a packet without ends");
}

/* Nothing is longer than its room. */
static void test_long(void)
{
	static struct name n, asked;
	struct packet p = { .transport = IPPROTO_UDP };
	struct report r = {
		.packet = &p, .name = &n, .asked = &asked,
		.reason = REASON_NOTHING, .verdict = VERDICT_PASS_ONCE,
	};

	memset(n.text, 'n', NAME_SIZE - 1);
	memset(asked.text, 'a', NAME_SIZE - 1);
	n.len = asked.len = NAME_SIZE - 1;
	report_line(&r, judge_now->rules, line);
	ok(strstr(line, "aaaa leads to nnnn") != NULL, "an alias");
	is_line("nnnn: pass_once: no rule",
		"of names too long the end of the line is kept");
}

int main(void)
{
	judge_now = judge_with("mode = \"enforce\";");
	judge_now->report = keep;
	test_names();
	test_observed();
	test_reasons();
	test_long();
	judge_done(judge_now);
	return done_testing();
}
