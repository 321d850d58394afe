/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What cordon status says of the policy of a fleet. */

#include <time.h>

#include "lib/moment.h"
#include "tools/bundle/taken_say.h"

void taken_put(struct answer *an, const struct taken *t)
{
	if (!t)
		return;
	answer_open(an, "policy_taken", '{');
	answer_put(an, "state", cell_text(taken_words[t->health]));
	answer_put(an, "why", cell_text(t->why));
	answer_put(an, "tried", cell_age(t->tried));
	answer_put(an, "well", cell_age(t->well));
	answer_put(an, "seen", cell_signed(t->seen));
	answer_put(an, "key", cell_text(t->key));
	answer_close(an);
}

void taken_say(struct answer *an, const struct args *a,
	       const struct jsontree_node *status, const struct taken *t)
{
	const struct jsontree_node *n = jsontree_at(status, "policy");
	long long until = jsontree_number(n, "valid_until");
	bool over = until && until < time(NULL);
	char end[MOMENT_TEXT];

	if (n)
		answer_say(an, "  policy    %lld, digest %.12s%s%s\n",
			   jsontree_number(n, "sequence"),
			   paint_safe(jsontree_text(n, "digest")),
			   over ? ", " : "", over ? paint_text(a, COLOR_BAD,
			   "expired") : "");
	else if (t)
		answer_say(an, "  policy    %s\n",
			   paint_text(a, COLOR_BAD, "none is in force"));
	if (over)
		answer_say(an, "            it was valid until %s, and stays "
			   "in force\n", moment_format(until, end));
	if (t && *t->why)
		answer_say(an, "            %s: %s\n",
			   paint_text(a, COLOR_WARN, taken_words[t->health]),
			   paint_safe(t->why));
}
