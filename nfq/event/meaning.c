/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Events in words. */

#include <netinet/in.h>	/* before the kernel's headers */
#include <stdio.h>

#include "lib/hash.h"
#include "lib/phrase.h"
#include "lib/prefix.h"
#include "nfq/event/meaning.h"
#include "nfq/inspect/protocol.h"

/* --- what matched ---------------------------------------------------- */

static const char *name_match_type(const struct event *e)
{
	const struct protocol_row *row = &protocols[e->protocol];

	if (e->asked_len)
		return "dns-answer";
	return e->rule.scope == NAMES_EXACT ? row->exact_match :
	       row->suffix_match;
}

static void match_name(struct meaning *m, const struct event *e)
{
	const struct candidate *r = &e->rule;

	struct phrase match = phrase_over(m->match, sizeof(m->match));

	m->match_type = name_match_type(e);
	if (e->name_len > r->start)
		phrase_bytes(&match, e->name + r->start,
			     (size_t)(e->name_len - r->start));
}

static void match_address(struct meaning *m, const struct event *e,
			  const struct address *a)
{
	struct prefix p = prefix_around(a, e->rule.len);

	m->match_type = "ip";
	prefix_format(&p, m->match);
}

static void match_what(struct meaning *m, const struct event *e)
{
	char name[sizeof(e->name) + 1];
	struct phrase whole = phrase_over(name, sizeof(name));
	struct address to;

	switch ((enum event_source)e->source) {
	case SOURCE_NAME:
		/* What a proxy is asked for may be an address. */
		phrase_bytes(&whole, e->name, e->name_len);
		if (e->rule.len > 0 && address_parse(name, &to))
			match_address(m, e, &to);
		else
			match_name(m, e);
		break;
	case SOURCE_ADDRESS:
		match_address(m, e, &e->dst);
		break;
	case SOURCE_PORT:
		m->match_type = "port";
		snprintf(m->match, sizeof(m->match), "%s/%u",
			 e->transport == IPPROTO_UDP ? "udp" : "tcp",
			 e->dport);
		break;
	case SOURCE_REACTION:
		m->match_type = "policy";
		snprintf(m->match, sizeof(m->match), "%s",
			 reasons[e->reason].word);
		break;
	case SOURCE_FALLBACK:
		m->match_type = "fallback";
		address_format(&e->dst, m->match);
		break;
	}
}

/* --- in a sentence --------------------------------------------------- */

static void tell_story(struct meaning *m, const struct event *e)
{
	char to[ADDRESS_TEXT];

	m->story[0] = '\0';
	if (e->story_fallback || e->source == SOURCE_FALLBACK)
		snprintf(m->story, sizeof(m->story), "fallback to public "
			 "resolver %s after refused lookup of %.*s",
			 address_format(&e->dst, to), e->story_name_len,
			 e->story_name);
}

/* In front of what matched. */
static const char *kind_of(const struct event *e)
{
	return e->source == SOURCE_PORT ? "port" :
	       e->source == SOURCE_ADDRESS ? "address" :
	       e->asked_len ? "DNS answer leads to" :
			      protocols[e->protocol].title;
}

static void sign(struct meaning *m, const struct event *e)
{
	bool below = e->source == SOURCE_NAME && e->rule.len == 0 &&
		     e->rule.scope != NAMES_EXACT;
	struct phrase p = phrase_over(m->signature, sizeof(m->signature));

	phrase_text(&p, "cordon ");
	if (e->source == SOURCE_REACTION) {
		phrase_text(&p, "policy: ");
		phrase_text(&p, reasons[e->reason].text);
		return;
	}
	phrase_text(&p, m->vendor->id);
	phrase_text(&p, " ");
	phrase_text(&p, m->class->role);
	phrase_text(&p, ": ");
	if (e->source == SOURCE_FALLBACK) {
		phrase_text(&p, m->story);
		return;
	}
	phrase_text(&p, kind_of(e));
	phrase_text(&p, below ? " *." : " ");
	phrase_text(&p, m->match);
}

static uint32_t number(const struct meaning *m)
{
	static const struct hash_key fixed = { { 0x636f72646f6e, 1 } };
	char text[160];
	struct phrase p = phrase_over(text, sizeof(text));

	phrase_text(&p, m->vendor ? m->vendor->id : "policy");
	phrase_text(&p, "/");
	phrase_text(&p, m->class ? m->class->role : m->match);
	return 1000000 + (uint32_t)(hash_bytes(&fixed, text,
					       (size_t)(p.at - text)) %
				    8000000);
}

/* --- all of it ------------------------------------------------------- */

static const char *name_source(const struct event *e)
{
	if (e->source == SOURCE_NAME)
		return protocols[e->protocol].source;
	return e->hint_len ? "dns" : "none";
}

static const struct exception *exception_of(const struct event *e)
{
	const struct exceptions *x = &e->rules->exceptions;

	return e->effect == EFFECT_EXCEPT && e->exception > 0 &&
	       e->exception <= x->nactive ? x->active[e->exception - 1] : NULL;
}

void meaning_of(struct meaning *m, const struct event *e)
{
	const struct policy *p = e->rules->policy;
	const struct legend *l = &p->generation->legend;

	m->class = NULL;
	m->vendor = NULL;
	m->basis = NULL;
	m->mode = e->rules->config.mode;
	if (e->source != SOURCE_REACTION) {
		m->class = &l->classes[e->rule.class];
		m->vendor = &l->vendors[m->class->vendor];
		m->basis = policy_basis(p, e->rule.class);
		m->mode = p->modes[m->class->vendor];
	}
	m->exception = exception_of(e);
	m->name_source = name_source(e);
	match_what(m, e);
	tell_story(m, e);
	sign(m, e);
	m->signature_id = number(m);
}
