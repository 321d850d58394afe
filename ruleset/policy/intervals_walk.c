/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The intervals of a set, one after the other. */

#include "ruleset/policy/intervals_parts.h"

static bool is_v4_at(const struct intervals *iv, enum interval_set set,
		     size_t i)
{
	struct prefix_interval v;

	if (set == SET_EXEMPT)
		return address_is_v4(&iv->exempt.items[i].range.first);
	prefixes_interval(&iv->policy->generation->prefixes, i, &v);
	return address_is_v4(&v.range.first);
}

struct interval_walk intervals_walk(const struct intervals *iv,
				    enum interval_set set, enum family f)
{
	size_t n = set == SET_EXEMPT ? iv->exempt.n :
		   prefixes_count(&iv->policy->generation->prefixes);
	size_t low = 0, high = n;

	/* The IPv4 ones come first. */
	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (is_v4_at(iv, set, mid))
			low = mid + 1;
		else
			high = mid;
	}
	if (iv->counted && set < INTERVAL_SETS && iv->count[set][f] == 0)
		n = low = 0;
	return (struct interval_walk) {
		.iv = iv, .set = set, .at = f == FAMILY_V4 ? 0 : low,
		.end = f == FAMILY_V4 ? low : n,
	};
}

/* Where an interval at `place` leads as one of a set; false: it is not in
 * that set. */
static bool chain_in_set(const struct intervals *iv, enum interval_set set,
			 uint16_t place, const char **chain)
{
	const struct vendor_chain *c;

	*chain = NULL;
	if (place == PLACE_NONE || place == PLACE_PROTECT)
		return place == PLACE_PROTECT && set == SET_PROTECT;
	*chain = INTERVALS_NAMES;
	if (place == PLACE_NAMES)
		return set == SET_LISTED || set == SET_ALL_LISTED;
	c = &iv->chains[place];
	*chain = c->name;
	return (set == c->set || set == SET_ALL_LISTED) && !c->left_out;
}

bool intervals_next(struct interval_walk *w, struct interval *out)
{
	uint16_t place, class;

	while (w->at < w->end) {
		size_t i = w->at++;

		if (w->set == SET_EXEMPT) {
			*out = w->iv->exempt.items[i];
			return true;
		}
		place = intervals_read(w->iv, i, &out->range, &class);
		if (chain_in_set(w->iv, w->set, place, &out->chain))
			return true;
	}
	return false;
}
