/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes events as EVE JSON lines. */

#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/jsonrows.h"
#include "lib/mac.h"
#include "lib/moment.h"
#include "lib/phrase.h"
#include "nfq/event/community.h"
#include "nfq/event/eve.h"
#include "nfq/event/eve_protocol.h"
#include "nfq/event/meaning.h"
#include "nfq/inspect/protocol.h"

enum {
	FLOW_ID_BITS = 51,	/* as many as JavaScript keeps, as Suricata */
	SEVERITY_BLOCK = 1, SEVERITY_LOG = 2, SEVERITY_REACTION = 3,
};

void eve_init(struct eve *e)
{
	gethostname(e->host, sizeof(e->host) - 1);
	e->host[sizeof(e->host) - 1] = '\0';
	e->key = hash_key_random();
	e->ifaces = xcalloc(EVE_IFACES, sizeof(*e->ifaces));
}

void eve_done(struct eve *e)
{
	free(e->ifaces);
	e->ifaces = NULL;
}

/* Nobody is to learn the machine's id from it (machine-id(5)). */
void eve_name(struct eve *e, const char *configured)
{
	static const struct hash_key ours = { { 0x636f72646f6e, 2 } };
	struct buffer id = { 0 };

	if (*configured)
		snprintf(e->gateway, sizeof(e->gateway), "%s", configured);
	else if (file_read("/etc/machine-id", 256, &id) == 0 && id.len >= 32)
		snprintf(e->gateway, sizeof(e->gateway), "%s-%08x", e->host,
			 (unsigned)hash_bytes(&ours, id.p, 32));
	else
		snprintf(e->gateway, sizeof(e->gateway), "%s", e->host);
	buffer_done(&id);
}

/* --- a line ---------------------------------------------------------- */

/* What stands in it; see the tables below. */
struct line {
	char timestamp[MOMENT_TEXT];
	uint64_t flow_id;
	const char *in_iface;
	char src_ip[ADDRESS_TEXT], dest_ip[ADDRESS_TEXT];
	bool has_ports, has_src_port;
	uint16_t src_port, dest_port;
	const char *proto, *host, *app_proto;
	unsigned ip_v;
	bool has_mac;
	char src_mac[MAC_TEXT];
	char community[COMMUNITY_TEXT];

	const char *action, *category;
	unsigned gid, signature_id, rev, severity;
	const char *signature;

	const char *vendor, *role, *list, *line, *confidence;
	char number[16];		/* which `line` is */
	const char *match_type, *match;
	const char *exception, *exception_owner, *exception_until;
	const char *basis, *authority, *citation, *duty, *jurisdiction;
	const char *mode, *name_source;

	const char *decided_by, *origin, *wrong;
	bool ech;
	char hint[sizeof(((struct event *)0)->hint) + 1];
	const char *hint_asked_by;
	bool has_story;
	char story_id[20];
	char refused[sizeof(((struct event *)0)->story_name) + 1];
	const char *story;
	bool is_repeat;
	unsigned repeat;
	char first[MOMENT_TEXT], last[MOMENT_TEXT];

	const char *verdict, *reject, *reject_target;

	const char *gateway, *stream, *outcome, *source;
	bool is_numbered;
	uint64_t seq;
};

static const struct jsonrow ether[] = {
	JSONROW(line, "src_mac", src_mac),
};

static const struct jsonrow metadata[] = {
	JSONROW_TAGGED(line, "vendor", vendor),
	JSONROW_TAGGED(line, "role", role),
	JSONROW_TAGGED(line, "list", list),
	JSONROW_TAGGED(line, "line", line),
	JSONROW_TAGGED(line, "confidence", confidence),
	JSONROW_TAGGED(line, "match_type", match_type),
	JSONROW_TAGGED(line, "match_value", match),
	JSONROW_TAGGED(line, "exception", exception),
	JSONROW_TAGGED(line, "exception_owner", exception_owner),
	JSONROW_TAGGED(line, "exception_until", exception_until),
	JSONROW_TAGGED(line, "basis", basis),
	JSONROW_TAGGED(line, "authority", authority),
	JSONROW_TAGGED(line, "citation", citation),
	JSONROW_TAGGED(line, "duty", duty),
	JSONROW_TAGGED(line, "jurisdiction", jurisdiction),
	JSONROW_TAGGED(line, "mode", mode),
	JSONROW_TAGGED(line, "name_source", name_source),
};

static const struct jsonrow story[] = {
	JSONROW(line, "id", story_id),
	JSONROW(line, "refused", refused),
	JSONROW(line, "text", story),
};

