/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a decision to the words of an answer. */

#include <stdio.h>
#include <string.h>

#include "nfq/worker/refusal.h"

void refusal_note(struct refusal *r, const struct report *report)
{
	if (report->decision.effect != EFFECT_BLOCK)
		return;
	*r = (struct refusal) {
		.known = true, .decision = report->decision,
		.reason = report->reason,
		.length = report->name && !report->asked ?
			  report->name->len : 0,
	};
}

/* Text for the client's administrator: whose name it is, on what authority. */
static void explain(const struct refusal *r, const struct policy *p,
		    char why[REFUSAL_TEXT])
{
	const struct legend *l = &p->generation->legend;
	uint16_t class = r->decision.rule.class;
	const struct legend_basis *basis;

	why[0] = '\0';
	if (!r->known)
		return;
	if (r->reason != REASON_RULE) {
		snprintf(why, REFUSAL_TEXT, "%s", reasons[r->reason].word);
		return;
	}
	basis = policy_basis(p, class);
	snprintf(why, REFUSAL_TEXT, "%s%s%s",
		 l->vendors[l->classes[class].vendor].id,
		 basis ? ": " : "", basis ? basis->cite : "");
}

struct answer refusal_answer(const struct refusal *r,
			     const struct rules *rules,
			     char why[REFUSAL_TEXT])
{
	const struct config *c = &rules->config;
	struct answer a = { .kind = c->dns_block, .why = why };

	explain(r, rules->policy, why);
	if (a.kind == DNS_ADDRESS) {
		address_parse(c->dns_block_address4, &a.address4);
		address_parse(c->dns_block_address6, &a.address6);
	}
	return a;
}

/* Offsets in the text are those in the message, but where something was
 * escaped. */
size_t refusal_zone(const struct refusal *r, const struct finding *f)
{
	if (!r->known || f->names[0].len != r->length ||
	    memchr(f->names[0].text, '\\', f->names[0].len))
		return 0;
	return r->decision.rule.start;
}
