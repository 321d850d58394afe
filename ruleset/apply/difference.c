/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Walks two lists of intervals side by side. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/range.h"
#include "ruleset/apply/difference.h"

/* One of the lists, and where it stands. */
struct side {
	struct interval_walk walk;
	struct interval at;
	bool has;
	struct address last;	/* the last address of those that changed */
	bool changed;
};

static void advance(struct side *s)
{
	s->has = s->walk.iv && intervals_next(&s->walk, &s->at);
}

/* Two chains that were found to have one name: there are few, and millions of
 * intervals lead to them. */
struct same {
	const char *old, *new;
};

static bool is_equal(const struct interval *old,
		     const struct interval *new, struct same *same)
{
	if (address_compare(&old->range.first, &new->range.first) != 0 ||
	    address_compare(&old->range.last, &new->range.last) != 0)
		return false;
	if (old->chain == new->chain ||
	    (old->chain == same->old && new->chain == same->new))
		return true;
	if (!old->chain || !new->chain || strcmp(old->chain, new->chain) != 0)
		return false;
	*same = (struct same) { old->chain, new->chain };
	return true;
}

static double address_number(const struct address *a)
{
	double n = 0;

	for (size_t i = 0; i < sizeof(a->b); i++)
		n = n * 256 + a->b[i];
	return n;
}

/* How many addresses. Of IPv6 a double holds the first 53 bits. */
static double range_size(const struct range *r)
{
	struct address d;
	int borrow = 0;

	for (int i = sizeof(d.b) - 1; i >= 0; i--) {
		int v = r->last.b[i] - r->first.b[i] - borrow;

		borrow = v < 0;
		d.b[i] = (uint8_t)v;
	}
	return address_number(&d) + 1;
}

static struct chain_change *chain_change(struct difference *d,
					 const char *name)
{
	struct chain_change *c;

	/* The last one first: changes come in runs. */
	for (size_t i = d->nchains; i-- > 0; )
		if (strcmp(d->chains[i].name, name) == 0)
			return &d->chains[i];
	d->chains = xgrow(d->chains, d->nchains, sizeof(*d->chains));
	c = &d->chains[d->nchains++];
	*c = (struct chain_change) { .removed = 0 };
	snprintf(c->name, sizeof(c->name), "%s", name);
	return c;
}

static void count(struct difference *d, const struct interval *v,
		  enum interval_set set, enum family f, bool added)
{
	struct chain_change *c = chain_change(d, v->chain ? v->chain :
					      set == SET_PROTECT ?
					      "protected" : "exempt");
	double size = range_size(&v->range);

	if (added) {
		d->added++;
		c->added++;
		*(f == FAMILY_V4 ? &c->added4 : &c->added6) += size;
	} else {
		d->removed++;
		c->removed++;
		*(f == FAMILY_V4 ? &c->removed4 : &c->removed6) += size;
	}
}

static void append(struct interval_list *l, const struct interval *v)
{
	l->items = xgrow(l->items, l->n, sizeof(*l->items));
	l->items[l->n++] = *v;
}

static void forget_changes(struct difference *d)
{
	for_each_set(s, f) {
		free(d->sets[s][f].removed.items);
		free(d->sets[s][f].added.items);
	}
	memset(d->sets, 0, sizeof(d->sets));
	d->complete = false;
}

/* One set in one family, or all that is listed, and how much may be kept. */
struct place {
	enum interval_set set;
	enum family f;
	size_t max;
};

/* Takes the next change from `s`; the other side's are in `other`. */
static void take(struct difference *d, const struct place *p, struct side *s,
		 const struct side *other, bool added)
{
	enum interval_set set = p->set == SET_ALL_LISTED ?
		intervals_set_of(s->walk.iv, s->at.chain) : p->set;
	struct changes *c = &d->sets[set][p->f];

	count(d, &s->at, p->set, p->f, added);
	/* Both lists are sorted, so only the last one can reach this far. */
	if (other->changed &&
	    address_compare(&s->at.range.first, &other->last) <= 0)
		d->disjoint = false;
	if (d->complete && (!d->disjoint || d->added + d->removed > p->max))
		forget_changes(d);
	if (d->complete)
		append(added ? &c->added : &c->removed, &s->at);
	s->last = s->at.range.last;
	s->changed = true;
	advance(s);
}

static void compare_set(struct difference *d, const struct place *p,
			const struct intervals *before,
			const struct intervals *after)
{
	struct side old = { .changed = false }, new = { .changed = false };
	struct same same = { NULL, NULL };

	if (before)
		old.walk = intervals_walk(before, p->set, p->f);
	new.walk = intervals_walk(after, p->set, p->f);
	advance(&old);
	advance(&new);
	while (old.has || new.has) {
		if (old.has && new.has &&
		    is_equal(&old.at, &new.at, &same)) {
			advance(&old);
			advance(&new);
		} else if (!new.has ||
			   (old.has && address_compare(&old.at.range.first,
						       &new.at.range.first)
			    <= 0)) {
			take(d, p, &old, &new, false);
		} else {
			take(d, p, &new, &old, true);
		}
	}
}

void difference_make(struct difference *d, const struct intervals *before,
		     const struct intervals *after, size_t max)
{
	/* What is listed is one, whatever sets it is in: an interval that goes
	 * from one to another is gone for a moment too. */
	static const enum interval_set sets[] = {
		SET_ALL_LISTED, SET_PROTECT, SET_EXEMPT
	};

	*d = (struct difference) {
		.disjoint = true,
		.same_sets = !before || intervals_same_sets(before, after),
	};
	d->complete = d->same_sets;
	for (size_t i = 0; i < ARRAY_SIZE(sets); i++) {
		for_each_family(f) {
			const struct place p = { sets[i], f, max };

			compare_set(d, &p, before, after);
		}
	}
}

void difference_done(struct difference *d)
{
	forget_changes(d);
	free(d->chains);
	*d = (struct difference) { .disjoint = false };
}
