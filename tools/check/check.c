/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon check NAME|ADDRESS|URL: what would happen, and on whose authority. */

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "lib/log.h"
#include "tools/check/check.h"
#include "tools/check/force.h"
#include "tools/cli/mistakes.h"
#include "tools/run.h"

/* --- rules ------------------------------------------------------------ */

enum {
	RULE, DECIDES, EFFECT, VENDOR, ROLE, PORTS, LIST, LINE, CONFIDENCE,
	SOURCE, BASIS, AUTHORITY, CITATION, DUTY, JURISDICTION,
	/* In the words of a page. */
	PLACE, TITLE, ROLE_MODE, AS_OF, DATES, BINDS, COLUMNS
};

static const struct column columns[COLUMNS] = {
	[RULE] = { .key = "rule", .head = "RULE" },
	[DECIDES] = { .key = "decides", .head = "DECIDES" },
	[EFFECT] = { .key = "effect", .head = "EFFECT" },
	[VENDOR] = { .key = "vendor", .head = "VENDOR" },
	[ROLE] = { .key = "role", .head = "ROLE" },
	[PORTS] = { .key = "ports", .head = "PORTS" },
	[LIST] = { .key = "list", .head = "LIST" },
	[LINE] = { .key = "line", .head = "LINE" },
	[CONFIDENCE] = { .key = "confidence", .head = "CONFIDENCE" },
	[SOURCE] = { .key = "source", .head = "SOURCE" },
	[BASIS] = { .key = "basis", .head = "BASIS" },
	[AUTHORITY] = { .key = "authority", .head = "AUTHORITY" },
	[CITATION] = { .key = "citation", .head = "CITE" },
	[DUTY] = { .key = "duty", .head = "DUTY" },
	[JURISDICTION] = { .key = "jurisdiction", .head = "LAW OF" },
	[PLACE] = { .key = "place", .head = "LIST", .unsaid = true },
	[TITLE] = { .key = "title", .head = "VENDOR", .unsaid = true },
	[ROLE_MODE] = { .key = "role_mode", .head = "ROLE", .unsaid = true },
	[AS_OF] = { .key = "as_of", .head = "AS OF", .unsaid = true },
	[DATES] = { .key = "dates", .head = "DATES", .unsaid = true },
	[BINDS] = { .key = "binds", .head = "BINDS", .unsaid = true },
};

static const struct grid rule_grid = {
	.key = "rules", GRID_COLUMNS(columns),
	.view = "rule decides effect vendor role ports list line confidence "
		"source basis authority citation duty jurisdiction",
}, page_grid = {
	GRID_COLUMNS(columns),
	.view = "rule place title role_mode ports confidence source as_of "
		"authority citation duty jurisdiction dates binds",
};

/* Cells of a rule, and the texts that are made for them. */
struct rule_cells {
	struct cell cells[COLUMNS];
	char rule[320], place[512], title[512], role[320];
};

static void fill_basis(struct rule_cells *r, const struct legend_basis *b)
{
	if (!b)
		return;
	r->cells[BASIS] = cell_text(b->id);
	r->cells[AUTHORITY] = cell_text(b->authority);
	r->cells[CITATION] = cell_text(b->cite);
	r->cells[DUTY] = cell_text(reach_duty_words[b->reach.duty]);
	r->cells[JURISDICTION] = cell_text(*b->jurisdiction ? b->jurisdiction
							: NULL);
	r->cells[DATES] = cell_text(b->dates);
	r->cells[BINDS] = cell_text(b->binds);
}

