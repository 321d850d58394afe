/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which rule decides, and what it does: modes, roles, precedence. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/suggest.h"
#include "ruleset/policy/policy.h"

const char *const effect_words[EFFECTS] = {
	[EFFECT_IGNORE] = "ignored", [EFFECT_HOLE] = "left out",
	[EFFECT_LAWFUL] = "lawful",
	[EFFECT_LOG] = "logged", [EFFECT_OBSERVE] = "observed",
	[EFFECT_BLOCK] = "blocked", [EFFECT_ALLOW] = "allowed",
	[EFFECT_EXCEPT] = "excepted", [EFFECT_PROTECT] = "protected",
};

static bool list_has(const struct conf_list *list, const char *text)
{
	char *const *items = list->items;

	for (size_t i = 0; i < list->n; i++)
		if (strcmp(items[i], text) == 0)
			return true;
	return false;
}

/* Which bases of a vendor bind here. */
static void set_bases(struct policy *p, const struct legend_vendor *v,
		      const struct config_vendor *cv)
{
	for (size_t i = 0; i < v->nbases; i++) {
		size_t b = v->first_basis + i;

		p->bases[b] = profile_holds(&p->profile, cv,
					    &p->generation->legend.bases[b]);
	}
}

static struct profile_bases bases_of(const struct policy *p, uint16_t class)
{
	const struct legend *l = &p->generation->legend;
	const struct legend_vendor *v = &l->vendors[l->classes[class].vendor];

	return (struct profile_bases) {
		l->bases + v->first_basis, p->bases + v->first_basis,
		v->nbases
	};
}

static enum effect class_effect(const struct policy *p, const struct config *c,
				uint16_t n)
{
	const struct legend *l = &p->generation->legend;
	const struct legend_class *class = &l->classes[n];
	const struct legend_vendor *v = &l->vendors[class->vendor];
	const struct config_vendor *cv = config_vendor(c, v->id);
	struct profile_bases bases = bases_of(p, n);
	enum mode mode = p->modes[class->vendor];

	if (class->action == LEGEND_PROTECT)
		return EFFECT_PROTECT;
	if (class->action == LEGEND_EXCEPT)
		return EFFECT_HOLE;
	if (mode == MODE_OFF || class->action == LEGEND_SHOW)
		return EFFECT_IGNORE;
	if (class->action == LEGEND_ALLOW)
		return EFFECT_ALLOW;
	if (profile_leaves(&p->profile, &bases, class->role) ||
	    (cv && list_has(&cv->roles_off, class->role)))
		return EFFECT_LAWFUL;
	if (class->action == LEGEND_LOG)
		return EFFECT_LOG;
	return mode == MODE_ENFORCE ? EFFECT_BLOCK : EFFECT_OBSERVE;
}

/* Complains of a name that the vendor does not know. */
static void check_bases(const struct legend *l, const struct legend_vendor *v,
			const struct config_vendor *cv,
			struct conf_report *report)
{
	const char *const *known = v->nbases ?
				   &l->bases[v->first_basis].id : NULL;
	char *const *wanted = cv->bases.items;
	char near[SUGGEST_TEXT];

	for (size_t i = 0; i < cv->bases.n; i++) {
		const char *id = wanted[i] + (wanted[i][0] == '-');
		size_t k = 0;

		while (k < v->nbases &&
		       strcmp(l->bases[v->first_basis + k].id, id) != 0)
			k++;
		if (k < v->nbases)
			continue;
		suggest_text(suggest(id, known, v->nbases,
				     sizeof(struct legend_basis)), near);
		conf_complain(report, cv->file, cv->line,
			      "vendor \"%s\" has no basis \"%s\"%s", v->id,
			      id, near);
	}
}

static void check_roles(const struct legend *l, const struct legend_vendor *v,
			const struct config_vendor *cv,
			struct conf_report *report)
{
	const char **known = xcalloc(l->nclasses, sizeof(*known));
	char *const *off = cv->roles_off.items;
	size_t n = 0;

	for (size_t i = 0; i < l->nclasses; i++)
		if (&l->vendors[l->classes[i].vendor] == v)
			known[n++] = l->classes[i].role;
	for (size_t i = 0; i < cv->roles_off.n; i++) {
		char near[SUGGEST_TEXT];
		size_t k = 0;

		while (k < n && strcmp(known[k], off[i]) != 0)
			k++;
		if (k < n)
			continue;
		suggest_text(suggest(off[i], known, n, sizeof(*known)), near);
		conf_complain(report, cv->file, cv->line,
			      "vendor \"%s\" has no role \"%s\"%s", v->id,
			      off[i], near);
	}
	free(known);
}

