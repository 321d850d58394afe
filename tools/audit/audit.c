/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon audit: who changed what, and what it was before. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/log.h"
#include "lib/moment.h"
#include "ruleset/config/config_load.h"
#include "tools/audit/walk.h"
#include "tools/cli/answer.h"
#include "tools/cli/option.h"
#include "tools/cli/pager.h"
#include "tools/run.h"

enum { SCREENFUL = 100 };	/* where nobody said how many */

enum {
	GATEWAY, TIME, WHO, CHANGE, BEFORE, AFTER, UNTIL, CONFIRM, EVENT, OF,
	DETAIL, UID, USER, SUDO_USER, TTY, COMMAND, COLUMNS
};

static const struct column columns[COLUMNS] = {
	[GATEWAY] = { .key = "gateway", .head = "GATEWAY", .fold = 8 },
	[TIME] = { .key = "time", .head = "TIME", .fold = 10 },
	[WHO] = { .key = "who", .head = "WHO", .fold = 8 },
	[CHANGE] = { .key = "change", .head = "CHANGE", .fold = 24 },
	[BEFORE] = { .key = "before", .head = "BEFORE", .fold = 11 },
	[AFTER] = { .key = "after", .head = "AFTER", .fold = 11 },
	[UNTIL] = { .key = "until", .head = "UNTIL" },
	[CONFIRM] = { .key = "confirm", .head = "CONFIRM" },
	[EVENT] = { .key = "event", .head = "EVENT" },
	[OF] = { .key = "of", .head = "OF" },
	[DETAIL] = { .key = "detail", .head = "DETAIL" },
	[UID] = { .key = "uid", .head = "UID", .right = true },
	[USER] = { .key = "user", .head = "USER" },
	[SUDO_USER] = { .key = "sudo_user", .head = "SUDO_USER" },
	[TTY] = { .key = "tty", .head = "TTY", .give = 2 },
	[COMMAND] = { .key = "command", .head = "COMMAND", .fold = 30,
		      .give = 1 },
};

static const struct grid people = {
	GRID_COLUMNS(columns),
	.view = "time who change before after tty command",
}, programs = {
	GRID_COLUMNS(columns),
	.view = "time who event of before after until confirm detail uid user "
		"sudo_user tty command",
}, people_fleet = {
	GRID_COLUMNS(columns),
	.view = "gateway time who change before after tty command",
}, programs_fleet = {
	GRID_COLUMNS(columns),
	.view = "gateway time who event of before after until confirm detail "
		"uid user sudo_user tty command",
};

struct view {
	const struct args *a;
	struct answer *an;
	time_t since, until;	/* 0: no limit */
	size_t limit;
	struct walk walk;
	size_t shown, idle;
};

/* --- options ------------------------------------------------------------ */

static time_t read_time(const char *option, const char *text)
{
	time_t t = 0;

	if (text && !moment_parse(text, time(NULL), &t))
		fatalx_status(EX_USAGE, "%s \"%s\" is not a time: 2h, today, "
			      "14:00, 2026-09-23, 2026-09-23T08:15:00Z",
			      option, text);
	return t;
}

/* 0: all. On a terminal people get what is of use to them. */
static size_t read_limit(const struct args *a)
{
	char *end;
	size_t n;

	if (!a->limit)
		return pager_is_terminal() && !a->as_csv && !a->as_json &&
		       !a->as_plain && !a->since ? SCREENFUL : 0;
	n = strtoul(a->limit, &end, 10);
	if (*end != '\0' || n == 0 || *a->limit == '-')
		fatalx_status(EX_USAGE, "--limit \"%s\" is not a number",
			      a->limit);
	return n;
}

/* Any value of an option that is given; all options. */
static bool fits(const struct args *a, enum option o, const struct change *c,
		 bool (*is)(const struct change *c, const char *text))
{
	const char *text;
	unsigned i;

	for (i = 0; (text = option_value(a, o, i)); i++)
		if (is(c, text))
			return true;
	return i == 0;
}

