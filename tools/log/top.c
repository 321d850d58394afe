/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon top: who tries most, which vendors, which names. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "lib/log.h"
#include "ruleset/config/config.h"
#include "ruleset/config/config_load.h"
#include "tools/cli/option.h"
#include "tools/log/top.h"
#include "tools/run.h"

enum { SHOWN = 20 };

/* The first column is what is counted by. */
static const char *const heads[] = {
	[COUNTS_CLIENT] = "CLIENT", [COUNTS_VENDOR] = "VENDOR",
	[COUNTS_NAME] = "NAME", [COUNTS_ROLE] = "ROLE", [COUNTS_MAC] = "MAC",
	[COUNTS_DAY] = "DAY", [COUNTS_HOUR] = "HOUR",
	[COUNTS_ACTION] = "ACTION", [COUNTS_LIST] = "LIST",
	[COUNTS_VIA] = "VIA", [COUNTS_EXCEPTION] = "EXCEPTION",
};

void top_put(struct answer *an, const struct counts *c, size_t most)
{
	const char *help, *by = kind_word(KIND_BY, c->by[0], &help);
	const struct column columns[] = {
		{ .key = by, .head = heads[c->by[0]], .fold = 16 },
		{ .key = "blocked", .head = "BLOCKED", .right = true },
		{ .key = "would_block", .head = "WOULD BLOCK", .fold = 5,
		  .right = true },
		{ .key = "logged", .head = "LOGGED", .right = true },
		{ .key = "excepted", .head = "EXCEPTED", .right = true },
		{ .key = "first", .head = "FIRST", .give = 1 },
		{ .key = "last", .head = "LAST" },
	};
	const struct grid grid = { .key = "top", GRID_COLUMNS(columns) };
	bool times = counts_is_time(c->by[0]);
	/* Of days the last, of all else the first. */
	size_t start = times && c->n > most ? c->n - most : 0;

	answer_put(an, "by", cell_text(by));
	answer_table(an, &grid);
	for (size_t i = start; i < c->n && i - start < most; i++) {
		const struct count *row = &c->items[i];

		answer_row(an, cell_text(row->what[0]),
			   cell_signed(row->n[TALLY_BLOCKED]),
			   cell_signed(row->n[TALLY_WOULD_BLOCK]),
			   cell_signed(row->n[TALLY_LOGGED]),
			   cell_signed(row->n[TALLY_EXCEPTED]),
			   cell_time(row->first), cell_time(row->last));
	}
	answer_table_end(an);
}

/* --- counting ---------------------------------------------------------- */

static int tell_none(const char *file)
{
	warnx("%s: %s; see \"cordon doctor\"", file, strerror(errno));
	return errno == EACCES ? EX_NOPERM : EX_NOINPUT;
}

/* The history is left at once: whoever fills it must not wait for us. */
int top_count(struct top *t, enum counts_by by)
{
	char text[FAULT_TEXT];
	struct fault why;
	struct query q;
	int status = EX_IOERR;

	counts_done(&t->counts);
	counts_init(&t->counts, by);
	t->counts.utc = t->a->utc;
	eventlog_close(t->next);
	t->next = NULL;
	if (!query_open_asked(&q, t->config, t->a, &why)) {
		warnx("%s", fault_text(&why, text));
	} else if ((t->begins = query_begins(&q)) == 0 && !q.far &&
		   access(t->file, R_OK) < 0) {
		status = tell_none(t->file);
	} else {
		query_count(&q, &t->filter, &t->counts);
		status = query_tell(&q);
		t->counted = status != EX_TEMPFAIL;
		t->next = q.far ? NULL : query_follow(&q);
	}
	query_close(&q);
	return status;
}

static bool take(void *arg, const struct logged *e)
{
	struct top *t = arg;

	if (filter_wants(&t->filter, e))
		counts_add(&t->counts, e);
	return true;
}

void top_refresh(struct top *t)
{
	if (t->next)
		eventlog_read(t->next, take, t);
}

/* --- the command ------------------------------------------------------ */

static void show(struct top *t)
{
	struct answer *an = answer_begin(t->a, "cordon.top/1");

	counts_sort(&t->counts, t->a->sort);
	top_put(an, &t->counts, t->a->limit ? t->filter.limit : SHOWN);
	if (t->counts.n == 0)
		filter_nothing(&t->filter, t->a, an, "event",
			       t->file, t->begins);
	answer_end(an);
}

/* With -f the screen is drawn anew every two seconds, and only what is new is
 * read. */
static void follow(struct top *t)
{
	while (fflush(stdout) == 0 && sleep(TOP_REFRESH) == 0) {
		top_refresh(t);
		if (isatty(STDOUT_FILENO))
			fputs("\033[H\033[2J", stdout);
		show(t);
	}
}

/* Somebody is there who can press keys, and asked for no certain form. */
static bool is_for_keys(const struct args *a)
{
	const char *term = getenv("TERM");

	return topscreen_run && isatty(STDIN_FILENO) &&
	       isatty(STDOUT_FILENO) && term && strcmp(term, "dumb") != 0 &&
	       !a->as_csv && !a->as_json && !a->as_plain && !a->limit &&
	       !a->once && !args_fleet(a);
}

static int run(struct top *t, enum counts_by by)
{
	int status = top_count(t, by);

	if (!t->counted)
		return status;
	if (is_for_keys(t->a) && topscreen_run(t))
		return status;
	show(t);
	if (t->a->follow)
		follow(t);
	return status;
}

int top_run(const struct args *a)
{
	int by = a->by ? kind_index(KIND_BY, a->by) : COUNTS_CLIENT;
	struct top t = { .a = a };
	struct config c;
	int status;

	filter_read(&t.filter, a);
	config_load(&c, a->config);
	if (args_fleet(a) && a->follow)
		fatalx_status(EX_USAGE, "--fleet is of what has arrived: "
			      "--follow does not go with it");
	t.config = &c;
	t.file = args_fleet(a) ? c.centre.url : c.log.file;
	counts_init(&t.counts, (enum counts_by)by);
	status = run(&t, (enum counts_by)by);
	eventlog_close(t.next);
	counts_done(&t.counts);
	config_done(&c);
	return status;
}
