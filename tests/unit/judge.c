/* SPDX-License-Identifier: GPL-2.0-or-later */

#include <netinet/in.h>	/* before the kernel's headers */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ruleset/policy/rules.h"
#include "tests/unit/ipwire.h"
#include "tests/unit/judge.h"
#include "tests/unit/tap.h"

struct heard heard;

void judge_hear(void *arg, const struct report *r)
{
	struct heard *h = arg;

	h->n++;
	h->reason = r->reason;
	h->effect = r->decision.effect;
	h->verdict = r->verdict;
	snprintf(h->name, sizeof(h->name), "%s", r->name ? r->name->text : "");
}

struct rules *judge_rules(const char *settings)
{
	const char *own = scratch();
	struct conf_report report = { .errors = 0 };
	struct rules *r;
	char path[128];
	FILE *f;

	snprintf(path, sizeof(path), "%s/cordon.conf", own);
	f = fopen(path, "w");
	if (!f)
		give_up("cannot write %s", path);
	fprintf(f, "catalogue = \"ruleset/vendors\";\n"
		"local_catalogue = \"%s/vendors\";\nstate = \"%s\";\n"
		"block_list = \"%s/block.list\";\n"
		"allow_list = \"%s/allow.list\";\n"
		"protect_list = \"%s/protect.list\";\n%s\n",
		own, own, own, own, own, settings);
	fclose(f);
	r = rules_load(path, RULES_CHECK, NULL, &report);
	if (!r)
		give_up("%s", report.text.p ? report.text.p : "no rules");
	conf_report_done(&report);
	return r;
}

struct judge *judge_with(const char *settings)
{
	struct judge *j = judge_new(64, 512, judge_hear, &heard);

	j->rules = judge_rules(settings);
	memset(&heard, 0, sizeof(heard));
	return j;
}

void judge_done(struct judge *j)
{
	rules_free((struct rules *)(uintptr_t)j->rules);
	judge_free(j);
}

struct client client_of(struct judge *j, uint16_t dport)
{
	static uint16_t sport = 1024;

	return (struct client) {
		.j = j, .sport = sport++, .dport = dport,
		.isn = (uint32_t)random_next(), .ack = 7000,
	};
}

enum verdict judge(struct judge *j, const struct wire *w, size_t beyond)
{
	struct guard g = guard_copy(w->p, w->len - beyond);
	enum verdict v = pipeline_judge(j, g.p, g.len, w->len);

	guard_free(&g);
	return v;
}

enum verdict client_cut(struct client *c, uint32_t at, const void *p,
			size_t len, size_t beyond)
{
	static struct wire w;

	w.len = 0;
	put_ipv4(&w, IPPROTO_TCP);
	put_tcp(&w, c->sport, c->dport, c->isn + at, c->ack, TCP_ACK);
	put(&w, p, len);
	close_ipv4(&w);
	if (w.len > 65535)
		w.p[2] = w.p[3] = 0;
	return judge(c->j, &w, beyond);
}

enum verdict client_send(struct client *c, uint32_t at, const void *p,
			 size_t len)
{
	return client_cut(c, at, p, len, 0);
}

enum verdict client_say(struct client *c, uint32_t at, const char *text)
{
	return client_send(c, at, text, strlen(text));
}

enum verdict client_pieces(struct client *c, uint32_t at, const void *p,
			   size_t len, size_t piece)
{
	enum verdict v = VERDICT_MORE;

	for (size_t i = 0; i < len && v == VERDICT_MORE; i += piece)
		v = client_send(c, at + (uint32_t)i, (const uint8_t *)p + i,
				len - i < piece ? len - i : piece);
	return v;
}

struct flow_stats judge_flows(const struct judge *j)
{
	struct flow_stats stats;

	flow_table_stats(j->flows, &stats);
	return stats;
}
