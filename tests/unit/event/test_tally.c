/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counting events: bounded, whatever there is to count. */

#include <stdio.h>
#include <stdlib.h>

#include "nfq/event/tally.h"
#include "tests/unit/tap.h"

enum { MANY = TALLY_VENDORS + 50 };

int main(void)
{
	static struct legend_vendor vendors[MANY];
	static struct legend_class classes[MANY];
	static char ids[MANY][16];
	static struct tally t;
	struct rules rules = {
		.generation.legend = {
			.vendors = vendors, .nvendors = MANY,
			.classes = classes, .nclasses = MANY,
		},
	};
	struct event e = { .rules = &rules, .source = SOURCE_NAME };

	for (unsigned i = 0; i < MANY; i++) {
		snprintf(ids[i], sizeof(ids[i]), "v%u", i);
		vendors[i].id = ids[i];
		classes[i].vendor = (uint16_t)i;
	}
	e.effect = EFFECT_BLOCK;
	tally_add(&t, &e);
	tally_add(&t, &e);
	e.effect = EFFECT_OBSERVE;
	tally_add(&t, &e);
	e.effect = EFFECT_LOG;
	tally_add(&t, &e);
	e.effect = EFFECT_EXCEPT;
	tally_add(&t, &e);
	is_number(t.n, 1, "one vendor has one row");
	is_text(t.rows[0].id, "v0", "of its name");
	is_number(t.rows[0].counts[TALLY_BLOCKED], 2, "blocked");
	is_number(t.rows[0].counts[TALLY_WOULD_BLOCK], 1, "observed");
	is_number(t.rows[0].counts[TALLY_LOGGED], 1, "logged");
	is_number(t.rows[0].counts[TALLY_EXCEPTED], 1, "excepted");

	e.source = SOURCE_REACTION;
	tally_add(&t, &e);
	is_text(t.rows[1].id, "policy", "what no vendor's rule decided");

	e.source = SOURCE_ADDRESS;
	for (unsigned i = 0; i < MANY; i++) {
		e.rule.class = (uint16_t)i;
		tally_add(&t, &e);
	}
	is_number(t.n, TALLY_VENDORS, ": there is room for so many");
	is_text(t.rows[TALLY_VENDORS - 1].id, "other", "the last is others");
	is_number(t.rows[TALLY_VENDORS - 1].counts[TALLY_EXCEPTED],
		  MANY - (TALLY_VENDORS - 2), ": of whom none is lost");
	return done_testing();
}