bool policy_check(const struct legend *l, const struct config *c,
		  struct conf_report *report)
{
	const struct config_vendor *cv = c->vendors.items;
	unsigned before = report->errors;

	for (size_t i = 0; i < c->vendors.n; i++) {
		const struct legend_vendor *v = NULL;
		char near[SUGGEST_TEXT];

		for (size_t k = 0; k < l->nvendors && cv[i].id; k++)
			if (strcmp(l->vendors[k].id, cv[i].id) == 0)
				v = &l->vendors[k];
		if (v) {
			check_bases(l, v, &cv[i], report);
			check_roles(l, v, &cv[i], report);
		}
		/* A vendor that a command switched may go with its list. */
		if (v || !cv[i].id || (cv[i].mode_from && !cv[i].file))
			continue;
		suggest_text(suggest(cv[i].id, &l->vendors->id, l->nvendors,
				     sizeof(struct legend_vendor)), near);
		conf_complain(report, cv[i].file ? cv[i].file : c->catalogue,
			      cv[i].line, "no vendor \"%s\" in the catalogue"
			      "%s", cv[i].id, near);
	}
	return report->errors == before;
}

/* As said of policy_basis(). */
static const struct legend_basis *cite(const struct policy *p, uint16_t class)
{
	const struct legend_class *c = &p->generation->legend.classes[class];
	struct profile_bases bases = bases_of(p, class);
	const struct legend_basis *b = profile_cites(&p->profile, &bases,
						     c->role);

	return b || bases.n == 0 || p->effects[class] == EFFECT_LAWFUL ?
	       b : &profile_own_policy;
}

struct policy *policy_new(const struct generation *g, const struct config *c)
{
	const struct legend *l = &g->legend;
	struct policy *p = xcalloc(1, sizeof(*p));

	p->generation = g;
	profile_read(&p->profile, c);
	embedded_init(&p->embedded, &c->nat64);
	p->effects = xcalloc(l->nclasses, sizeof(*p->effects));
	p->modes = xcalloc(l->nvendors, sizeof(*p->modes));
	p->bases = xcalloc(l->nbases, sizeof(*p->bases));
	for (size_t i = 0; i < l->nvendors; i++) {
		const struct legend_vendor *v = &l->vendors[i];

		p->modes[i] = strcmp(v->id, "local") == 0 ?
			      c->mode : config_vendor_mode(c, v->id);
		set_bases(p, v, config_vendor(c, v->id));
	}
	for (size_t i = 0; i < l->nclasses; i++)
		p->effects[i] = (uint8_t)class_effect(p, c, (uint16_t)i);
	p->cited = xcalloc(l->nclasses, sizeof(*p->cited));
	for (size_t i = 0; i < l->nclasses; i++)
		p->cited[i] = cite(p, (uint16_t)i);
	return p;
}

void policy_free(struct policy *p)
{
	if (!p)
		return;
	free(p->effects);
	free(p->modes);
	free(p->bases);
	free(p->cited);
	profile_done(&p->profile);
	free(p);
}

size_t policy_name_rules(const struct policy *p, const char *text, size_t len,
			 struct candidate out[CANDIDATES_MAX])
{
	struct name_rule rules[NAME_RULES_MAX];
	size_t n = names_lookup(&p->generation->names, text, len, rules);
	size_t have = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned length = (unsigned)len - rules[i].start;

		if (rules[i].class >= p->generation->legend.nclasses)
			continue;	/* a damaged index */
		out[have++] = (struct candidate) {
			.class = rules[i].class, .line = rules[i].line,
			.start = rules[i].start, .scope = rules[i].scope,
			.specific = (uint16_t)(2 * length +
				    (rules[i].scope == NAMES_EXACT)),
		};
	}
	return have;
}

size_t policy_own_rules(const struct policy *p, const struct address *a,
			struct candidate out[CANDIDATES_MAX])
{
	struct prefix_rule rules[PREFIX_RULES_MAX];
	size_t n = prefixes_lookup(&p->generation->prefixes, a, rules);
	size_t have = 0;

	for (size_t i = 0; i < n; i++)
		if (rules[i].class < p->generation->legend.nclasses)
			out[have++] = (struct candidate) {
				.class = rules[i].class,
				.line = rules[i].line, .len = rules[i].len,
				.specific = rules[i].len,
			};
	return have;
}

size_t policy_address_rules(const struct policy *p, const struct address *a,
			    struct candidate out[CANDIDATES_MAX])
{
	size_t n = policy_own_rules(p, a, out);
	struct candidate inner[CANDIDATES_MAX];
	struct address v4;
	size_t more;

	if (!embedded_find(&p->embedded, a, &v4))
		return n;
	more = policy_own_rules(p, &v4, inner);
	if (more > CANDIDATES_MAX - n)
		more = CANDIDATES_MAX - n;
	memcpy(out + n, inner, more * sizeof(*out));
	return n + more;
}

