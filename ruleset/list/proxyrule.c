/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a rule of a proxy lists. */

#include "lib/array.h"
#include "ruleset/list/iptoasn.h"
#include "ruleset/list/proxyrule.h"
#include "ruleset/list/put.h"
#include "ruleset/list/remark.h"

enum what { EXACT, SUFFIX, WILDCARD, PREFIX, AS_NUMBER, OTHER };

static const struct {
	const char *word;
	enum what what;
} types[] = {
	{ "domain-suffix", SUFFIX }, { "domain", EXACT },
	{ "ip-cidr", PREFIX }, { "ip-cidr6", PREFIX },
	{ "domain-keyword", OTHER }, { "host-suffix", SUFFIX },
	{ "host", EXACT }, { "ip6-cidr", PREFIX },
	{ "domain-wildcard", WILDCARD }, { "host-wildcard", WILDCARD },
	{ "domain-full", EXACT }, { "ip-asn", AS_NUMBER },
	{ "host-keyword", OTHER }, { "domain-regex", OTHER },
	{ "domain-set", OTHER }, { "rule-set", OTHER }, { "geosite", OTHER },
	{ "geoip", OTHER }, { "src-geoip", OTHER }, { "url-regex", OTHER },
	{ "user-agent", OTHER }, { "process-name", OTHER },
	{ "process-path", OTHER }, { "process-name-regex", OTHER },
	{ "process-path-regex", OTHER }, { "src-ip-cidr", OTHER },
	{ "process-name-wildcard", OTHER }, { "process-path-wildcard", OTHER },
	{ "src-ip", OTHER }, { "src-ip-asn", OTHER },
	{ "src-ip-suffix", OTHER }, { "ip-suffix", OTHER },
	{ "src-port", OTHER }, { "dst-port", OTHER }, { "dest-port", OTHER },
	{ "in-port", OTHER }, { "in-type", OTHER }, { "in-user", OTHER },
	{ "in-name", OTHER }, { "uid", OTHER }, { "network", OTHER },
	{ "dscp", OTHER }, { "protocol", OTHER }, { "subnet", OTHER },
	{ "and", OTHER }, { "or", OTHER }, { "not", OTHER },
	{ "sub-rule", OTHER }, { "match", OTHER }, { "final", OTHER },
	{ "script", OTHER }, { "device-name", OTHER },
	{ "hostname-type", OTHER },
	{ "mac-address", OTHER }, { "cellular-radio", OTHER },
};

enum { NTYPES = ARRAY_SIZE(types) };

static size_t type_of(struct span word)
{
	size_t i = 0;

	while (i < NTYPES && !span_is_nocase(word, types[i].word))
		i++;
	return i;
}

static bool is_upper(struct span word)
{
	for (size_t i = 0; i < word.len; i++)
		if (word.p[i] >= 'a' && word.p[i] <= 'z')
			return false;
	return true;
}

static bool begins_nocase(struct span s, const char *lower)
{
	size_t len = strlen(lower);

	return s.len >= len && span_is_nocase((struct span) { s.p, len },
					      lower);
}

static struct span next_field(struct span *rest)
{
	return span_unquote(span_trim(span_cut(rest, ',')));
}

/* A word that a table has as a title or a value is no type, unless there is
 * more to it. */
unsigned proxyrule_look(struct span line)
{
	struct span type = span_trim(span_cut(&line, ','));
	struct span value, policy;
	size_t i = line.len > 0 ? type_of(type) : NTYPES;

	if (i == NTYPES)
		return 0;
	value = next_field(&line);
	policy = next_field(&line);
	if (begins_nocase(policy, "reject") ||
	    span_is_nocase(policy, "direct") ||
	    span_is_nocase(policy, "proxy") ||
	    span_is_nocase(policy, "no-resolve"))
		return 1 << 20;
	if (types[i].what != OTHER && memchr(type.p, '-', type.len))
		return 1 << 20;
	if (is_upper(type) && value.len > 0 &&
	    (types[i].what == OTHER || memchr(value.p, '.', value.len)))
		return 1 << 20;
	return span_is(type, "host") && policy.len > 0 &&
	       memchr(value.p, '.', value.len) ? 3 : 0;
}

static bool is_option(struct span word)
{
	static const char *const options[] = {
		"no-resolve", "extended-matching", "pre-matching", "src",
		"dns-failed", "force-remote-dns", "force-cellular",
		"multi-interface", "multi-interface-balance",
		"force-hosts", "enhanced-mode", "via-interface=%tun%",
	};

	for (size_t i = 0; i < ARRAY_SIZE(options); i++)
		if (span_is_nocase(word, options[i]))
			return true;
	return word.len == 0 || memchr(word.p, '=', word.len);
}

/* --- one rule --------------------------------------------------------- */