static bool is_wanted(struct view *v, const struct change *c)
{
	if (c->time < v->since || (v->until && c->time > v->until) ||
	    !fits(v->a, OPTION_WHO, c, change_is_by) ||
	    !fits(v->a, OPTION_WHAT, c, change_is_about))
		return false;
	if (v->a->all || !change_is_idle(c))
		return true;
	v->idle++;
	return false;
}

/* --- a line ------------------------------------------------------------- */

/* For people: moments in it as the clock of here has them. */
static char *read_out(const struct view *v, const char *text)
{
	enum { LENGTH = sizeof("2026-09-23T08:15:02Z") - 1 };
	char moment[LENGTH + 1], when[MOMENT_TEXT];
	struct buffer out = { 0 };
	struct tm tm;
	time_t t;

	while (*text) {
		snprintf(moment, sizeof(moment), "%s", text);
		if (moment[LENGTH - 1] != 'Z' || !strchr(moment, 'T') ||
		    !moment_parse(moment, 0, &t)) {
			buffer_char(&out, *text++);
			continue;
		}
		strftime(when, sizeof(when), "%Y-%m-%d %H:%M:%S", v->a->utc ?
			 gmtime_r(&t, &tm) : localtime_r(&t, &tm));
		buffer_text(&out, when);
		text += LENGTH;
	}
	buffer_text(&out, "");
	return out.p;
}

static char *show(const struct view *v, const struct change *c,
		  const char *value)
{
	const char *text = value ? value : c->has_values ? "none" : "";

	return v->a->as_csv || v->a->as_plain ? xstrdup(text) :
	       read_out(v, text);
}

static char *show_after(const struct view *v, const struct change *c)
{
	struct buffer text = { 0 };
	char *shown;

	if (v->a->as_csv || v->a->as_plain)
		return show(v, c, c->after);
	change_after(c, &text);
	shown = read_out(v, text.p);
	buffer_done(&text);
	return shown;
}

static void put(struct view *v, const struct change *c, const char *line)
{
	char who[CHANGE_WHO], *words = xasprintf("%s: %s", c->event, c->detail);
	char *change = read_out(v, words), *before = show(v, c, c->before);
	char *after = show_after(v, c);

	answer_event(v->an, line, (const struct cell[COLUMNS]) {
		[GATEWAY] = cell_text(c->gateway),
		[TIME] = cell_time(c->time),
		[WHO] = cell_text(change_who(c, who)),
		[CHANGE] = cell_text(change),
		[BEFORE] = cell_text(before),
		[AFTER] = cell_text(after),
		[UNTIL] = cell_text(c->until),
		[CONFIRM] = cell_bool(c->confirm),
		[EVENT] = cell_text(c->event), [OF] = cell_text(c->of),
		[DETAIL] = cell_text(c->detail),
		[UID] = c->uid < 0 ? cell_text("") : cell_signed(c->uid),
		[USER] = cell_text(c->user),
		[SUDO_USER] = cell_text(c->sudo_user),
		[TTY] = cell_text(c->tty), [COMMAND] = cell_text(c->command),
	});
	free(words);
	free(change);
	free(before);
	free(after);
}

static void take(void *arg, const struct change *c, const char *line)
{
	struct view *v = arg;

	if (!is_wanted(v, c))
		return;
	v->shown++;
	put(v, c, line);
}

/* --- the end ------------------------------------------------------------ */

static const char *clock_text(const struct view *v, time_t t,
			      char text[MOMENT_TEXT])
{
	struct tm tm;

	strftime(text, MOMENT_TEXT, "%Y-%m-%d %H:%M:%S %Z", v->a->utc ?
		 gmtime_r(&t, &tm) : localtime_r(&t, &tm));
	return text;
}

