/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon lists diff: what differs between two generations. */

#include <errno.h>
#include <string.h>
#include <sysexits.h>

#include "lib/log.h"
#include "ruleset/config/config_load.h"
#include "tools/lists/number.h"
#include "tools/run.h"
#include "tools/sync/change.h"
#include "tools/sync/sync.h"

static void open_number(struct generation *g, const char *state,
			unsigned number)
{
	int ret = generation_open_number(g, state, number, GENERATION_TRUST);

	if (ret < 0)
		fatalx_status(ret == -ENOENT ? EX_NOINPUT : EX_DATAERR,
			      "generation %u %s", number,
			      generation_error(ret));
}

static void tell(const struct args *a, const struct generation *old,
		 const struct generation *new, const struct config *c)
{
	struct answer *an = answer_begin(a, "cordon.diff/1");
	bool same = old && strcmp(old->digest, new->digest) == 0;
	struct change ch;

	change_make(&ch, old, new, c);
	answer_put(an, "from", cell_number(old ? old->number : 0));
	answer_put(an, "to", cell_number(new->number));
	answer_say(an, "generation %u -> %u%s\n", old ? old->number : 0,
		   new->number, same ? ": the same" : "");
	change_put(an, &ch, false);
	if (ch.n > 0)
		answer_say(an, "\n");
	change_put_entries(an, old, new);
	change_done(&ch);
	answer_end(an);
}

int lists_diff_run(const struct args *a)
{
	struct generation old, new;
	struct config c;
	unsigned from, to;

	sync_config(&c, a);
	to = a->nwords > 2 ? number_of(a->words[2]) :
	     generations_current(c.state);
	from = a->nwords > 1 ? number_of(a->words[1]) :
	       number_before(c.state, to);
	if (to == 0)
		fatalx_status(EX_NOINPUT, "there is no generation yet; "
			      "\"cordon sync\" makes one");
	if (from)
		open_number(&old, c.state, from);
	open_number(&new, c.state, to);
	tell(a, from ? &old : NULL, &new, &c);
	if (from)
		generation_close(&old);
	generation_close(&new);
	config_done(&c);
	return 0;
}
