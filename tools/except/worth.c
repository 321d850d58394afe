/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Exceptions, held against what is in force. */

#include <stdio.h>
#include <string.h>

#include "tools/except/worth.h"

/* --- others ----------------------------------------------------------- */

/* The name itself or one below it. */
static bool is_below(const char *name, size_t len, const char *top)
{
	size_t n = strlen(top);

	return len >= n && memcmp(name + len - n, top, n) == 0 &&
	       (len == n || name[len - n - 1] == '.');
}

static bool clients_are_in(const struct exception *wide,
			   const struct exception *e)
{
	if (wide->by_mac || e->by_mac)
		return wide->by_mac && e->by_mac &&
		       memcmp(wide->mac, e->mac, sizeof(e->mac)) == 0;
	return wide->prefix.len <= e->prefix.len &&
	       prefix_contains(&wide->prefix, &e->prefix.addr);
}

bool worth_covers(const struct exception *wide, const struct exception *e)
{
	return clients_are_in(wide, e) &&
	       (!*wide->vendor || strcmp(wide->vendor, e->vendor) == 0) &&
	       (!*wide->role || strcmp(wide->role, e->role) == 0) &&
	       (!*wide->name || (*e->name && is_below(e->name,
						      strlen(e->name),
						      wide->name)));
}

static const struct exception *coverer(const struct exceptions *x,
				       const struct exception *e)
{
	for (size_t i = 0; i < x->nactive; i++)
		if (x->active[i] != e && x->active[i]->end >= e->end &&
		    worth_covers(x->active[i], e))
			return x->active[i];
	return NULL;
}

/* --- the configuration ------------------------------------------------ */

/* Why all of its clients are left alone anyway, or NULL. */
static const char *exempt_for(const struct exception *e,
			      const struct config *c)
{
	const struct config_exempt *all = c->exempt.items;
	struct prefix p;

	for (size_t i = 0; i < c->exempt.n && !e->by_mac; i++)
		if (prefix_parse(all[i].client, &p) &&
		    p.len <= e->prefix.len &&
		    prefix_contains(&p, &e->prefix.addr))
			return all[i].reason;
	return NULL;
}

/* --- the rules -------------------------------------------------------- */

static enum effect stronger(enum effect a, enum effect b)
{
	bool restricts = b == EFFECT_LOG || b == EFFECT_OBSERVE ||
			 b == EFFECT_BLOCK;

	return restricts && b > a ? b : a;
}

static bool reaches_class(const struct exception *e, const struct legend *l,
			  uint16_t class)
{
	const struct legend_class *c = &l->classes[class];

	return (!*e->vendor ||
		strcmp(e->vendor, l->vendors[c->vendor].id) == 0) &&
	       (!*e->role || strcmp(e->role, c->role) == 0);
}

/* What the rules do at most to a name, if the exception reaches that. */
static enum effect effect_of_name(const struct exception *e,
				  const struct rules *r, const char *name,
				  size_t len)
{
	struct decision d = policy_judge_name(r->policy, name, len);

	return d.effect != EFFECT_IGNORE &&
	       reaches_class(e, &r->generation.legend, d.rule.class) ?
	       stronger(EFFECT_IGNORE, d.effect) : EFFECT_IGNORE;
}

static enum effect effect_by_name(const struct exception *e,
				  const struct rules *r)
{
	enum effect most = effect_of_name(e, r, e->name, strlen(e->name));
	struct names_walk w;

	names_walk_begin(&w, &r->generation.names);
	while (most < EFFECT_BLOCK && names_walk_next(&w))
		if (is_below(w.name, w.len, e->name))
			most = stronger(most, effect_of_name(e, r, w.name,
							     w.len));
	return most;
}

static enum effect effect_by_class(const struct exception *e,
				   const struct rules *r)
{
	const struct legend *l = &r->generation.legend;
	enum effect most = EFFECT_IGNORE;

	for (size_t i = 0; i < l->nclasses; i++)
		if (reaches_class(e, l, (uint16_t)i))
			most = stronger(most, r->policy->effects[i]);
	return most;
}

static bool is_off(const struct rules *r, const char *vendor)
{
	const struct legend *l = &r->generation.legend;

	for (size_t i = 0; i < l->nvendors; i++)
		if (strcmp(l->vendors[i].id, vendor) == 0)
			return r->policy->modes[i] == MODE_OFF;
	return true;
}

/* --- all of it -------------------------------------------------------- */

const char *worth_lacks(const struct exceptions *x, const struct exception *e,
			const struct rules *r, char out[WORTH_TEXT])
{
	const struct exception *wide = coverer(x, e);
	const char *exempt = exempt_for(e, &r->config);
	const char *what = *e->vendor ? e->vendor : "what it reaches";

	if (wide) {
		snprintf(out, WORTH_TEXT, "%s covers it until %s", wide->id,
			 wide->until);
		return out;
	}
	if (exempt) {
		snprintf(out, WORTH_TEXT, "the client is exempt anyway: %.300s",
			 exempt);
		return out;
	}
	switch (*e->name ? effect_by_name(e, r) : effect_by_class(e, r)) {
	case EFFECT_BLOCK:
		return NULL;
	case EFFECT_OBSERVE:
		snprintf(out, WORTH_TEXT, "%.200s is only observed, so it is "
			 "not refused now", what);
		return out;
	case EFFECT_LOG:
		return "what it reaches is only logged, never refused";
	default:
		break;
	}
	if (!*e->vendor || !is_off(r, e->vendor))
		return "nothing that it reaches is restricted here now";
	snprintf(out, WORTH_TEXT, "%.200s is off here, so nothing of it is "
		 "refused", e->vendor);
	return out;
}
