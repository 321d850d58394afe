/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon top on a terminal: keys, and what is shown. */

#include <curses.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/cli/option.h"
#include "tools/log/drill.h"
#include "tools/log/topdraw.h"

enum { ESCAPE = 27, TEXT = 512 };

struct topscreen {
	struct top *top;
	size_t selected, from;		/* rows of the counts */
	bool in_events;
	struct drill drill;
	size_t at, seen;		/* selected event, first shown */
	unsigned sort;			/* of `orders` */
	bool quit;
};

/* A letter each for what is counted by. */
static const struct {
	int key;
	enum counts_by by;
} groupings[] = {
	{ 'c', COUNTS_CLIENT }, { 'm', COUNTS_MAC },
	{ 'v', COUNTS_VENDOR }, { 'r', COUNTS_ROLE },
	{ 'n', COUNTS_NAME }, { 'd', COUNTS_DAY },
	{ 'h', COUNTS_HOUR }, { 'a', COUNTS_ACTION },
	{ 'l', COUNTS_LIST }, { 'w', COUNTS_VIA },
};

enum { GROUPINGS = sizeof(groupings) / sizeof(*groupings) };

/* As counts_sort() has them. */
static const char *const orders[] = { NULL, "last", "first", "what" };

enum { ORDERS = sizeof(orders) / sizeof(*orders) };

/* --- cells ------------------------------------------------------------- */

static void put_time(const struct top *t, time_t when, char *out, size_t size)
{
	struct tm tm;

	if (t->a->utc)
		gmtime_r(&when, &tm);
	else
		localtime_r(&when, &tm);
	strftime(out, size, "%Y-%m-%d %H:%M:%S", &tm);
}

enum { ROW_WHAT, ROW_BLOCKED, ROW_WOULD, ROW_LOGGED, ROW_EXCEPTED, ROW_FIRST,
       ROW_LAST, ROW_COLUMNS };

static void row_cell(const void *arg, size_t i, unsigned k, char *out,
		     size_t size)
{
	const struct topscreen *s = arg;
	const struct count *row = &s->top->counts.items[i];
	static const enum tally_outcome of[ROW_COLUMNS] = {
		[ROW_BLOCKED] = TALLY_BLOCKED, [ROW_WOULD] = TALLY_WOULD_BLOCK,
		[ROW_LOGGED] = TALLY_LOGGED, [ROW_EXCEPTED] = TALLY_EXCEPTED,
	};

	if (k == ROW_WHAT)
		snprintf(out, size, "%s", paint_safe(row->what[0]));
	else if (k == ROW_FIRST || k == ROW_LAST)
		put_time(s->top, k == ROW_FIRST ? row->first : row->last, out,
			 size);
	else
		snprintf(out, size, "%lld", row->n[of[k]]);
}

enum { EVENT_TIME, EVENT_CLIENT, EVENT_ACTION, EVENT_VENDOR, EVENT_ROLE,
       EVENT_TARGET, EVENT_VIA, EVENT_N, EVENT_COLUMNS };

static const struct topdraw_column event_columns[EVENT_COLUMNS] = {
	[EVENT_TIME] = { .head = "TIME" },
	[EVENT_CLIENT] = { .head = "CLIENT", .fold = true },
	[EVENT_ACTION] = { .head = "ACTION" },
	[EVENT_VENDOR] = { .head = "VENDOR", .give = 1 },
	[EVENT_ROLE] = { .head = "ROLE", .give = 3 },
	[EVENT_TARGET] = { .head = "DESTINATION", .fold = true },
	[EVENT_VIA] = { .head = "VIA", .give = 4 },
	[EVENT_N] = { .head = "N", .right = true, .give = 2 },
};

