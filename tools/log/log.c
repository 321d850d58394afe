/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon log: who tried to reach which vendor. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/log.h"
#include "ruleset/config/config.h"
#include "ruleset/config/config_load.h"
#include "tools/cli/command.h"
#include "tools/cli/pager.h"
#include "tools/log/fleet.h"
#include "tools/log/log.h"
#include "tools/log/top.h"
#include "tools/query/eventlog.h"
#include "tools/query/filter.h"
#include "tools/query/query.h"
#include "tools/run.h"

enum {
	FOLLOW_MS = 200,
	FOLLOW_FIRST = 10,	/* events before those that come */
	SCREENFUL = 100,	/* on a terminal, where nothing else is said */
};

static const struct column columns[] = {
	{ .key = "time", .head = "TIME", .width = 19, .fold = 19 },
	{ .key = "client", .head = "CLIENT", .width = 15, .fold = 20 },
	{ .key = "action", .head = "ACTION", .width = 11 },
	{ .key = "vendor", .head = "VENDOR", .width = 10 },
	{ .key = "role", .head = "ROLE", .width = 16, .give = 3 },
	{ .key = "destination", .head = "DESTINATION", .width = 34,
	  .fold = 24 },
	{ .key = "via", .head = "VIA", .width = 7, .give = 2 },
	{ .key = "n", .head = "N", .right = true, .give = 1 },
	{ .key = "mac", .head = "MAC", .width = 17 },
	{ .key = "iface", .head = "IFACE", .width = 8 },
	{ .key = "address", .head = "ADDRESS", .width = 15 },
	{ .key = "name", .head = "NAME", .width = 30 },
	{ .key = "rule", .head = "RULE", .width = 24 },
	{ .key = "list", .head = "LIST", .width = 30 },
	{ .key = "line", .head = "LINE", .right = true, .width = 5 },
	{ .key = "match", .head = "MATCH", .width = 12 },
	{ .key = "authority", .head = "AUTHORITY", .width = 20 },
	{ .key = "citation", .head = "CITATION", .width = 20 },
	{ .key = "mode", .head = "MODE", .width = 7 },
	{ .key = "exception", .head = "EXCEPTION", .width = 9 },
	{ .key = "source", .head = "SOURCE", .width = 9 },
	{ .key = "gateway", .head = "GATEWAY", .width = 12 },
	{ .key = "stream", .head = "STREAM", .width = 32 },
	{ .key = "seq", .head = "SEQ", .right = true, .width = 8, .give = 4 },
};

static const char shown[] =
	"time client action vendor role destination via n seq";

const struct grid log_grid = {
	GRID_COLUMNS(columns), .view = shown,
}, log_grid_following = {
	GRID_COLUMNS(columns), .view = shown, .style = STYLE_FIXED,
};

/* All of them, where a program reads. */
static const struct grid log_grid_whole = { GRID_COLUMNS(columns) };

void log_put(struct answer *an, const struct logged *e)
{
	answer_event(an, e->raw, (const struct cell[]) {
		cell_time(e->time), cell_text(e->client),
		cell_text(tally_words[e->action]),
		cell_text(e->vendor), cell_text(e->role), cell_text(e->shown),
		cell_text(e->via), cell_signed(e->count),
		cell_text(e->mac), cell_text(e->iface), cell_text(e->dest),
		cell_text(e->target), cell_text(e->match), cell_text(e->list),
		cell_text(e->line), cell_text(e->match_type),
		cell_text(e->authority), cell_text(e->citation),
		cell_text(e->mode), cell_text(e->exception),
		cell_text(e->source), cell_text(e->gateway),
		cell_text(e->stream), cell_text(e->seq),
	});
}

/* --- the command ------------------------------------------------------- */

struct view {
	struct answer *an;	/* NULL until there is a log */
	const struct args *a;
	struct filter filter;
	struct grid grid;
	char *chosen;		/* columns; NULL: as the grid has them */
	bool any;		/* that is asked for */
	bool counting;		/* in place of rows */
	struct counts counts;
};

