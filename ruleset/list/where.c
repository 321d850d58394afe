/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Conditions on the fields of a row. */

#include "ruleset/list/where.h"

static bool parse_term(struct where_term *t, struct span text)
{
	t->column = span_trim(span_cut(&text, '='));
	t->not = span_ends(t->column, "!");
	if (t->not)
		t->column.len--;
	t->column = span_trim(span_unquote(span_trim(t->column)));
	if (span_begins(text, "="))
		span_cut(&text, '=');
	t->value = span_unquote(span_trim(text));
	return t->column.len > 0;
}

bool where_parse(struct where *w, const char *text)
{
	struct span rest = { (const uint8_t *)text, strlen(text) };

	w->n = 0;
	while (rest.len > 0) {
		struct span term = span_trim(span_cut(&rest, ','));

		if (w->n == WHERE_TERMS || !memchr(term.p, '=', term.len) ||
		    !parse_term(&w->terms[w->n++], term))
			return false;
	}
	return w->n > 0;
}

static bool is_same(struct span a, struct span b)
{
	size_t i = 0;

	while (i < a.len && i < b.len &&
	       ascii_lower(a.p[i]) == ascii_lower(b.p[i]))
		i++;
	return i == a.len && i == b.len;
}

bool where_is(const struct where_term *t, struct span field)
{
	struct span rest = t->value;

	do {
		if (is_same(span_trim(span_cut(&rest, '|')), field))
			return !t->not;
	} while (rest.len > 0);
	return t->not;
}