static void put_wildcard(struct list_reader *r, struct span value)
{
	struct span name = value;

	if (span_begins(name, "*."))
		span_cut(&name, '.');
	if (memchr(name.p, '*', name.len) || memchr(name.p, '?', name.len))
		put_pattern(r, value);
	else
		put_name(r, name, name.len < value.len ? LIST_BELOW :
			 LIST_EXACT);
}

static void put_value(struct list_reader *r, enum what what,
		      struct span value)
{
	int64_t asn;

	switch (what) {
	case EXACT:
		put_name(r, value, LIST_EXACT);
		break;
	case SUFFIX:
		put_suffix(r, value);
		break;
	case WILDCARD:
		put_wildcard(r, value);
		break;
	case PREFIX:
		put_address(r, value);
		break;
	case AS_NUMBER:
		asn = iptoasn_number(value);
		if (asn > 0 && !r->entry.allow)
			put_asn(r, value, (uint32_t)asn);
		else
			remark_skip(r, &value, "an AS that is let pass");
		break;
	case OTHER:
		break;
	}
}

/* The policy, or nothing: options stand in its place where there is none. */
static struct span policy_of(struct span rest)
{
	while (rest.len > 0) {
		struct span word = next_field(&rest);

		if (!is_option(word))
			return word;
	}
	return (struct span) { (const uint8_t *)"", 0 };
}

/* Takes down whether all rules have one word for a policy that no program
 * knows: of those of Quantumult X, which must have one, it means nothing. */
static void learn(struct proxyrules *p, struct span type, struct span policy)
{
	bool fits = policy.len < sizeof(p->label) &&
		    !begins_nocase(policy, "reject") &&
		    !span_is_nocase(policy, "direct") &&
		    !span_is_nocase(policy, "proxy");

	p->quantumult |= begins_nocase(type, "host") ||
			 span_is_nocase(type, "ip6-cidr");
	if (p->labelled) {
		p->mixed |= !span_is(policy, p->label);
		return;
	}
	p->labelled = true;
	p->mixed |= !fits || policy.len == 0;
	if (fits)
		memcpy(p->label, policy.p, policy.len);
}

static bool is_label(const struct proxyrules *p)
{
	return p->quantumult && p->labelled && !p->mixed;
}

/* mihomo's "src" behind a prefix: it is that of who connects. */
static bool is_of_source(struct span rest)
{
	while (rest.len > 0)
		if (span_is_nocase(next_field(&rest), "src"))
			return true;
	return false;
}

/* More runs than there is room for are one. */
static uint8_t importance(struct proxyrules *p, bool pass)
{
	enum { MOST = 250 };
	unsigned n;

	if (p->any && p->pass != pass)
		p->run++;
	p->any = true;
	p->pass = pass;
	if (p->counting)
		p->last = p->run;
	n = p->last - p->run;
	return (uint8_t)(n < MOST ? n : MOST);
}

bool proxyrule_take(struct proxyrules *p, struct list_reader *r,
		    struct span line)
{
	struct span rest = line, type = span_trim(span_cut(&rest, ','));
	size_t i = type_of(type);
	struct span value, policy;

	if (i == NTYPES || rest.len == 0)
		return false;
	if (types[i].what == OTHER) {
		p->mixed |= span_is_nocase(type, "final");
		if (!p->counting)
			remark_skip(r, &line, "a condition that neither name "
				    "nor address tells");
		return true;
	}
	value = next_field(&rest);
	if (types[i].what == PREFIX && is_of_source(rest)) {
		if (!p->counting)
			remark_skip(r, &line, "for some clients only");
		return true;
	}
	policy = policy_of(rest);
	if (p->counting)
		learn(p, type, policy);
	r->entry.allow = policy.len > 0 && !begins_nocase(policy, "reject") &&
			 (p->counting || !is_label(p));
	r->entry.important = importance(p, r->entry.allow);
	if (!p->counting)
		put_value(r, types[i].what, value);
	r->entry.allow = false;
	r->entry.important = 0;
	return true;
}

void proxyrule_parse(struct list_reader *r,
		     void (*read)(struct list_reader *r, struct proxyrules *p))
{
	struct proxyrules p = { .counting = true };
	const struct list_sink nobody = { .add = NULL };
	struct list_result unused = { .format = NULL };
	struct list_reader first = *r;

	first.sink = &nobody;
	first.result = &unused;
	read(&first, &p);
	if (!text_rewind(r->in)) {
		remark_refuse(r,
			      "cannot be read twice, as this format asks for");
		return;
	}
	p.counting = p.any = false;
	p.run = 0;
	if (is_label(&p))
		remark_note(r, "all rules have the same policy, which is taken "
			    "for the name of the list");
	read(r, &p);
}