static const struct jsonrow context[] = {
	JSONROW_SAYS("schema", "cordon.eve/2"),
	JSONROW(line, "decided_by", decided_by),
	JSONROW(line, "origin", origin),
	JSONROW_IF(line, "ech", ech, ech),
	JSONROW(line, "wrong", wrong),
	JSONROW(line, "name", hint),
	JSONROW(line, "name_asked_by", hint_asked_by),
	JSONROW_INSIDE_IF(line, "story", story, has_story),
	JSONROW_IF(line, "repeat", repeat, is_repeat),
	JSONROW_IF(line, "first", first, is_repeat),
	JSONROW_IF(line, "last", last, is_repeat),
};

static const struct jsonrow alert[] = {
	JSONROW(line, "action", action),
	JSONROW(line, "gid", gid),
	JSONROW(line, "signature_id", signature_id),
	JSONROW(line, "rev", rev),
	JSONROW(line, "signature", signature),
	JSONROW(line, "category", category),
	JSONROW(line, "severity", severity),
	JSONROW_INSIDE("metadata", metadata),
	JSONROW_INSIDE("context", context),
};

static const struct jsonrow verdict[] = {
	JSONROW(line, "action", verdict),
	JSONROW_TAGGED(line, "reject", reject),
	JSONROW(line, "reject_target", reject_target),
};

static const struct jsonrow own[] = {
	JSONROW_SAYS("schema", "cordon.eve/2"),
	JSONROW(line, "gateway", gateway),
	JSONROW(line, "stream", stream),
	JSONROW_IF(line, "seq", seq, is_numbered),
	JSONROW(line, "outcome", outcome),
	JSONROW(line, "duty", duty),
	JSONROW(line, "jurisdiction", jurisdiction),
	JSONROW(line, "source", source),
};

static const struct jsonrow line[] = {
	JSONROW(line, "timestamp", timestamp),
	JSONROW(line, "flow_id", flow_id),
	JSONROW(line, "in_iface", in_iface),
	JSONROW_SAYS("event_type", "alert"),
	JSONROW(line, "src_ip", src_ip),
	JSONROW_IF(line, "src_port", src_port, has_src_port),
	JSONROW(line, "dest_ip", dest_ip),
	JSONROW_IF(line, "dest_port", dest_port, has_ports),
	JSONROW(line, "proto", proto),
	JSONROW(line, "ip_v", ip_v),
	JSONROW_INSIDE_IF(line, "ether", ether, has_mac),
	JSONROW_IF(line, "community_id", community, has_src_port),
	JSONROW_SAYS("direction", "to_server"),
	JSONROW(line, "host", host),
	JSONROW(line, "app_proto", app_proto),
	JSONROW_INSIDE("alert", alert),
	JSONROW_INSIDE("verdict", verdict),
	JSONROW_INSIDE("cordon", own),
};

/* --- from an event --------------------------------------------------- */

