/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A sync that changes nothing. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/folder.h"
#include "lib/log.h"
#include "lib/size.h"
#include "ruleset/apply/load.h"
#include "tools/sync/change.h"
#include "tools/sync/convert.h"
#include "tools/sync/trial.h"

static char *trial_state(const struct config *c)
{
	return xasprintf("%s/trial", c->state);
}

void trial_remove(const struct config *c)
{
	char *path = trial_state(c);

	folder_remove_all(path);
	free(path);
}

/* --- compiling ------------------------------------------------------- */

/* A second name for each file of a copy. */
static int link_copy(const char *from, const char *to)
{
	char **names;
	size_t n;
	struct stat st;
	int ret = 0;

	if (lstat(from, &st) < 0)
		return errno == ENOENT ? 0 : -errno;
	if (!S_ISDIR(st.st_mode))
		return link(from, to) < 0 ? -errno : 0;
	ret = folder_make(to, 0755);
	if (ret < 0 || folder_list(from, "", &names, &n) < 0)
		return ret;
	for (size_t i = 0; ret == 0 && i < n; i++) {
		char *name = xasprintf("%s/%s", to,
				       strrchr(names[i], '/') + 1);

		ret = link(names[i], name) < 0 ? -errno : 0;
		free(name);
	}
	folder_list_free(names, n);
	return ret;
}

static int link_source(const struct intake *in, const struct config *trial)
{
	char *from = source_file(in->config->state, in->source,
				 in->result == INTAKE_NEW ? "new" : "good");
	char *to = source_cached(trial->state, in->source);
	char *folder = source_file(trial->state, in->source, "");
	int ret = folder_make(folder, 0755);

	if (ret == 0)
		ret = link_copy(from, to);
	if (ret == 0 && in->state.asns > 0)
		ret = source_state_write(&in->state, trial, in->source);
	free(from);
	free(to);
	free(folder);
	return ret;
}

/* What else of the state is compiled: what holds for a while, updates of the
 * catalogue, what AS numbers announce. */
static int link_rest(const struct config *c, const struct config *trial)
{
	static const char *const names[] = { "timed", "catalogue",
					     "asns.tsv" };
	int ret = 0;

	for (size_t i = 0; ret == 0 && i < ARRAY_SIZE(names); i++) {
		char *from = xasprintf("%s/%s", c->state, names[i]);
		char *to = xasprintf("%s/%s", trial->state, names[i]);

		ret = link_copy(from, to);
		free(from);
		free(to);
	}
	return ret;
}

int trial_compile(struct gather *g, struct conf_report *report)
{
	struct config trial = *g->config;
	struct generation made;
	int ret;

	trial_remove(g->config);
	trial.state = trial_state(g->config);
	ret = folder_make(trial.state, 0755);
	for (size_t i = 0; ret == 0 && i < g->n; i++)
		ret = link_source(&g->intakes[i], &trial);
	if (ret == 0)
		ret = link_rest(g->config, &trial);
	if (ret == 0)
		convert_asns(&trial, &g->guards, &g->progress);
	if (ret < 0)
		conf_complain(report, trial.state, 0, "%s", strerror(-ret));
	else
		ret = generation_update(&made, &trial, GENERATION_TRUST,
					report);
	if (ret == 0)
		generation_close(&made);
	free(trial.state);
	return ret;
}

/* --- telling --------------------------------------------------------- */

/* What the kernel would be sent, unless it cannot be asked. */
static bool plan(struct load_plan *p, const struct config *c,
		 const struct generation *g)
{
	int ret = load_plan(p, c, g);

	if (ret == 0)
		return true;
	warnx("what the kernel would be sent is not known: %s",
	      ret == -EPERM ? "needs root" : strerror(-ret));
	return false;
}

/* What is told of it. */
struct outlook {
	struct change change;
	bool same;		/* to the last byte */
	bool planned;
	struct load_plan plan;
	struct generations_hold hold;	/* then a sync changes nothing */
	unsigned number;		/* of what is held */
};

static void put_fields(struct answer *an, const struct outlook *o,
		       const char *digest)
{
	answer_put(an, "digest", cell_text(digest));
	answer_put(an, "changes", cell_bool(o->change.n > 0));
	answer_put(an, "hold", cell_text(hold_words[o->hold.kind]));
	if (!o->planned)
		return;
	answer_put(an, "way", cell_text(o->plan.way));
	answer_put(an, "reason", cell_text(o->plan.reason));
	answer_put(an, "bytes", cell_number(o->plan.bytes));
}

static void say(struct answer *an, const struct outlook *o)
{
	const struct load_plan *p = &o->plan;
	char size[SIZE_TEXT];

	if (o->planned)
		answer_say(an, "way: %s%s%s%s, about %s to the kernel\n",
			   p->way, *p->reason ? " (" : "", p->reason,
			   *p->reason ? ")" : "", size_format(p->bytes, size));
	if (o->change.n == 0)
		answer_say(an, o->same ? "nothing would change\n" :
			   "no name or address would change\n");
	else if (o->hold.kind != HOLD_NONE)
		answer_say(an, "nothing would change, as generation %u is "
			   "held (%s); for this: cordon lists %s --off, then "
			   "cordon sync\n", o->number,
			   hold_words[o->hold.kind],
			   o->hold.kind == HOLD_FREEZE ? "freeze" : "pin");
	else
		answer_say(an, "nothing was changed; to do it: cordon "
			   "sync\n");
}

int trial_tell(const struct args *a, const struct config *c)
{
	char *state = trial_state(c);
	struct generation now, then;
	struct answer *an;
	struct outlook o;
	bool there;
	int ret = generation_open(&then, state, GENERATION_TRUST);

	free(state);
	if (ret < 0) {
		warnx("the trial's generation %s", generation_error(ret));
		return EX_IOERR;
	}
	there = generation_open(&now, c->state, GENERATION_TRUST) == 0;
	o.number = there ? now.number : 0;
	o.same = there && strcmp(now.digest, then.digest) == 0;
	generations_hold(c->state, &o.hold);
	change_make(&o.change, there ? &now : NULL, &then, c);
	o.planned = plan(&o.plan, c, &then);
	an = answer_begin(a, "cordon.dryrun/1");
	put_fields(an, &o, then.digest);
	change_put(an, &o.change, true);
	say(an, &o);
	answer_end(an);
	change_done(&o.change);
	if (there)
		generation_close(&now);
	generation_close(&then);
	return 0;
}
