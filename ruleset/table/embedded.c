/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The IPv4 sets are asked for the four bytes, where they stand: no list is
 * kept twice. Every packet of the original direction comes by, so few rules
 * sort out what cannot be one.
 */

#include "ruleset/table/embedded.h"

/* The first byte of all that a form can have. */
static bool has_first_byte(const struct embedded_form *f)
{
	return f->mask[0] == 0xff;
}

/* Has an earlier form led there by the same byte? */
static bool is_led(const struct embedded *e, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (has_first_byte(&e->forms[k]) &&
		    e->forms[k].value[0] == e->forms[i].value[0])
			return true;
	return false;
}

void embedded_jump(struct table_writer *w, const char *chain)
{
	const struct embedded *e = &w->t->policy->embedded;
	static const uint8_t first[16] = { 0xff };

	for (size_t i = 0; i < e->n; i++) {
		const struct embedded_form *f = &e->forms[i];
		bool by_first = has_first_byte(f);

		if (by_first && is_led(e, i))
			continue;
		RULE(w, chain, by_first ? "may stand for an IPv4 address" :
		     f->name);
		match_destination_bits(&w->rule, by_first ? first : f->mask,
				       f->value);
		do_jump(&w->rule, EMBEDDED_CHAIN);
		END(w);
	}
}

static void write_form(struct table_writer *w, const struct embedded_form *f)
{
	unsigned edition = w->t->marker.edition;
	const struct intervals *iv = w->t->intervals;
	struct edition_name n = edition_set_name(edition, SET_PROTECT,
						 FAMILY_V4);

	RULE(w, EMBEDDED_CHAIN, "protect.list");
	match_destination_bits(&w->rule, f->mask, f->value);
	match_embedded(&w->rule, f->at, f->flipped, n.text);
	do_return(&w->rule);
	END(w);

	n = edition_set_name(edition, SET_LISTED, FAMILY_V4);
	RULE(w, EMBEDDED_CHAIN, f->name);
	match_destination_bits(&w->rule, f->mask, f->value);
	do_embedded_map(&w->rule, f->at, f->flipped, n.text);
	END(w);
	for (int k = 0; k < LARGE_SETS && iv->large[k]; k++) {
		n = edition_set_name(edition, SET_LARGE + k, FAMILY_V4);
		RULE(w, EMBEDDED_CHAIN, f->name);
		match_destination_bits(&w->rule, f->mask, f->value);
		match_embedded(&w->rule, f->at, f->flipped, n.text);
		do_goto(&w->rule, iv->large[k]->name);
		END(w);
	}
}

void embedded_write(struct table_writer *w)
{
	const struct embedded *e = &w->t->policy->embedded;

	for (size_t i = 0; i < e->n; i++)
		write_form(w, &e->forms[i]);
}
