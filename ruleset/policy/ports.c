/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which rules hold for a port. */

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "ruleset/policy/ports.h"

size_t ports_of(const struct legend_class *c, uint16_t out[PORTS_MAX])
{
	const char *p = c->ports;
	size_t n = 0;

	while (*p && n < PORTS_MAX) {
		char *end;
		unsigned long port = strtoul(p, &end, 10);

		if (end == p)
			break;		/* a damaged index */
		if (port >= 1 && port <= 65535)
			out[n++] = (uint16_t)port;
		p = end;
	}
	return n;
}

bool ports_reach(const struct legend_class *c, uint8_t transport, uint16_t port)
{
	uint16_t ports[PORTS_MAX];
	size_t n = ports_of(c, ports);

	if (n == 0)
		return true;
	if (transport != IPPROTO_TCP && transport != IPPROTO_UDP)
		return false;
	for (size_t i = 0; i < n; i++)
		if (ports[i] == port)
			return true;
	return false;
}

struct decision ports_judge_whole(const struct policy *p,
				  const struct address *a)
{
	const struct legend *l = &p->generation->legend;
	struct candidate rules[CANDIDATES_MAX];
	size_t n = policy_own_rules(p, a, rules), kept = 0;

	for (size_t i = 0; i < n; i++)
		if (l->classes[rules[i].class].ports[0] == '\0')
			rules[kept++] = rules[i];
	return policy_decide(p, rules, kept);
}

static bool is_of(const struct legend *l, uint16_t class, const char *vendor)
{
	return !vendor ||
	       strcmp(l->vendors[l->classes[class].vendor].id, vendor) == 0;
}

static struct decision by_address(const struct policy *p, const char *vendor,
				  const struct ports_packet *packet)
{
	const struct legend *l = &p->generation->legend;
	struct candidate rules[CANDIDATES_MAX];
	size_t n = policy_address_rules(p, &packet->dst, rules), kept = 0;

	for (size_t i = 0; i < n; i++)
		if (is_of(l, rules[i].class, vendor) &&
		    ports_reach(&l->classes[rules[i].class],
				packet->transport, packet->port))
			rules[kept++] = rules[i];
	return policy_decide(p, rules, kept);
}

struct decision ports_explain(const struct policy *p, const char *vendor,
			      const struct ports_packet *packet, bool *by_port)
{
	const struct legend *l = &p->generation->legend;
	struct decision d = by_address(p, vendor, packet);

	*by_port = false;
	if (d.effect != EFFECT_IGNORE && d.effect != EFFECT_LAWFUL)
		return d;
	for (size_t i = 0; i < l->nports; i++) {
		const struct legend_port *r = &l->ports[i];

		if (r->port != packet->port ||
		    r->transport != packet->transport ||
		    p->effects[r->class] == EFFECT_IGNORE ||
		    !is_of(l, r->class, vendor))
			continue;
		*by_port = true;
		return (struct decision) {
			.effect = p->effects[r->class],
			.rule = { .class = r->class, .line = r->line },
		};
	}
	return d;
}