static void fill_rule(struct rule_cells *out, const struct dest *t,
		      const struct rules *r, const struct candidate *c)
{
	const struct legend *l = &r->generation.legend;
	const struct legend_class *class = &l->classes[c->class];
	const struct legend_vendor *v = &l->vendors[class->vendor];
	const char *list = dest_file(l, c->class);

	dest_rule(t, c, out->rule, sizeof(out->rule));
	snprintf(out->place, sizeof(out->place), "%s:%u", list, c->line);
	snprintf(out->title, sizeof(out->title), "%s, %s", v->id, v->title);
	snprintf(out->role, sizeof(out->role), "%s (mode %s)", class->role,
		 mode_words[r->policy->modes[class->vendor]]);
	memcpy(out->cells, (const struct cell[COLUMNS]) {
		[RULE] = cell_text(out->rule),
		[DECIDES] = cell_bool(dest_is_decided_by(t, c)),
		[EFFECT] = cell_text(effect_words[r->policy->effects[
						  c->class]]),
		[VENDOR] = cell_text(v->id), [ROLE] = cell_text(class->role),
		[PORTS] = cell_text(*class->ports ? class->ports : NULL),
		[LIST] = cell_text(list), [LINE] = cell_number(c->line),
		[CONFIDENCE] = cell_text(class->confidence),
		[SOURCE] = cell_text(class->source),
		[PLACE] = cell_text(out->place),
		[TITLE] = cell_text(out->title),
		[ROLE_MODE] = cell_text(out->role),
		[AS_OF] = cell_text(v->as_of),
	}, sizeof(out->cells));
	fill_basis(out, policy_basis(r->policy, c->class));
}

/* --- for people ------------------------------------------------------- */

/* Where else it is restricted. */
static void say_bases(struct answer *an, const struct policy *p,
		      uint16_t class)
{
	const struct legend *l = &p->generation->legend;
	const struct legend_vendor *v =
		&l->vendors[l->classes[class].vendor];
	const struct legend_basis *cited = policy_basis(p, class);
	const char *label = "also under";

	/* Without a profile nobody knows whom of them this network is. */
	for (size_t i = 0; cited && p->profile.set && i < v->nbases; i++) {
		const struct legend_basis *b = &l->bases[v->first_basis + i];

		if (b == cited || !policy_cites(p, class, b))
			continue;
		answer_say(an, "  %-11s%s: %s\n", label, paint_safe(b->cite),
			   paint_safe(b->binds));
		label = "";
	}
}

static void say_losers(struct answer *an, const struct dest *t,
		       const struct rules *r)
{
	const struct legend *l = &r->generation.legend;
	const char *label = "not used";

	for (size_t i = 0; i < t->n; i++) {
		const struct candidate *c = &t->rules[i];
		const struct legend_class *class = &l->classes[c->class];
		char text[320], why[DEST_WHY];

		if (dest_is_decided_by(t, c))
			continue;
		dest_rule(t, c, text, sizeof(text));
		answer_say(an, "  %-11s%s (%s, %s:%u): %s\n", label,
			   paint_safe(text), paint_safe(class->role),
			   paint_safe(dest_file(l, c->class)), c->line,
			   paint_safe(dest_why_not(r->policy, c, why)));
		label = "";
	}
}

static void say_exception(struct answer *an, const struct exception *e)
{
	char text[512];

	snprintf(text, sizeof(text), "%s of %s until %s, owner %s: %s", e->id,
		 e->client, e->until, e->owner, e->reason);
	answer_line(an, "exception", text);
}

static const char *stands_for(const struct dest *t)
{
	return *t->stands_for ? t->stands_for : NULL;
}

static void say_outcome(struct answer *an, const struct args *a,
			const struct dest *t, const struct rules *r,
			const struct check_now *now)
{
	const struct dest_outcome *o = dest_outcome(t);
	static const char *const forms[] = {
		[FORCE_AS_SAID] = "%s", [FORCE_PASSES] = "NOT %s NOW",
		[FORCE_REFUSED] = "REFUSED NOW", [FORCE_UNKNOWN] =
		"%s BY THE RULES",
	};
	char word[40], why[DEST_WHY];

	snprintf(word, sizeof(word), forms[now->now], o->word);
	answer_say(an, "%s  %s: %s%s%s\n", paint_safe(t->text),
		   paint_text(a, now->why ? COLOR_WARN : o->color, word),
		   paint_safe(dest_why(t, r->policy, why)),
		   now->why ? "; " : "", now->why ? now->why : "");
}