/* The last event first. */
static void event_cell(const void *arg, size_t i, unsigned k, char *out,
		       size_t size)
{
	const struct topscreen *s = arg;
	const struct drill_event *e = &s->drill.events[s->drill.n - 1 - i];
	const char *const texts[EVENT_COLUMNS] = {
		[EVENT_CLIENT] = e->client, [EVENT_VENDOR] = e->vendor,
		[EVENT_ACTION] = tally_words[e->action],
		[EVENT_ROLE] = e->role, [EVENT_TARGET] = e->shown,
		[EVENT_VIA] = e->via,
	};

	if (k == EVENT_TIME)
		put_time(s->top, e->time, out, size);
	else if (k == EVENT_N)
		snprintf(out, size, "%lld", e->n);
	else
		snprintf(out, size, "%s", paint_safe(texts[k]));
}

/* --- the screen -------------------------------------------------------- */

static const char *word_of(enum counts_by by)
{
	const char *help;

	return kind_word(KIND_BY, by, &help);
}

static void draw_counts(struct topscreen *s)
{
	const struct counts *c = &s->top->counts;
	char head[TEXT], bar[TEXT], now[32];
	struct topdraw_column columns[ROW_COLUMNS] = {
		[ROW_WHAT] = { .head = head, .fold = true },
		[ROW_BLOCKED] = { .head = "BLOCKED", .right = true },
		[ROW_WOULD] = { .head = "WOULD BLOCK", .right = true,
				.give = 1 },
		[ROW_LOGGED] = { .head = "LOGGED", .right = true, .give = 2 },
		[ROW_EXCEPTED] = { .head = "EXCEPTED", .right = true,
				   .give = 3 },
		[ROW_FIRST] = { .head = "FIRST", .give = 5 },
		[ROW_LAST] = { .head = "LAST", .give = 4 },
	};
	const struct topdraw t = { columns, ROW_COLUMNS, c->n, row_cell, s };
	char *p = head;

	snprintf(head, sizeof(head), "%s", word_of(c->by[0]));
	for (; *p; p++)
		*p = *p >= 'a' && *p <= 'z' ? (char)(*p - 'a' + 'A') : *p;
	put_time(s->top, time(NULL), now, sizeof(now));
	snprintf(bar, sizeof(bar), "cordon top  by %s, %zu  %s%s",
		 word_of(c->by[0]), c->n, orders[s->sort] ? "sorted by " : "",
		 orders[s->sort] ? orders[s->sort] : "");
	topdraw_bar(0, bar);
	mvprintw(0, COLS > 22 ? COLS - 20 : 0, " ");
	attron(A_REVERSE);
	mvprintw(0, COLS > 22 ? COLS - 20 : 0, "%.19s", now);
	attroff(A_REVERSE);
	topdraw_table(&t, 1, LINES - 2, &s->from, s->selected);
	topdraw_bar(LINES - 1, "c m v r n d h a l w: by what  Enter: events  "
		    "s: sort  q: quit");
}

static void draw_events(struct topscreen *s)
{
	const struct topdraw t = {
		event_columns, EVENT_COLUMNS, s->drill.n, event_cell, s,
	};
	char bar[TEXT];

	snprintf(bar, sizeof(bar), "events of %s, the last first%s",
		 paint_safe(s->drill.what), s->drill.n == DRILL_MOST ?
		 " (there are more)" : "");
	topdraw_bar(0, bar);
	topdraw_table(&t, 1, LINES - 2, &s->seen, s->at);
	topdraw_bar(LINES - 1, "Esc or Left: back  q: quit");
}

static void draw(struct topscreen *s)
{
	erase();
	if (s->in_events)
		draw_events(s);
	else
		draw_counts(s);
	refresh();
}

/* --- what is done ------------------------------------------------------ */

static void sort(struct topscreen *s)
{
	counts_sort(&s->top->counts, orders[s->sort]);
}

/* The row that is selected stays so, wherever it is then. */
static void renew(struct topscreen *s)
{
	struct counts *c = &s->top->counts;
	char *what = c->n > 0 ? strdup(c->items[s->selected].what[0]) : NULL;

	top_refresh(s->top);
	sort(s);
	for (size_t i = 0; what && i < c->n && s->selected > 0; i++) {
		if (strcmp(c->items[i].what[0], what) == 0) {
			s->selected = i;
			break;
		}
	}
	free(what);
}

