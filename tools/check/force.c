/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether rules are in force. */

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ruleset/apply/present.h"
#include "ruleset/nft/netlink.h"
#include "tools/check/force.h"

/* A cordond may be another's with other modes; without one there are none. */
static void read_overrides(struct force *f)
{
	struct rules_overrides *o = &f->overrides;

	jsontree_each(t, jsontree_at(f->status, "timed_modes")) {
		struct rules_override *one = &o->items[o->n];
		const char *mode = jsontree_text(t, "mode");
		const char *vendor = jsontree_text(t, "vendor");

		if (o->n == RULES_OVERRIDES ||
		    strlen(vendor) >= sizeof(one->vendor))
			continue;
		*one = (struct rules_override) { .mode = MODE_INHERIT };
		for (int i = 0; mode_words[i]; i++)
			if (strcmp(mode_words[i], mode) == 0)
				one->mode = (enum mode)i;
		memcpy(one->vendor, vendor, strlen(vendor) + 1);
		o->n += one->mode != MODE_INHERIT || *vendor;
	}
}

static void ask_kernel(struct force *f)
{
	struct table_state state = { .present = false };
	struct netlink n;

	if (geteuid() != 0 || netlink_open(&n) < 0)
		return;
	f->table_known = present_state(&state, &n) == 0;
	f->table = state.present && state.generation[0];
	netlink_close(&n);
}

void force_ask(struct force *f, const struct args *a)
{
	*f = (struct force) { .alone = false };
	f->status = client_ask(&f->client, a, "status");
	f->alone = client_is_alone(&f->client);
	if (*jsontree_text(f->status, "error"))
		f->status = NULL;
	read_overrides(f);
	if (f->alone)
		ask_kernel(f);
}

void force_done(struct force *f)
{
	client_done(&f->client);
	*f = (struct force) { .alone = false };
}

/* Of rules that do something. */
static bool matters(const struct dest *t)
{
	return !t->exempt && !t->exception &&
	       (t->decision.effect == EFFECT_BLOCK ||
		t->decision.effect == EFFECT_OBSERVE ||
		t->decision.effect == EFFECT_LOG);
}

const char *force_lacks(const struct force *f, const struct rules *r,
			const struct dest *t)
{
	bool closed = config_on_failure(&r->config) == FAIL_CLOSED;

	if (!matters(t))
		return NULL;
	if (f->status && !jsontree_true(f->status, "table.present"))
		return "the table in the kernel is gone; see \"cordon doctor\"";
	if (!f->alone)
		return NULL;
	if (f->table_known && !f->table)
		return "cordond is not running, and there is no table in the "
		       "kernel: nothing is refused";
	if (t->is_address)
		return f->table_known ? NULL : "cordond is not running: only "
		       "what its table has been left in the kernel counts";
	return closed && f->table ? "cordond is not running: names are not "
	       "judged, and what would be is refused (on_failure closed)" :
	       "cordond is not running: names are not judged";
}