/* "time,mac" as a view; a key that there is none of ends the program. */
static char *choose_columns(const char *text)
{
	struct grid all = log_grid_whole;
	char *view = xstrdup(text), *rest, *word, *copy = xstrdup(text);

	for (char *p = view; *p; p++)
		*p = *p == ',' ? ' ' : *p;
	for (word = strtok_r(copy, ", ", &rest); word;
	     word = strtok_r(NULL, ", ", &rest)) {
		struct buffer known = { 0 };
		bool found = false;

		for (size_t i = 0; i < all.n; i++) {
			found |= strcmp(all.columns[i].key, word) == 0;
			buffer_printf(&known, "%s%s", i ? ", " : "",
				      all.columns[i].key);
		}
		if (!found)
			fatalx_status(EX_USAGE, "--columns does not know "
				      "\"%s\"; it knows %s", paint_safe(word),
				      known.p);
		buffer_done(&known);
	}
	free(copy);
	return view;
}

static void begin(struct view *v)
{
	const struct args *a = v->a;

	if (v->an)
		return;
	v->an = answer_begin(a, "cordon.eve/2");
	v->grid = a->follow ? log_grid_following :
		  a->as_csv || a->as_plain ? log_grid_whole : log_grid;
	if (v->chosen)
		v->grid.view = v->chosen;
	answer_table(v->an, &v->grid);
}

static bool wants(void *arg, const struct logged *e)
{
	struct view *v = arg;

	return filter_wants(&v->filter, e);
}

static bool take(void *arg, const struct logged *e)
{
	struct view *v = arg;

	if (!v->counting)
		begin(v);
	if (!filter_wants(&v->filter, e))
		return true;
	v->any = true;
	if (v->counting)
		counts_add(&v->counts, e);
	else
		log_put(v->an, e);
	return true;
}

static void follow(struct view *v, struct eventlog *l)
{
	const struct timespec pause = { .tv_nsec = FOLLOW_MS * 1000000 };

	begin(v);
	answer_flush(v->an);
	while (fflush(stdout) == 0) {
		nanosleep(&pause, NULL);
		eventlog_read(l, take, v);
	}
}

/* How many at most, and where nobody said so what is of use to people. */
static size_t how_many(const struct view *v)
{
	const struct args *a = v->a;
	bool to_people = pager_is_terminal() && !a->as_csv && !a->as_json &&
			 !a->as_plain;

	if (a->limit)
		return v->filter.limit;
	return a->follow ? FOLLOW_FIRST :
	       to_people && !a->since ? SCREENFUL : SIZE_MAX;
}

static bool read_log(struct view *v, struct eventlog *l)
{
	size_t most = how_many(v);

	if (most < SIZE_MAX)
		return eventlog_last(l, most, wants, take, v);
	return eventlog_read(l, take, v);
}

/* Without a log: why. */
static int tell_none(const char *path)
{
	warnx("%s: %s; see \"cordon doctor\"", path, strerror(errno));
	return errno == EACCES ? EX_NOPERM : EX_NOINPUT;
}

/* What was looked at, beside what was found. */
static void say_covered(struct view *v, const char *file, time_t begins,
			unsigned unread)
{
	if (!v->any)
		filter_nothing(&v->filter, v->a, v->an, "event", file, begins);
	else
		filter_covered(&v->filter, v->a, v->an, begins, unread);
	answer_end(v->an);
}

/* Which files are named, behind the word itself. */
static char **named(const struct args *a, int *n)
{
	char **words = a->words;

	*n = a->nwords;
	if (*n > 0 && a->verb && strcmp(words[0], a->verb->name) == 0) {
		words++;
		(*n)--;
	}
	return *n > 0 ? words : NULL;
}

/* Where it is looked for. */
static const char *file_of(const struct args *a, const struct config *c)
{
	return args_fleet(a) ? c->centre.url : c->log.file;
}

/* --- of a fleet -------------------------------------------------------- */