/* Of several rules only the highest tier counts; in it the most specific. */
static unsigned tier(enum effect e)
{
	static const unsigned tiers[EFFECTS] = {
		[EFFECT_LAWFUL] = 1, [EFFECT_LOG] = 2, [EFFECT_OBSERVE] = 3,
		[EFFECT_BLOCK] = 4, [EFFECT_ALLOW] = 5, [EFFECT_PROTECT] = 6,
	};

	return tiers[e];
}

/* Vendors stand in the legend in the order of the catalogue. */
static uint16_t vendor_of(const struct policy *p, const struct candidate *c)
{
	return p->generation->legend.classes[c->class].vendor;
}

static bool beats(const struct policy *p, const struct candidate *a,
		  const struct candidate *b)
{
	enum effect ea = p->effects[a->class], eb = p->effects[b->class];

	if (tier(ea) != tier(eb))
		return tier(ea) > tier(eb);
	if (a->specific != b->specific)
		return a->specific > b->specific;
	if (vendor_of(p, a) != vendor_of(p, b))
		return vendor_of(p, a) < vendor_of(p, b);
	return a->line < b->line;
}

/* Is it an entry that is logged, below one that its own list would have
 * blocked? A list that is sure of the wider name has doubts of this one. */
static bool is_doubted(const struct policy *p, const struct candidate *by,
		       const struct candidate *c)
{
	const struct legend_class *classes = p->generation->legend.classes;

	return p->effects[by->class] == EFFECT_LOG &&
	       classes[c->class].action == LEGEND_BLOCK &&
	       classes[by->class].list == classes[c->class].list &&
	       classes[by->class].vendor == classes[c->class].vendor &&
	       by->specific > c->specific;
}

/* Does `by` take `c` out of what counts? A lawful service is cut out of its
 * own vendor's wider rules, of no other's; what a list excepts out of that
 * list's, and so is what it only logs. */
static bool cuts_out(const struct policy *p, const struct candidate *by,
		     const struct candidate *c)
{
	const struct legend_class *classes = p->generation->legend.classes;
	const struct legend_class *one = &classes[by->class];
	const struct legend_class *from = &classes[c->class];

	if (is_doubted(p, by, c))
		return true;
	if (p->effects[by->class] == EFFECT_LAWFUL)
		return one->vendor == from->vendor &&
		       by->specific > c->specific;
	return p->effects[by->class] == EFFECT_HOLE &&
	       one->list == from->list && by->specific >= c->specific &&
	       (one->important >= from->important);
}

static bool is_cut_out(const struct policy *p, const struct candidate *c,
		       const struct candidate *rules, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (cuts_out(p, &rules[i], c))
			return true;
	return false;
}

/* Is there a rule that could cut others out? Mostly there is none. */
static bool may_cut(const struct policy *p, const struct candidate *rules,
		    size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p->effects[rules[i].class] == EFFECT_LAWFUL ||
		    p->effects[rules[i].class] == EFFECT_LOG ||
		    p->effects[rules[i].class] == EFFECT_HOLE)
			return true;
	return false;
}

struct decision policy_decide(const struct policy *p,
			      const struct candidate *rules, size_t n)
{
	const struct candidate *best = NULL;
	bool cuts = may_cut(p, rules, n);

	for (size_t i = 0; i < n; i++) {
		enum effect e = p->effects[rules[i].class];

		if (e == EFFECT_IGNORE || e == EFFECT_HOLE ||
		    (cuts && is_cut_out(p, &rules[i], rules, n)))
			continue;
		if (!best || beats(p, &rules[i], best))
			best = &rules[i];
	}
	if (!best)
		return (struct decision) { .effect = EFFECT_IGNORE };
	return (struct decision) {
		.effect = p->effects[best->class], .rule = *best,
	};
}

struct decision policy_judge_name(const struct policy *p, const char *text,
				  size_t len)
{
	struct candidate rules[CANDIDATES_MAX];
	size_t n = policy_name_rules(p, text, len, rules);

	return policy_decide(p, rules, n);
}

struct decision policy_judge_address(const struct policy *p,
				     const struct address *a)
{
	struct candidate rules[CANDIDATES_MAX];
	size_t n = policy_address_rules(p, a, rules);

	return policy_decide(p, rules, n);
}

const struct legend_basis *policy_basis(const struct policy *p, uint16_t class)
{
	return p->cited[class];
}

bool policy_cites(const struct policy *p, uint16_t class,
		  const struct legend_basis *b)
{
	const struct legend *l = &p->generation->legend;

	return p->bases[b - l->bases] &&
	       reach_covers(&b->reach, l->classes[class].role);
}
