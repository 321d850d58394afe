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
#include "lib/units.h"
#include "ruleset/config/config.h"
#include "ruleset/config/config_load.h"
#include "tools/cli/args.h"
#include "tools/cli/output.h"
#include "tools/log/eventlog.h"
#include "tools/log/filter.h"
#include "tools/run.h"

enum { COLUMNS = 8, FOLLOW_MS = 200 };

static const char *const columns[COLUMNS] = {
	"TIME", "CLIENT", "ACTION", "VENDOR", "ROLE", "DESTINATION", "VIA",
	">N",
};
static const int widths[COLUMNS] = { 19, 15, 7, 10, 16, 34, 7, 4 };

/* One row of the answer, copied. */
struct row {
	char *cells[COLUMNS];
};

struct view {
	const struct args *a;
	enum output_form form;
	struct filter filter;
	bool streaming;		/* print each at once */
	struct row *rows;	/* else keep them; a ring with a limit */
	size_t n, first, limit;
};

static void read_view(struct view *v, const struct args *a)
{
	*v = (struct view) { .a = a, .limit = filter_limit(a) };
	v->form = output_form_of(a);
	v->streaming = a->follow || a->as_json;
	filter_read(&v->filter, a);
}

/* --- printing them --------------------------------------------------- */

static void format_time(const struct view *v, time_t t, char out[MOMENT_TEXT])
{
	struct tm tm;

	/* What programs read is unambiguous, what people read is short. */
	if (v->form != OUTPUT_TABLE) {
		moment_format(t, out);
		return;
	}
	if (v->a->utc)
		gmtime_r(&t, &tm);
	else
		localtime_r(&t, &tm);
	strftime(out, MOMENT_TEXT, "%Y-%m-%d %H:%M:%S", &tm);
}

static void fill_cells(const struct view *v, const struct logged *e,
		       const char *cells[COLUMNS], char when[MOMENT_TEXT],
		       char count[24])
{
	format_time(v, e->time, when);
	snprintf(count, 24, "%lld", (long long)e->count);
	cells[0] = when;
	cells[1] = e->client;
	cells[2] = e->action;
	cells[3] = e->vendor;
	cells[4] = e->role;
	cells[5] = e->shown;
	cells[6] = e->via;
	cells[7] = count;
}

static void keep_row(struct view *v, const char *const *cells)
{
	struct row *row;

	if (v->n < v->limit) {
		v->rows = xgrow(v->rows, v->n, sizeof(*v->rows));
		row = &v->rows[v->n++];
	} else {
		row = &v->rows[v->first];
		v->first = (v->first + 1) % v->limit;
		for (int i = 0; i < COLUMNS; i++)
			free(row->cells[i]);
	}
	for (int i = 0; i < COLUMNS; i++)
		row->cells[i] = xstrdup(cells[i]);
}

static bool take(void *arg, const struct logged *e)
{
	struct view *v = arg;
	const char *cells[COLUMNS];
	char when[MOMENT_TEXT], count[24];

	if (!filter_wants(&v->filter, e))
		return true;
	fill_cells(v, e, cells, when, count);
	if (v->a->as_json)
		output_json_text(e->raw);
	else if (v->streaming)
		output_stream_row(v->form, cells, widths, COLUMNS);
	else
		keep_row(v, cells);
	return true;
}

static void print_kept(struct view *v)
{
	struct output *o = output_begin(v->a, v->form, columns, COLUMNS);

	for (size_t i = 0; i < v->n; i++) {
		struct row *row = &v->rows[(v->first + i) % v->n];

		output_row(o, (const char *const *)row->cells);
		for (int k = 0; k < COLUMNS; k++)
			free(row->cells[k]);
	}
	output_end(o);
	free(v->rows);
}

int log_run(const struct args *a)
{
	const struct timespec pause = { .tv_nsec = FOLLOW_MS * 1000000 };
	struct config c;
	struct view v;
	struct eventlog *l;
	bool any;

	read_view(&v, a);
	config_load(&c, a->config);
	l = eventlog_open(c.log.file, v.filter.since);
	if (v.streaming && !a->as_json)
		output_stream_header(v.form, columns, widths, COLUMNS);
	any = eventlog_read(l, take, &v);
	if (!any && !a->follow && access(c.log.file, R_OK) < 0) {
		warnx("%s: %s; see \"cordon doctor\"", c.log.file,
		      strerror(errno));
		return errno == EACCES ? EX_NOPERM : EX_NOINPUT;
	}
	if (!v.streaming)
		print_kept(&v);
	while (a->follow && fflush(stdout) == 0) {
		nanosleep(&pause, NULL);
		eventlog_read(l, take, &v);
	}
	eventlog_close(l);
	config_done(&c);
	return 0;
}