static int list_fleet(struct view *v, const struct config *c)
{
	char text[FAULT_TEXT];
	struct fault why;
	struct query q;
	int status = EX_CONFIG;

	if (query_open_fleet(&q, c, v->a->gateway, &why)) {
		begin(v);
		status = fleet_lines(&q, &v->filter, how_many(v), take, v,
				     &why) ? 0 : EX_TEMPFAIL;
	}
	if (v->an)
		answer_table_end(v->an);
	if (status == 0) {
		say_covered(v, c->centre.url, query_begins(&q), 0);
	} else {
		warnx("%s", fault_text(&why, text));
		if (v->an)
			answer_end(v->an);
	}
	query_close(&q);
	return status;
}

/* --- counted ----------------------------------------------------------- */

static void show_counts(struct view *v)
{
	v->any = v->counts.n > 0;
	v->an = answer_begin(v->a, "cordon.top/1");
	counts_sort(&v->counts, v->a->sort);
	top_put(v->an, &v->counts, v->filter.limit);
}

/* Of the log: what is summed up already need not be read. */
static int count_log(struct view *v, const struct config *c)
{
	char text[FAULT_TEXT];
	struct fault why;
	struct query q;
	int status = EX_IOERR;
	time_t begins;

	if (!query_open_asked(&q, c, v->a, &why)) {
		warnx("%s", fault_text(&why, text));
	} else if ((begins = query_begins(&q)) == 0 && !q.far &&
		   access(c->log.file, R_OK) < 0) {
		status = tell_none(c->log.file);
	} else {
		query_count(&q, &v->filter, &v->counts);
		status = query_tell(&q);
		if (status != EX_TEMPFAIL) {
			show_counts(v);
			say_covered(v, file_of(v->a, c), begins, q.unread);
		}
	}
	query_close(&q);
	return status;
}

static int count_files(struct view *v, struct eventlog *l, const char *file)
{
	eventlog_read(l, take, v);
	show_counts(v);
	say_covered(v, file, eventlog_begins(l), eventlog_unread(l));
	return eventlog_unread(l) > 0 ? EX_NOINPUT : 0;
}

static int count(struct view *v, const struct config *c, char **files, int n)
{
	struct eventlog *l;
	int status;

	counts_init(&v->counts, (enum counts_by)kind_index(KIND_BY, v->a->by));
	v->counts.utc = v->a->utc;
	v->counting = true;
	if (files) {
		l = eventlog_of(files, n);
		status = count_files(v, l, files[0]);
		eventlog_close(l);
	} else {
		status = count_log(v, c);
	}
	counts_done(&v->counts);
	return status;
}

/* --- listed ------------------------------------------------------------ */

static int list(struct view *v, struct eventlog *l, const char *file,
		bool named)
{
	if (!read_log(v, l) && !v->a->follow && !named &&
	    access(file, R_OK) < 0)
		return tell_none(file);
	begin(v);
	if (v->a->follow)
		follow(v, l);
	answer_table_end(v->an);
	say_covered(v, file, eventlog_begins(l), eventlog_unread(l));
	return eventlog_unread(l) > 0 ? EX_NOINPUT : 0;
}

int log_run(const struct args *a)
{
	struct view v = { .a = a };
	struct eventlog *l;
	struct config c;
	struct query q;
	int status, n;
	char **files = named(a, &n);

	filter_read(&v.filter, a);
	if (a->sort && !a->by)
		fatalx_status(EX_USAGE, "--sort is of counts (--by): events "
			      "come in the order of their time");
	if (a->columns)
		v.chosen = choose_columns(a->columns);
	config_load(&c, a->config);
	if (args_fleet(a) && (a->follow || files))
		fatalx_status(EX_USAGE, "--fleet is of what has arrived: no "
			      "%s goes with it", files ? "file" : "--follow");
	if (a->by) {
		status = count(&v, &c, files, n);
	} else if (args_fleet(a)) {
		status = list_fleet(&v, &c);
	} else {
		query_open_lines(&q, &c);
		l = files ? eventlog_of(files, n) : query_lines(&q, &v.filter);
		status = list(&v, l, files ? files[0] : c.log.file, files);
		eventlog_close(l);
		query_close(&q);
	}
	free(v.chosen);
	config_done(&c);
	return status;
}
