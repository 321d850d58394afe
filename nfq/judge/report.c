/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reports as text. */

#include <netinet/in.h>
#include <stdio.h>

#include "nfq/inspect/protocol.h"
#include "nfq/judge/report.h"

const char *const verdict_words[VERDICTS] = {
	[VERDICT_MORE] = "more", [VERDICT_PASS_FLOW] = "pass_flow",
	[VERDICT_BLOCK_FLOW] = "block_flow",
	[VERDICT_PASS_ONCE] = "pass_once",
	[VERDICT_REFUSE_ONCE] = "refuse_once", [VERDICT_DROP] = "drop",
};

enum { ENDS_TEXT = 2 * ADDRESS_TEXT + 32, WHY_TEXT = 320, NAME_SHOWN = 255 };

static void put_ends(const struct packet *p, char out[ENDS_TEXT])
{
	char src[ADDRESS_TEXT], dst[ADDRESS_TEXT];
	bool v4 = address_is_v4(&p->src);

	if (p->transport == 0)
		snprintf(out, ENDS_TEXT, "from somewhere");
	else
		snprintf(out, ENDS_TEXT,
			 v4 ? "%s:%u > %s:%u" : "[%s]:%u > [%s]:%u",
			 address_format(&p->src, src), p->sport,
			 address_format(&p->dst, dst), p->dport);
}

static const char *protocol_of(const struct report *r)
{
	if (r->finding)
		return protocols[r->finding->protocol].word;
	return r->packet->transport == IPPROTO_TCP ? "tcp" :
	       r->packet->transport == IPPROTO_UDP ? "udp" : "ip";
}

/* Whose the rule is, and where it stands. */
static void put_rule(const struct report *r, const struct rules *rules,
		     char out[WHY_TEXT])
{
	const struct legend *l = &rules->generation.legend;
	const struct legend_class *c = &l->classes[r->decision.rule.class];

	snprintf(out, WHY_TEXT, "%s %s (%s:%u)", l->vendors[c->vendor].id,
		 c->role, l->lists[c->list], r->decision.rule.line);
}

static void put_why(const struct report *r, const struct rules *rules,
		    char out[WHY_TEXT])
{
	const char *word = reasons[r->reason].word;

	if (r->reason == REASON_RULE) {
		put_rule(r, rules, out);
		return;
	}
	if (r->reason == REASON_NOTHING)
		word = r->name ? "no rule" : r->wrong ||
		       r->packet->transport == 0 ? "not readable" :
						   "as before";
	snprintf(out, WHY_TEXT, "%s%s%s%s", word, r->wrong ? " (" : "",
		 r->wrong ? field_words[r->wrong] : "", r->wrong ? ")" : "");
}

const char *report_line(const struct report *r, const struct rules *rules,
			char text[REPORT_TEXT])
{
	enum effect effect = r->decision.effect;
	char ends[ENDS_TEXT], why[WHY_TEXT];

	put_ends(r->packet, ends);
	put_why(r, rules, why);
	snprintf(text, REPORT_TEXT, "%s %s %.*s%s%.*s: %s%s%s: %s", ends,
		 protocol_of(r), NAME_SHOWN, r->asked ? r->asked->text : "",
		 r->asked ? " leads to " : "", NAME_SHOWN,
		 r->name && r->name->len > 0 ? r->name->text : "-",
		 verdict_words[r->verdict],
		 effect == EFFECT_IGNORE ? "" : ", ",
		 effect == EFFECT_IGNORE ? "" : effect_words[effect], why);
	return text;
}
