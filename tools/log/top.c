/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon top: who tries most, which vendors, which names. */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "lib/log.h"
#include "ruleset/config/config.h"
#include "ruleset/config/config_load.h"
#include "tools/cli/option.h"
#include "tools/log/top.h"
#include "tools/query/query.h"
#include "tools/run.h"

enum { SHOWN = 20, REFRESH_SECONDS = 2 };

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

/* --- the command ------------------------------------------------------ */

struct view {
	const struct args *a;
	struct filter filter;
	struct counts counts;
	struct query query;
	const char *file;		/* of the log */
};

static void show(struct view *v)
{
	struct answer *an = answer_begin(v->a, "cordon.top/1");

	counts_sort(&v->counts, v->a->sort);
	top_put(an, &v->counts, v->a->limit ? v->filter.limit : SHOWN);
	if (v->counts.n == 0)
		filter_nothing(&v->filter, v->a, an, "event", v->file,
			       query_begins(&v->query));
	answer_end(an);
}

static bool take(void *arg, const struct logged *e)
{
	struct view *v = arg;

	if (filter_wants(&v->filter, e))
		counts_add(&v->counts, e);
	return true;
}

/* With -f the screen is drawn anew every two seconds, and only what is new is
 * read. */
static void follow(struct view *v)
{
	struct eventlog *l = query_follow(&v->query);

	while (fflush(stdout) == 0 && sleep(REFRESH_SECONDS) == 0) {
		eventlog_read(l, take, v);
		if (isatty(STDOUT_FILENO))
			fputs("\033[H\033[2J", stdout);
		show(v);
	}
	eventlog_close(l);
}

static int tell_none(const char *file)
{
	warnx("%s: %s; see \"cordon doctor\"", file, strerror(errno));
	return errno == EACCES ? EX_NOPERM : EX_NOINPUT;
}

static int count(struct view *v)
{
	int status;

	if (!v->query.far && query_begins(&v->query) == 0 &&
	    access(v->file, R_OK) < 0)
		return tell_none(v->file);
	query_count(&v->query, &v->filter, &v->counts);
	status = query_tell(&v->query);
	if (status == EX_TEMPFAIL)
		return status;
	show(v);
	if (v->a->follow)
		follow(v);
	return status;
}

int top_run(const struct args *a)
{
	int by = a->by ? kind_index(KIND_BY, a->by) : COUNTS_CLIENT;
	char text[FAULT_TEXT];
	struct view v = { .a = a };
	struct fault why;
	struct config c;
	int status = EX_IOERR;

	filter_read(&v.filter, a);
	config_load(&c, a->config);
	if (args_fleet(a) && a->follow)
		fatalx_status(EX_USAGE, "--fleet is of what has arrived: "
			      "--follow does not go with it");
	v.file = args_fleet(a) ? c.centre.url : c.log.file;
	counts_init(&v.counts, (enum counts_by)by);
	v.counts.utc = a->utc;
	if (query_open_asked(&v.query, &c, a, &why))
		status = count(&v);
	else
		warnx("%s", fault_text(&why, text));
	query_close(&v.query);
	counts_done(&v.counts);
	config_done(&c);
	return status;
}
