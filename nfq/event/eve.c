/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes events as EVE JSON lines. */

#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/json.h"
#include "lib/units.h"
#include "nfq/event/community.h"
#include "nfq/event/eve.h"
#include "nfq/event/eve_protocol.h"
#include "nfq/inspect/protocol.h"

enum {
	GENERATOR = 7100,	/* alert.gid */
	FLOW_ID_BITS = 51,	/* as many as JavaScript keeps, as Suricata */
	SEVERITY_BLOCK = 1, SEVERITY_LOG = 2, SEVERITY_REACTION = 3,
};

void eve_init(struct eve *e)
{
	gethostname(e->host, sizeof(e->host) - 1);
	e->host[sizeof(e->host) - 1] = '\0';
	e->key = hash_key_random();
}

/* --- what an event says ---------------------------------------------- */

enum { STORY_TEXT = 400 };

static const char *story_text(const struct event *e, char text[STORY_TEXT])
{
	char to[ADDRESS_TEXT];

	snprintf(text, STORY_TEXT, "fallback to public resolver %s after "
		 "refused lookup of %.*s", address_format(&e->dst, to),
		 e->story_name_len, e->story_name);
	return text;
}

/* An event's rule, spelled out. */
struct meaning {
	const struct legend_class *class;	/* NULL: no rule, a reaction */
	const struct legend_vendor *vendor;
	const struct legend_basis *basis;	/* NULL for local rules */
	const char *match_type;
	char match[300];
	char line[16];
	bool blocked;
};

static const char *name_match_type(const struct event *e)
{
	const struct protocol_row *row = &protocols[e->protocol];

	if (e->asked_len)
		return "dns-answer";
	return e->rule.exact ? row->exact_match : row->suffix_match;
}

static void explain_match(struct meaning *m, const struct event *e)
{
	const struct candidate *r = &e->rule;
	char text[ADDRESS_TEXT], name[sizeof(e->name) + 1];
	struct address to = e->dst;
	struct prefix p;

	/* What a proxy is asked for may be an address. */
	snprintf(name, sizeof(name), "%.*s", e->name_len, e->name);
	if (e->source == SOURCE_NAME &&
	    (r->len == 0 || !address_parse(name, &to))) {
		m->match_type = name_match_type(e);
		snprintf(m->match, sizeof(m->match), "%.*s",
			 e->name_len > r->start ? e->name_len - r->start : 0,
			 e->name + r->start);
		return;
	}
	if (e->source == SOURCE_FALLBACK) {
		m->match_type = "fallback";
		snprintf(m->match, sizeof(m->match), "%s",
			 address_format(&e->dst, text));
		return;
	}
	if (e->source == SOURCE_PORT) {
		m->match_type = "port";
		snprintf(m->match, sizeof(m->match), "%s/%u",
			 e->transport == IPPROTO_UDP ? "udp" : "tcp",
			 e->dport);
		return;
	}
	m->match_type = "ip";
	p = prefix_around(&to, r->len);
	snprintf(m->match, sizeof(m->match), "%s", prefix_format(&p, text));
}

static void explain(struct meaning *m, const struct event *e)
{
	const struct policy *p = e->rules->policy;
	const struct legend *l = &p->generation->legend;

	*m = (struct meaning) {
		.blocked = e->effect == EFFECT_BLOCK, .match_type = "policy",
	};
	if (e->source == SOURCE_REACTION) {
		snprintf(m->match, sizeof(m->match), "%s",
			 reasons[e->reason].word);
		return;
	}
	m->class = &l->classes[e->rule.class];
	m->vendor = &l->vendors[m->class->vendor];
	m->basis = policy_basis(p, e->rule.class);
	snprintf(m->line, sizeof(m->line), "%u", e->rule.line);
	explain_match(m, e);
}

/* A number that stays the same for a vendor and role (alert.signature_id). */
static uint32_t signature_id(const struct meaning *m)
{
	static const struct hash_key fixed = { { 0x636f72646f6e, 1 } };
	char text[160];
	int n = snprintf(text, sizeof(text), "%s/%s",
			 m->vendor ? m->vendor->id : "policy",
			 m->class ? m->class->role : m->match);

	return 1000000 + (uint32_t)(hash_bytes(&fixed, text, (size_t)n) %
				    8000000);
}

