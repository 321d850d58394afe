/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Says what a sync came to. */

#include <stdio.h>
#include <sysexits.h>

#include "tools/sync/outcome.h"

/* A service that goes by what is due fails while nothing comes at all, also
 * between two tries, and not where one of many sources is away for a while. */
int outcome_status_of(const struct gather_counts *c, bool due)
{
	bool any = c->fresh + c->same + c->kept + c->skipped > 0;

	if (c->refused > 0)
		return EX_DATAERR;
	if (due && any && c->well == 0)
		return EX_NOHOST;
	return c->failed > 0 ? EX_TEMPFAIL : 0;
}

const char *outcome_how(const struct enforcement *e)
{
	switch (e->how) {
	case ENFORCED_BY_DAEMON:
		return "in force";
	case ENFORCED_HERE:
	case ENFORCED_SAME:
		return "in force by address; cordond is not running, so no "
		       "names are judged";
	case ENFORCED_NOT:
		return "not enforced: cordond is not running and was to leave "
		       "nothing (on_stop)";
	case ENFORCED_FAILED:
		return "NOT in force";
	default:
		return "in force already";
	}
}

/* As the daemon runs, or where none does. */
static const char *const enforced_words[] = {
	[ENFORCED_ALREADY] = "already", [ENFORCED_BY_DAEMON] = "daemon",
	[ENFORCED_HERE] = "kernel", [ENFORCED_SAME] = "already",
	[ENFORCED_NOT] = "no", [ENFORCED_FAILED] = "failed",
};

static void put_sources(struct answer *an, const struct source_now *sources,
			size_t n)
{
	static const struct column columns[] = {
		{ .key = "id", .head = "SOURCE" },
		{ .key = "vendor", .head = "VENDOR" },
		{ .key = "state", .head = "STATE" },
		{ .key = "entries", .head = "ENTRIES", .right = true },
		{ .key = "why", .head = "WHY", .fold = 20 },
	};
	static const struct grid grid = {
		.key = "sources", GRID_COLUMNS(columns),
		.in = IN_ROWS | IN_JSON,
	};

	answer_table(an, &grid);
	for (size_t i = 0; i < n; i++) {
		const struct config_source *s = sources[i].source;
		const struct source_state *st = &sources[i].state;

		answer_row(an, cell_text(s->id), cell_text(s->vendor),
			   cell_text(source_health_words[st->health]),
			   cell_number(source_state_entries(st)),
			   cell_text(*st->why ? st->why : NULL));
	}
	answer_table_end(an);
}

void outcome_put(struct answer *an, const struct outcome *o,
		 const struct enforcement *e, int status,
		 const struct source_now *sources, size_t n)
{
	char why[FAULT_TEXT];

	answer_put(an, "before", cell_number(o->before));
	answer_put(an, "generation", cell_number(e->generation));
	answer_put(an, "enforced", cell_text(enforced_words[e->how]));
	answer_put(an, "why", cell_text(fault_any(&e->fault) ?
				        fault_text(&e->fault, why) : NULL));
	answer_put(an, "new", cell_number(o->counts.fresh));
	answer_put(an, "same", cell_number(o->counts.same));
	answer_put(an, "failed", cell_number(o->counts.failed));
	answer_put(an, "refused", cell_number(o->counts.refused));
	answer_put(an, "skipped", cell_number(o->counts.skipped));
	answer_put(an, "status", cell_number((unsigned)status));
	put_sources(an, sources, n);
}

void outcome_say(struct answer *an, const struct outcome *o,
		 const struct enforcement *e, const char *undo)
{
	char back[200] = "";

	if (undo)
		snprintf(back, sizeof(back), "; undo: %s", undo);
	else if (o->before > 0 && o->before != e->generation)
		snprintf(back, sizeof(back), "; undo: cordon lists rollback "
			 "%u", o->before);
	if (o->before == e->generation && !undo)
		answer_say(an, "nothing new: generation %u is %s\n",
			   e->generation, outcome_how(e));
	else
		answer_say(an, "generation %u is %s%s\n", e->generation,
			   outcome_how(e), back);
}