static const char *transport_name(uint8_t transport)
{
	switch (transport) {
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

/* Asking the kernel for each takes as long as all else; a name that changed is
 * known a second later. */
static const char *iface_name(const struct eve *eve, const struct event *e)
{
	struct eve_iface *f = &eve->ifaces[e->iif % EVE_IFACES];

	if (f->index == e->iif && f->asked == e->time.tv_sec)
		return *f->name ? f->name : NULL;
	*f = (struct eve_iface) { .index = e->iif, .asked = e->time.tv_sec };
	if (!if_indextoname(e->iif, f->name))
		*f->name = '\0';
	return *f->name ? f->name : NULL;
}

static void set_endpoints(struct line *l, const struct eve *eve,
			  const struct event *e)
{
	l->flow_id = flow_id(eve, e);
	l->in_iface = e->iif ? iface_name(eve, e) : NULL;
	address_format(&e->src, l->src_ip);
	address_format(&e->dst, l->dest_ip);
	l->proto = transport_name(e->transport);
	l->ip_v = address_is_v4(&e->dst) ? 4 : 6;
	l->host = eve->host;
	l->app_proto = e->has_protocol ? protocols[e->protocol].word :
					 "failed";
	l->has_mac = e->has_mac;
	mac_format(e->mac, l->src_mac);
	l->has_ports = e->transport == IPPROTO_TCP ||
		       e->transport == IPPROTO_UDP;
	/* Both would tell whose connection it was. */
	l->has_src_port = l->has_ports && !e->unlinked;
	if (!l->has_ports)
		return;
	l->src_port = e->sport;
	l->dest_port = e->dport;
	if (l->has_src_port)
		community_id(&e->src, &e->dst, e->sport, e->dport, e->transport,
		     l->community);
}

static void set_rule(struct line *l, const struct event *e,
		     const struct meaning *m)
{
	const struct legend *legend = &e->rules->generation.legend;
	struct phrase number = phrase_over(l->number, sizeof(l->number));

	l->category = "Connection without a name";
	l->severity = SEVERITY_REACTION;
	if (!m->class)
		return;
	l->category = "Restricted vendor";
	l->severity = m->class->action == LEGEND_BLOCK ? SEVERITY_BLOCK :
							 SEVERITY_LOG;
	l->vendor = m->vendor->id;
	l->role = m->class->role;
	l->list = legend->lists[m->class->list];
	l->confidence = m->class->confidence;
	phrase_number(&number, e->rule.line);
	l->line = l->number;
}

static void set_alert(struct line *l, const struct event *e,
		      const struct meaning *m)
{
	enum { GENERATOR = 7100 };

	l->action = e->effect == EFFECT_BLOCK ? "blocked" : "allowed";
	l->gid = GENERATOR;
	l->signature_id = m->signature_id;
	l->rev = e->rules->generation.number;
	l->signature = m->signature;
	l->match_type = m->match_type;
	l->match = m->match;
	l->mode = mode_words[m->mode];
	l->name_source = m->name_source;
	set_rule(l, e, m);
	if (m->basis) {
		l->basis = m->basis->id;
		l->authority = m->basis->authority;
		l->citation = m->basis->cite;
		l->duty = reach_duty_words[m->basis->reach.duty];
		l->jurisdiction = *m->basis->jurisdiction ?
				  m->basis->jurisdiction : NULL;
	}
	if (m->exception) {
		l->exception = m->exception->id;
		l->exception_owner = m->exception->owner;
		l->exception_until = m->exception->until;
	}
}

static void set_context(struct line *l, const struct event *e,
			const struct meaning *m)
{
	l->decided_by = e->in_kernel ? "kernel" : "daemon";
	l->origin = e->outgoing ? "gateway" : "forwarded";
	l->ech = e->ech;
	l->wrong = e->wrong != FIELD_NONE ? field_words[e->wrong] : NULL;
	if (e->hint_len) {
		memcpy(l->hint, e->hint, e->hint_len);
		l->hint_asked_by = e->hint_other ? "another" : "client";
	}
	/* A refused lookup and what its client did next have one id. */
	l->has_story = e->story != 0;
	if (l->has_story)
		snprintf(l->story_id, sizeof(l->story_id), "%016llx",
			 (unsigned long long)e->story);
	if (e->story_fallback) {
		memcpy(l->refused, e->story_name, e->story_name_len);
		l->story = m->story;
	}
}

/* What was done to the packet, in the words of Suricata's verdict. */
static void set_verdict(struct line *l, const struct event *e)
{
	bool answered = e->has_protocol && e->transport == IPPROTO_UDP &&
			protocols[e->protocol].refuses_once;

	l->verdict = e->effect == EFFECT_BLOCK ? "drop" : "alert";
	if (e->effect != EFFECT_BLOCK || answered)
		return;
	l->reject = e->transport == IPPROTO_TCP ? "tcp-reset" : "icmp-prohib";
	l->reject_target = "to_client";
}

/* Of captures nobody knows where they were taken. */
static void set_own(struct line *l, const struct eve *eve,
		    const struct event *e)
{
	l->gateway = *eve->gateway ? eve->gateway : NULL;
	l->stream = eve->stream;
	l->is_numbered = eve->stream;
	l->seq = eve->seq;
	l->outcome = outcome_words[event_outcome(e)];
	if (!e->outgoing && eve->stream)
		l->source = e->handshake ? "handshake" :
			    e->neighbour ? "neighbour" : "none";
}

static void set_times(struct line *l, const struct event *e,
		      const struct eve_repeat *repeat)
{
	l->is_repeat = repeat->count > 0;
	moment_format_eve(l->is_repeat ? &repeat->last : &e->time,
			  l->timestamp);
	if (!l->is_repeat)
		return;
	l->repeat = repeat->count;
	moment_format_eve(&repeat->first, l->first);
	moment_format_eve(&repeat->last, l->last);
}

void eve_write(const struct eve *eve, const struct event *e,
	       const struct eve_repeat *repeat, struct buffer *out)
{
	struct json j = json_into(out);
	struct line l = { .flow_id = 0 };
	struct meaning m;

	meaning_of(&m, e);
	set_times(&l, e, repeat);
	set_endpoints(&l, eve, e);
	set_alert(&l, e, &m);
	set_context(&l, e, &m);
	set_verdict(&l, e);
	set_own(&l, eve, e);
	json_open(&j, NULL, '{');
	jsonrows_put(&j, line, ARRAY_SIZE(line), &l);
	if (e->has_protocol)
		eve_protocol_put(&j, e);
	json_close(&j, '}');
	buffer_char(out, '\n');
}