static void say_target(struct answer *an, const struct args *a,
		       const struct dest *t, const struct rules *r,
		       const struct check_now *now)
{
	const struct candidate *winner = &t->decision.rule;
	struct rule_cells cells;

	say_outcome(an, a, t, r, now);
	answer_page(an, 2, 11);
	answer_line(an, "stands for", stands_for(t));
	answer_line(an, "exempt", t->exempt);
	if (t->exception)
		say_exception(an, t->exception);
	if (t->decision.effect != EFFECT_IGNORE) {
		fill_rule(&cells, t, r, winner);
		answer_record(an, &page_grid, cells.cells);
		say_bases(an, r->policy, winner->class);
	}
	say_losers(an, t, r);
}

/* --- together --------------------------------------------------------- */

static const struct column target_columns[] = {
	{ .key = "target", .head = "TARGET" },
	{ .key = "outcome", .head = "OUTCOME" },
	{ .key = "why", .head = "WHY" },
	{ .key = "exception", .head = "EXCEPTION" },
	{ .key = "stands_for", .head = "STANDS FOR" },
};

const struct grid check_grid = {
	.key = "targets", GRID_COLUMNS(target_columns),
	.in = IN_ROWS | IN_JSON, .inner = &rule_grid,
};

/* What becomes of it, whatever the rules say; NULL: what they say. */
static const char *const now_words[] = {
	[FORCE_AS_SAID] = NULL, [FORCE_PASSES] = "passes",
	[FORCE_REFUSED] = "refused", [FORCE_UNKNOWN] = "unknown",
};

void check_put(struct answer *an, const struct args *a, const struct dest *t,
	       const struct rules *r, const struct check_now *now)
{
	const struct dest_outcome *o = dest_outcome(t);
	const struct exception *e = t->exception;
	struct rule_cells cells;
	char why[DEST_WHY];

	answer_row_open(an, (const struct cell[]) {
		cell_text(t->text), cell_text(o->key),
		cell_text(dest_why(t, r->policy, why)),
		cell_text(e ? e->id : NULL), cell_text(stands_for(t)),
	});
	answer_put(an, "now", cell_text(now_words[now->now]));
	answer_put(an, "lacks", cell_text(now->why));
	answer_table(an, &rule_grid);
	for (size_t i = 0; i < t->n; i++) {
		fill_rule(&cells, t, r, &t->rules[i]);
		answer_cells(an, cells.cells);
	}
	answer_table_end(an);
	answer_row_close(an);
	say_target(an, a, t, r, now);
}

/* --- the command ------------------------------------------------------ */

int check_run(const struct args *a)
{
	struct conf_report report = { .errors = 0 };
	struct answer *an;
	struct rules *r;
	struct force f;
	bool hidden;
	int status = 0;

	force_ask(&f, a);
	r = rules_load(a->config, RULES_CURRENT, &f.overrides, &report);
	if (!r) {
		mistakes_tell(&report);
		return EX_CONFIG;
	}
	hidden = register_is_hidden(&exceptions_register, r->config.state);
	if (a->client && hidden)
		fatalx_status(EX_NOPERM, "who has exceptions is for root to "
			      "read: ask as root, or without --client");
	an = answer_begin(a, "cordon.check/1");
	answer_put(an, "generation", cell_number(r->generation.number));
	answer_table(an, &check_grid);
	for (int i = 0; i < a->nwords; i++) {
		struct check_now now;
		struct dest t;

		dest_read(&t, a->words[i]);
		dest_judge(&t, r, a->client);
		now.now = force_now(&f, r, &t, &now.why);
		check_put(an, a, &t, r, &now);
		if (dest_outcome(&t)->status > status)
			status = dest_outcome(&t)->status;
	}
	answer_table_end(an);
	if (hidden)
		answer_say(an, "Exceptions are left out: they are for root to "
			   "read.\n");
	answer_end(an);
	force_done(&f);
	rules_free(r);
	conf_report_done(&report);
	return a->exit_code ? status : 0;
}