static void group_by(struct topscreen *s, enum counts_by by)
{
	top_count(s->top, by);
	s->selected = s->from = 0;
	s->sort = 0;
	sort(s);
}

static void open_row(struct topscreen *s)
{
	if (s->top->counts.n == 0)
		return;
	drill_done(&s->drill);
	drill_load(&s->drill, s->top, s->selected);
	s->in_events = true;
	s->at = s->seen = 0;
}

static void go(size_t *at, size_t n, long by)
{
	if (by < 0)
		*at = *at < (size_t)-by ? 0 : *at - (size_t)-by;
	else
		*at = *at + (size_t)by >= n ? n - (n > 0) :
					      *at + (size_t)by;
}

static bool move_by(struct topscreen *s, int key)
{
	size_t *at = s->in_events ? &s->at : &s->selected;
	size_t n = s->in_events ? s->drill.n : s->top->counts.n;
	long page = LINES > 4 ? LINES - 4 : 1;
	const struct {
		int key;
		long by;
	} moves[] = {
		{ KEY_UP, -1 }, { KEY_DOWN, 1 }, { 'k', -1 }, { 'j', 1 },
		{ KEY_PPAGE, -page }, { KEY_NPAGE, page }, { ' ', page },
		{ KEY_HOME, -(long)n }, { KEY_END, (long)n },
	};

	for (size_t i = 0; i < sizeof(moves) / sizeof(*moves); i++) {
		if (moves[i].key != key)
			continue;
		go(at, n, moves[i].by);
		return true;
	}
	return false;
}

static void take_key(struct topscreen *s, int key)
{
	if (key == 'q' || key == 'Q') {
		s->quit = true;
	} else if (move_by(s, key) || key == KEY_RESIZE) {
		return;
	} else if (s->in_events) {
		s->in_events = key != ESCAPE && key != KEY_LEFT &&
			       key != KEY_BACKSPACE && key != '\n' &&
			       key != 127 && key != '\b';
	} else if (key == '\n' || key == KEY_ENTER || key == KEY_RIGHT) {
		open_row(s);
	} else if (key == 's') {
		s->sort = (s->sort + 1) % ORDERS;
		sort(s);
	} else {
		for (size_t i = 0; i < GROUPINGS; i++)
			if (groupings[i].key == key)
				group_by(s, groupings[i].by);
	}
}

static void loop(struct topscreen *s)
{
	time_t renewed = time(NULL);

	sort(s);
	while (!s->quit) {
		int key;

		draw(s);
		key = getch();
		if (key != ERR)
			take_key(s, key);
		if (time(NULL) < renewed + TOP_REFRESH)
			continue;
		renew(s);
		renewed = time(NULL);
	}
}

/* --- its life ---------------------------------------------------------- */

/* What is told meanwhile is told when the screen is gone. */
static FILE *hold_stderr(int *was)
{
	FILE *held = tmpfile();

	*was = dup(STDERR_FILENO);
	if (held && *was >= 0)
		dup2(fileno(held), STDERR_FILENO);
	return held;
}

static void release_stderr(FILE *held, int was)
{
	char text[TEXT];
	size_t n;

	if (!held || was < 0)
		return;
	dup2(was, STDERR_FILENO);
	close(was);
	rewind(held);
	while ((n = fread(text, 1, sizeof(text), held)) > 0)
		fwrite(text, 1, n, stderr);
	fclose(held);
}

bool topscreen_run(struct top *t)
{
	struct topscreen s = { .top = t };
	SCREEN *screen = newterm(NULL, stdout, stdin);
	FILE *held;
	int was;

	if (!screen)
		return false;
	held = hold_stderr(&was);
	set_term(screen);
	cbreak();
	noecho();
	keypad(stdscr, TRUE);
	set_escdelay(100);
	curs_set(0);
	timeout(TOP_REFRESH * 1000);
	loop(&s);
	endwin();
	delscreen(screen);
	drill_done(&s.drill);
	release_stderr(held, was);
	return true;
}