static void put_signature(struct json *j, const struct event *e,
			  const struct meaning *m)
{
	char text[768], story[STORY_TEXT];

	if (e->source == SOURCE_FALLBACK)
		snprintf(text, sizeof(text), "cordon %s %s: %s",
			 m->vendor->id, m->class->role,
			 story_text(e, story));
	else if (e->source == SOURCE_REACTION)
		snprintf(text, sizeof(text), "cordon policy: %s",
			 reasons[e->reason].text);
	else if (e->source == SOURCE_ADDRESS || e->source == SOURCE_PORT)
		snprintf(text, sizeof(text), "cordon %s %s: %s %s",
			 m->vendor->id, m->class->role,
			 e->source == SOURCE_PORT ? "port" : "address",
			 m->match);
	else
		snprintf(text, sizeof(text), "cordon %s %s: %s %s%s",
			 m->vendor->id, m->class->role, e->asked_len ?
			 "DNS answer leads to" : protocols[e->protocol].title,
			 e->rule.exact || e->rule.len ? "" : "*.", m->match);
	json_text(j, "signature", text);
}

/* --- the parts of a line --------------------------------------------- */

static void put_mac(struct json *j, const struct event *e)
{
	char text[18];

	if (!e->has_mac)
		return;
	snprintf(text, sizeof(text), "%02x:%02x:%02x:%02x:%02x:%02x",
		 e->mac[0], e->mac[1], e->mac[2], e->mac[3], e->mac[4],
		 e->mac[5]);
	json_open(j, "ether", '{');
	json_text(j, "src_mac", text);
	json_close(j, '}');
}

static const char *transport_name(const struct event *e)
{
	switch (e->transport) {
	case IPPROTO_TCP:
		return "TCP";
	case IPPROTO_UDP:
		return "UDP";
	case IPPROTO_ICMP:
		return "ICMP";
	case IPPROTO_ICMPV6:
		return "IPv6-ICMP";
	default:
		return "IP";
	}
}

static bool has_ports(const struct event *e)
{
	return e->transport == IPPROTO_TCP || e->transport == IPPROTO_UDP;
}

/* Keyed, so that it says nothing about the addresses to who has not the
 * key; equal for all events of one flow. */
static uint64_t flow_id(const struct eve *eve, const struct event *e)
{
	uint8_t key[37];

	memcpy(key, e->src.b, 16);
	memcpy(key + 16, e->dst.b, 16);
	memcpy(key + 32, &e->sport, 2);
	memcpy(key + 34, &e->dport, 2);
	key[36] = e->transport;
	return hash_bytes(&eve->key, key, sizeof(key)) >> (64 - FLOW_ID_BITS);
}

static void put_endpoints(struct json *j, const struct eve *eve,
			  const struct event *e)
{
	char text[ADDRESS_TEXT], community[COMMUNITY_TEXT];
	char name[IF_NAMESIZE];

	json_number(j, "flow_id", flow_id(eve, e));
	if (e->iif && if_indextoname(e->iif, name))
		json_text(j, "in_iface", name);
	json_text(j, "event_type", "alert");
	json_text(j, "src_ip", address_format(&e->src, text));
	if (has_ports(e))
		json_number(j, "src_port", e->sport);
	json_text(j, "dest_ip", address_format(&e->dst, text));
	if (has_ports(e))
		json_number(j, "dest_port", e->dport);
	json_text(j, "proto", transport_name(e));
	json_number(j, "ip_v", address_is_v4(&e->src) ? 4 : 6);
	put_mac(j, e);
	if (has_ports(e))
		json_text(j, "community_id", community_id(&e->src, &e->dst,
							  e->sport, e->dport,
							  e->transport,
							  community));
	json_text(j, "direction", "to_server");
	json_text(j, "host", eve->host);
	json_text(j, "app_proto", e->has_protocol ?
		  protocols[e->protocol].word : "failed");
}

/* What was done to the packet, in the words of Suricata's verdict. */
static void put_verdict(struct json *j, const struct event *e)
{
	bool drop = e->effect == EFFECT_BLOCK;
	bool answered = e->has_protocol && e->transport == IPPROTO_UDP &&
			protocols[e->protocol].refuses_once;

	json_open(j, "verdict", '{');
	json_text(j, "action", drop ? "drop" : "alert");
	if (drop && !answered) {
		json_text_list(j, "reject", e->transport == IPPROTO_TCP ?
			       "tcp-reset" : "icmp-prohib");
		json_text(j, "reject_target", "to_client");
	}
	json_close(j, '}');
}

static void put_exception(struct json *j, const struct event *e)
{
	const struct exceptions *x = &e->rules->exceptions;
	const struct exception *by;

	if (e->effect != EFFECT_EXCEPT || e->exception > x->nactive)
		return;
	by = x->active[e->exception - 1];
	json_text_list(j, "exception", by->id);
	json_text_list(j, "exception_owner", by->owner);
	json_text_list(j, "exception_until", by->until);
}

/* Where the name was read, or "dns" where it is only what an answer gave to
 * the address, which decides nothing. */
