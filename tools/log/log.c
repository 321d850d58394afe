/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon log: who tried to reach which vendor. */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "lib/log.h"
#include "ruleset/config/config.h"
#include "ruleset/config/config_load.h"
#include "tools/log/eventlog.h"
#include "tools/log/filter.h"
#include "tools/log/log.h"
#include "tools/run.h"

enum { FOLLOW_MS = 200 };

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
};

const struct grid log_grid = {
	GRID_COLUMNS(columns),
}, log_grid_following = {
	GRID_COLUMNS(columns), .style = STYLE_FIXED,
};

void log_put(struct answer *an, const struct logged *e)
{
	answer_event(an, e->raw, (const struct cell[]) {
		cell_time(e->time), cell_text(e->client),
		cell_text(tally_words[e->action]),
		cell_text(e->vendor), cell_text(e->role), cell_text(e->shown),
		cell_text(e->via), cell_signed(e->count),
	});
}

/* --- the command ------------------------------------------------------ */

struct view {
	struct answer *an;	/* NULL until there is a log */
	const struct args *a;
	struct filter filter;
	bool any;		/* that is asked for */
};

static void begin(struct view *v)
{
	if (v->an)
		return;
	v->an = answer_begin(v->a, "cordon.eve/2");
	if (!v->a->follow && v->filter.limit < SIZE_MAX)
		answer_last(v->an, v->filter.limit);
	answer_table(v->an, v->a->follow ? &log_grid_following : &log_grid);
}

static bool take(void *arg, const struct logged *e)
{
	struct view *v = arg;

	begin(v);
	if (filter_wants(&v->filter, e)) {
		v->any = true;
		log_put(v->an, e);
	}
	return true;
}

static void follow(struct view *v, struct eventlog *l)
{
	const struct timespec pause = { .tv_nsec = FOLLOW_MS * 1000000 };

	begin(v);
	while (fflush(stdout) == 0) {
		nanosleep(&pause, NULL);
		eventlog_read(l, take, v);
	}
}

/* Without a log: why. */
static int tell_none(const char *path)
{
	warnx("%s: %s; see \"cordon doctor\"", path, strerror(errno));
	return errno == EACCES ? EX_NOPERM : EX_NOINPUT;
}

int log_run(const struct args *a)
{
	struct view v = { .a = a };
	struct eventlog *l;
	struct config c;
	int status = 0;

	filter_read(&v.filter, a);
	config_load(&c, a->config);
	l = eventlog_open(c.log.file, v.filter.since);
	if (!eventlog_read(l, take, &v) && !a->follow &&
	    access(c.log.file, R_OK) < 0)
		status = tell_none(c.log.file);
	else
		begin(&v);
	if (a->follow)
		follow(&v, l);
	if (v.an) {
		answer_table_end(v.an);
		if (!v.any)
			filter_nothing(&v.filter, a, v.an, c.log.file,
				       eventlog_begins(l));
		answer_end(v.an);
	}
	eventlog_close(l);
	config_done(&c);
	return status;
}
