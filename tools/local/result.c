/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Local rules, held against what is in force. */

#include <stdio.h>
#include <string.h>

#include "lib/moment.h"
#include "tools/check/force.h"
#include "tools/local/result.h"

enum { UNDO_TEXT = 640 };

/* --- saying what is so ----------------------------------------------- */

/* As the rules that are in force judge it; NULL: they cannot be read. */
static struct rules *judge(const struct force *f, const struct args *a,
			   const char *entry, struct dest *t)
{
	struct conf_report report = { .errors = 0 };
	struct rules *r = rules_load(a->config, RULES_CURRENT, &f->overrides,
				     &report);

	conf_report_done(&report);
	if (!r)
		return NULL;
	dest_read(t, strncmp(entry, "full:", 5) == 0 ? entry + 5 : entry);
	dest_judge(t, r, NULL);
	return r;
}

/* Before the change. */
void result_before(const struct args *a, struct deed *d)
{
	struct force f;
	struct dest t;
	struct rules *r;

	force_ask(&f, a);
	r = judge(&f, a, d->entry, &t);
	d->before = r ? t.decision.effect : EFFECT_IGNORE;
	rules_free(r);
	force_done(&f);
}

static bool is_restricted(enum effect e)
{
	return e == EFFECT_BLOCK || e == EFFECT_OBSERVE || e == EFFECT_LOG;
}

static const char *shortfall_of_protected(const struct deed *d,
					  enum effect now)
{
	if (now != EFFECT_PROTECT)
		return "no rule protects it now: the mode is off";
	return d->changed && !is_restricted(d->before) ? "nothing restricts it "
	       "now: this changes nothing yet" : NULL;
}

/* What came of it, behind "X is on the list": NULL where it is as asked for. */
static const char *shortfall(const struct order *o, const struct deed *d,
			     const struct force *f, const struct rules *r,
			     const struct dest *t)
{
	enum effect now = t->decision.effect;
	const char *lacks;

	force_now(f, r, t, &lacks);
	if (lacks)
		return lacks;
	if (f->alone)
		return "cordond is not running: it counts when that starts";
	if (o->kind == ORDER_PROTECT)
		return shortfall_of_protected(d, now);
	if (o->kind == ORDER_ALLOW)
		return now == EFFECT_PROTECT ? "it is protected anyway" :
		       now != EFFECT_ALLOW ? "no rule lets it through now: "
		       "the mode is off" :
		       d->changed && !is_restricted(d->before) &&
		       !d->was_until ? "nothing restricts it now: this "
		       "changes nothing" : NULL;
	switch (now) {
	case EFFECT_BLOCK:
		return d->before == EFFECT_BLOCK && d->changed &&
		       !d->was_until ? "it was blocked already: this changes "
		       "nothing now" : NULL;
	case EFFECT_OBSERVE:
		return "nothing is refused in mode observe: it is only "
		       "logged, as would-block";
	case EFFECT_ALLOW:
		return "a local rule allows it, which comes first: nothing is "
		       "blocked";
	case EFFECT_PROTECT:
		return "it is protected, which comes first: nothing is blocked";
	default:
		return "the mode is off: nothing is blocked";
	}
}

/* The commands that bring back what there was before. */
static const char *undo_of(const struct order *o, const struct deed *d,
			   char *out, size_t size)
{
	const char *verb = order_words[o->kind];
	const char *force = d->needed ? " --force" : "";
	char again[64];

	snprintf(again, sizeof(again), " --for %llds",
		 (long long)(d->was_until - o->now));
	if (o->a->remove)
		snprintf(out, size, "; undo: cordon %s %s%s%s", verb,
			 d->entry, d->lasted ? "" : again, force);
	else if (d->was_until && d->lasts)
		snprintf(out, size, "; undo: cordon %s --remove %s; cordon %s "
			 "%s%s%s", verb, d->entry, verb, d->entry, again,
			 force);
	else if (d->was_until)
		snprintf(out, size, "; undo: cordon %s %s%s%s", verb,
			 d->entry, again, force);
	else
		snprintf(out, size, "; undo: cordon %s --remove %s", verb,
			 d->entry);
	if (!d->changed)
		*out = '\0';
	return out;
}

static void say_removed(const struct order *o, const struct deed *d,
			const struct dest *t, char *said, size_t size)
{
	const char *done = order_done_words[o->kind];
	bool still = t && o->kind == ORDER_BLOCK &&
		     t->decision.effect == EFFECT_BLOCK;
	char undo[UNDO_TEXT];

	if (d->changed)
		snprintf(said, size, "%s is not %s by a local rule any more"
			 "%s%s", d->entry, done, still ? ", but by another" :
			 "", undo_of(o, d, undo, sizeof(undo)));
	else
		snprintf(said, size, "%s was not %s by a local rule",
			 d->entry, done);
}

/* What was to be done, and by which rule it is. */
static void say_how(const struct order *o, const struct deed *d, char *out,
		    size_t size)
{
	char until[MOMENT_TEXT];

	if (o->end && d->lasts)
		snprintf(out, size, " already, and for longer, by %.200s",
			 o->list);
	else if (o->end)
		snprintf(out, size, " until %s", moment_format(o->end, until));
	else
		snprintf(out, size, "%s by %.200s", d->changed ? "" :
			 " already", o->list);
}

static void say_added(const struct order *o, const struct deed *d,
		      const char *short_of, char *said, size_t size)
{
	const char *done = order_done_words[o->kind];
	char how[300], undo[UNDO_TEXT];

	say_how(o, d, how, sizeof(how));
	undo_of(o, d, undo, sizeof(undo));
	if (short_of)
		snprintf(said, size, "%s is to be %s%s, but %s%s", d->entry,
			 done, how, short_of, undo);
	else
		snprintf(said, size, "%s is %s%s%s", d->entry, done, how,
			 undo);
}

void result_say(const struct order *o, const struct deed *d,
		char said[RESULT_TEXT])
{
	struct force f;
	struct rules *r;
	struct dest t;

	force_ask(&f, o->a);
	r = judge(&f, o->a, d->entry, &t);
	if (o->a->remove)
		say_removed(o, d, r ? &t : NULL, said, RESULT_TEXT);
	else
		say_added(o, d, r ? shortfall(o, d, &f, r, &t) : NULL, said,
			  RESULT_TEXT);
	rules_free(r);
	force_done(&f);
}