static const char *name_source(const struct event *e)
{
	if (e->source == SOURCE_NAME)
		return protocols[e->protocol].source;
	return e->hint_len ? "dns" : "none";
}

static void put_metadata(struct json *j, const struct event *e,
			 const struct meaning *m)
{
	const struct legend *l = &e->rules->generation.legend;
	const struct policy *p = e->rules->policy;
	enum mode mode = m->class ? p->modes[m->class->vendor] :
				    e->rules->config.mode;

	json_open(j, "metadata", '{');
	if (m->class) {
		json_text_list(j, "vendor", m->vendor->id);
		json_text_list(j, "role", m->class->role);
		json_text_list(j, "list", l->lists[m->class->list]);
		json_text_list(j, "line", m->line);
		json_text_list(j, "confidence", m->class->confidence);
	}
	json_text_list(j, "match_type", m->match_type);
	json_text_list(j, "match_value", m->match);
	put_exception(j, e);
	if (m->basis) {
		json_text_list(j, "basis", m->basis->id);
		json_text_list(j, "authority", m->basis->authority);
		json_text_list(j, "citation", m->basis->cite);
	}
	json_text_list(j, "mode", mode_words[mode]);
	json_text_list(j, "name_source", name_source(e));
	json_close(j, '}');
}

/* The name that DNS gave to the address, and who had asked for it. */
static void put_hint(struct json *j, const struct event *e)
{
	char name[sizeof(e->hint) + 1];

	if (!e->hint_len)
		return;
	snprintf(name, sizeof(name), "%.*s", e->hint_len, e->hint);
	json_text(j, "name", name);
	json_text(j, "name_asked_by", e->hint_other ? "another" : "client");
}

/* A refused lookup and what its client did next have one id. */
static void put_story(struct json *j, const struct event *e)
{
	char id[20], text[STORY_TEXT], name[sizeof(e->story_name) + 1];

	if (!e->story)
		return;
	snprintf(id, sizeof(id), "%016llx", (unsigned long long)e->story);
	json_open(j, "story", '{');
	json_text(j, "id", id);
	if (e->story_fallback) {
		snprintf(name, sizeof(name), "%.*s", e->story_name_len,
			 e->story_name);
		json_text(j, "refused", name);
		json_text(j, "text", story_text(e, text));
	}
	json_close(j, '}');
}

static void put_context(struct json *j, const struct event *e,
			const struct eve_repeat *repeat)
{
	char text[MOMENT_TEXT];

	json_open(j, "context", '{');
	json_text(j, "schema", "cordon.eve/1");
	json_text(j, "decided_by", e->in_kernel ? "kernel" : "daemon");
	json_text(j, "origin", e->outgoing ? "gateway" : "forwarded");
	if (e->ech)
		json_bool(j, "ech", true);
	if (e->wrong != FIELD_NONE)
		json_text(j, "wrong", field_words[e->wrong]);
	put_hint(j, e);
	put_story(j, e);
	if (repeat->count > 0) {
		json_number(j, "repeat", repeat->count);
		json_text(j, "first", moment_format_eve(&repeat->first, text));
		json_text(j, "last", moment_format_eve(&repeat->last, text));
	}
	json_close(j, '}');
}

static void put_alert(struct json *j, const struct event *e,
		      const struct meaning *m, const struct eve_repeat *repeat)
{
	json_open(j, "alert", '{');
	json_text(j, "action", m->blocked ? "blocked" : "allowed");
	json_number(j, "gid", GENERATOR);
	json_number(j, "signature_id", signature_id(m));
	json_number(j, "rev", e->rules->generation.number);
	put_signature(j, e, m);
	json_text(j, "category", m->class ? "Restricted vendor" :
					    "Connection without a name");
	json_number(j, "severity", !m->class ? SEVERITY_REACTION :
		    m->class->action == LEGEND_BLOCK ? SEVERITY_BLOCK :
						       SEVERITY_LOG);
	put_metadata(j, e, m);
	put_context(j, e, repeat);
	json_close(j, '}');
}

void eve_write(const struct eve *eve, const struct event *e,
	       const struct eve_repeat *repeat, struct buffer *out)
{
	struct json j = json_into(out);
	char when[MOMENT_TEXT];
	struct meaning m;

	explain(&m, e);
	json_open(&j, NULL, '{');
	json_text(&j, "timestamp", moment_format_eve(repeat->count ?
						     &repeat->last : &e->time,
						     when));
	put_endpoints(&j, eve, e);
	put_alert(&j, e, &m, repeat);
	put_verdict(&j, e);
	if (e->has_protocol)
		eve_put_protocol(&j, e);
	json_close(&j, '}');
	buffer_char(out, '\n');
}