static void say_end(struct view *v, const char *path)
{
	char from[MOMENT_TEXT];
	const struct walk *w = &v->walk;
	bool whole = w->begins > v->since;

	if (v->shown == 0)
		answer_say(v->an, "nothing found: no such change in %s\n",
			   paint_safe(path));
	if (v->limit && v->shown > v->limit)
		answer_say(v->an, "the last %zu of %zu; more: -n N\n",
			   v->limit, v->shown);
	if (v->idle > 0)
		answer_say(v->an, "left out: %zu time%s that all was read anew "
			   "and was the same; with them: --all\n", v->idle,
			   v->idle == 1 ? "" : "s");
	if (w->bad > 0)
		answer_say(v->an, "passed over: %zu line%s that %s broken\n",
			   w->bad, w->bad == 1 ? "" : "s",
			   w->bad == 1 ? "is" : "are");
	answer_say(v->an, "looked at: ");
	if (!w->begins)
		answer_say(v->an, "nothing, the register is empty");
	else
		answer_say(v->an, "all since %s%s", clock_text(v, whole ?
			   w->begins : v->since, from), whole ?
			   ", where the register begins" : "");
	if (w->unread > 0)
		answer_say(v->an, ", but for %u file%s that cannot be read",
			   w->unread, w->unread == 1 ? "" : "s");
	answer_say(v->an, "\n");
}

/* Without a register: why. */
static int tell_none(const struct view *v, const char *path)
{
	if (v->walk.unread == 0)
		warnx("%s: %s; cordond writes it, or the first change does",
		      path, strerror(ENOENT));
	return access(path, R_OK) < 0 && errno == EACCES ? EX_NOPERM :
							   EX_NOINPUT;
}

static char *own_register(const struct args *a)
{
	struct config c;
	char *path;

	config_load(&c, a->config);
	path = walk_register_path(&c);
	config_done(&c);
	return path;
}

static const struct grid *grid_of(const struct args *a)
{
	bool rows = a->as_csv || a->as_plain;

	if (args_fleet(a))
		return rows ? &programs_fleet : &people_fleet;
	return rows ? &programs : &people;
}

/* The status to end with; something is to be looked at where it is 0. */
static int walk_centre(struct view *v)
{
	char text[FAULT_TEXT];
	struct config c;
	struct fault why;
	struct query q;
	int status = 0;

	config_load(&c, v->a->config);
	if (!query_open_fleet(&q, &c, v->a->gateway, &why))
		status = EX_CONFIG;
	else if (!walk_fleet(&v->walk, &q, v->since, v->until, &why))
		status = EX_TEMPFAIL;
	if (status)
		warnx("%s", fault_text(&why, text));
	query_close(&q);
	config_done(&c);
	return status;
}

/* Hands out all that is asked for. */
static int look(struct view *v, const char *path)
{
	const struct args *a = v->a;

	if (args_fleet(a))
		return walk_centre(v);
	for (int i = 0; i < a->nwords; i++)
		walk_path(&v->walk, a->words[i], true);
	if (a->nwords == 0)
		walk_register(&v->walk, path, v->since);
	if (!v->walk.any)
		return tell_none(v, path);
	return v->walk.unread > 0 ? EX_NOINPUT : 0;
}

static char *path_of(const struct args *a)
{
	if (args_fleet(a) && a->nwords > 0)
		fatalx_status(EX_USAGE, "either files or --fleet");
	return a->nwords > 0 ? xstrdup(a->words[0]) : args_fleet(a) ?
	       xstrdup("the registers of the fleet") : own_register(a);
}

int audit_run(const struct args *a)
{
	struct view v = {
		.a = a, .since = read_time("--since", a->since),
		.until = read_time("--until", a->until),
		.limit = read_limit(a), .walk.take = take,
	};
	char *path = path_of(a);
	int status;

	v.walk.arg = &v;
	v.an = answer_begin(a, "cordon.audit/1");
	if (v.limit)
		answer_last(v.an, v.limit);
	answer_table(v.an, grid_of(a));
	status = look(&v, path);
	answer_table_end(v.an);
	if (v.walk.any || (args_fleet(a) && status == 0))
		say_end(&v, path);
	answer_end(v.an);
	walk_done(&v.walk);
	free(path);
	return status;
}
