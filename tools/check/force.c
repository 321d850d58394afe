/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether rules are in force. */

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ruleset/apply/present.h"
#include "ruleset/nft/netlink.h"
#include "ruleset/table/marker.h"
#include "tools/check/force.h"

static void add_override(struct rules_overrides *o, const char *vendor,
			 const char *mode)
{
	struct rules_override *one = &o->items[o->n];

	if (o->n == RULES_OVERRIDES || strlen(vendor) >= sizeof(one->vendor))
		return;
	*one = (struct rules_override) { .mode = MODE_INHERIT };
	for (int i = 0; mode_words[i]; i++)
		if (strcmp(mode_words[i], mode) == 0)
			one->mode = (enum mode)i;
	memcpy(one->vendor, vendor, strlen(vendor) + 1);
	o->n += one->mode != MODE_INHERIT;
}

/* The configuration may say something else, and a mode hold for a while: what
 * counts is what cordond has. */
static void read_modes(struct force *f)
{
	add_override(&f->overrides, "", jsontree_text(f->status, "mode"));
	jsontree_each(v, jsontree_at(f->status, "vendors"))
		add_override(&f->overrides, jsontree_text(v, "id"),
			     jsontree_text(v, "mode"));
}

static void ask_kernel(struct force *f)
{
	struct table_state state = { .present = false };
	struct netlink n;
	struct marker m;

	if (geteuid() != 0 || netlink_open(&n) < 0)
		return;
	f->table_known = present_state(&state, &n) == 0;
	f->table = state.present && state.generation[0];
	f->queues = f->table && state.queues;
	if (f->table && marker_parse(&m, state.generation))
		memcpy(f->digest, m.digest, sizeof(f->digest));
	netlink_close(&n);
}

void force_ask(struct force *f, const struct args *a)
{
	*f = (struct force) { .alone = false };
	f->status = client_ask(&f->client, a, "status");
	f->alone = client_is_alone(&f->client);
	if (*jsontree_text(f->status, "error"))
		f->status = NULL;
	if (f->status)
		read_modes(f);
	snprintf(f->digest, sizeof(f->digest), "%s",
		 jsontree_text(f->status, "generation.digest"));
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

/* Lists that were changed since, by hand or while cordond was down. */
static bool is_other(const struct force *f, const struct rules *r)
{
	return *f->digest && strcmp(f->digest, r->generation.digest) != 0;
}

static enum force_now now_running(const struct force *f,
				  const struct rules *r, const struct dest *t,
				  const char **why)
{
	if (matters(t) && !jsontree_true(f->status, "table.present")) {
		*why = "the table in the kernel is gone; see \"cordon "
		       "doctor\"";
		return FORCE_PASSES;
	}
	if (is_other(f, r)) {
		*why = "cordond has other lists in force; see \"cordon "
		       "reload\"";
		return FORCE_UNKNOWN;
	}
	return FORCE_AS_SAID;
}

/* What the kernel does alone. */
static enum force_now now_alone(const struct force *f, const struct rules *r,
				const struct dest *t, const char **why)
{
	bool closed = config_on_failure(&r->config) == FAIL_CLOSED;

	*why = "cordond is not running: names are not judged";
	if (!f->table) {
		*why = "cordond is not running, and there is no table in the "
		       "kernel: nothing is refused";
		return matters(t) ? FORCE_PASSES : FORCE_AS_SAID;
	}
	if (t->is_address && matters(t) && is_other(f, r)) {
		*why = "cordond is not running, and the table in the kernel "
		       "is of lists before these";
		return FORCE_UNKNOWN;
	}
	/* An address that is only logged goes on to where names are judged. */
	if (t->is_address && matters(t) && t->decision.effect == EFFECT_BLOCK)
		return FORCE_AS_SAID;
	if (f->queues && closed && !t->exempt) {
		*why = "cordond is not running, and what it would judge by "
		       "name is refused (on_failure closed)";
		return FORCE_REFUSED;
	}
	return matters(t) && !t->is_address ? FORCE_PASSES : FORCE_AS_SAID;
}

enum force_now force_now(const struct force *f, const struct rules *r,
			 const struct dest *t, const char **why)
{
	enum force_now now = FORCE_AS_SAID;

	*why = NULL;
	if (f->status) {
		now = now_running(f, r, t, why);
	} else if (f->alone && f->table_known) {
		now = now_alone(f, r, t, why);
	} else if (f->alone && matters(t)) {
		*why = "cordond is not running: what its table has been left "
		       "with is for root to see";
		now = FORCE_UNKNOWN;
	}
	if (now == FORCE_AS_SAID)
		*why = NULL;
	return now;
}
