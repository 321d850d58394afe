/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon log rescan: who had contact with what is listed by now. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "lib/log.h"
#include "lib/folder.h"
#include "nfq/event/remembered.h"
#include "ruleset/config/config_load.h"
#include "tools/check/dest.h"
#include "tools/check/force.h"
#include "tools/cli/answer.h"
#include "tools/history/called.h"
#include "tools/history/history.h"
#include "tools/log/recontact.h"
#include "tools/record/linefile.h"
#include "tools/run.h"

static const struct column columns[] = {
	{ .key = "first", .head = "FIRST", .fold = 10, .give = 2 },
	{ .key = "last", .head = "LAST", .fold = 10 },
	{ .key = "host", .head = "HOST", .fold = 12, .give = 3 },
	{ .key = "client", .head = "CLIENT" },
	{ .key = "mac", .head = NULL },
	{ .key = "target", .head = "DESTINATION", .fold = 20 },
	{ .key = "address", .head = NULL },
	{ .key = "via", .head = "VIA", .give = 6 },
	{ .key = "n", .head = "N", .right = true, .give = 1 },
	{ .key = "vendor", .head = "VENDOR" },
	{ .key = "role", .head = "ROLE", .give = 5 },
	{ .key = "now", .head = "NOW", .give = 4 },
	{ .key = "list", .head = "LIST", .fold = 20, .give = 7 },
	{ .key = "line", .head = "LINE", .right = true, .give = 7 },
};

static const struct grid grid = { .key = "contacts", GRID_COLUMNS(columns) };

/* What was looked at. */
struct seen {
	uint64_t contacts, missed, broken;
	unsigned unread;
	time_t begins, ends;	/* 0: nothing */
	time_t covered;		/* seconds in which somebody was there */
	char first_broken[300];
};

struct rescan {
	const struct args *a;
	struct config config;
	struct filter filter;
	struct recontacts found;
	struct history history;		/* for names */
	char *folder;
	struct seen seen;
	struct remembered_gone gone;
};

/* --- reading ----------------------------------------------------------- */

static void note_covered(struct rescan *s, const struct recalled *r)
{
	time_t from = r->first, to = r->last;

	from = from < s->filter.since ? s->filter.since : from;
	to = s->filter.until && to > s->filter.until ? s->filter.until : to;
	if (to < from)
		return;
	s->seen.missed += r->count;
	if (s->seen.begins == 0 || from < s->seen.begins)
		s->seen.begins = from;
	s->seen.ends = to > s->seen.ends ? to : s->seen.ends;
	s->seen.covered += to - from;
}

static void take_line(struct rescan *s, struct jsontree *tree,
		      const struct linefile *in, const char *path,
		      const char *line, size_t len)
{
	struct recalled r;

	switch (recalled_read(&r, tree, line, len)) {
	case RECALLED_CONTACT:
		s->seen.contacts += r.count;
		recontacts_add(&s->found, &r);
		break;
	case RECALLED_COVERED:
		note_covered(s, &r);
		break;
	case RECALLED_NOTHING:
		break;
	case RECALLED_BAD:
		if (s->seen.broken++ == 0)
			snprintf(s->seen.first_broken,
				 sizeof(s->seen.first_broken), "%.250s:%lu",
				 path, in->number);
		break;
	}
}

static const char *error_word(int error)
{
	return error == -EBADMSG ? "it is damaged" :
	       error == -ENODATA ? "it ends too early" : strerror(-error);
}

static void read_file(struct rescan *s, const char *path)
{
	struct jsontree tree = { .n = 0 };
	enum linefile_result got = LINEFILE_END;
	struct linefile in;
	int error = linefile_open(&in, path);
	size_t len;
	char *line;

	while (error == 0 && (got = linefile_next(&in, &line, &len, &error)) <
	       LINEFILE_END)
		take_line(s, &tree, &in, path, got == LINEFILE_LINE ? line :
			  "-", got == LINEFILE_LINE ? len : 1);
	if (error < 0) {
		warnx("%s:%lu: %s: what comes behind it is in no answer",
		      path, in.number + 1, error_word(error));
		s->seen.unread++;
	}
	linefile_close(&in);
	jsontree_done(&tree);
}

/* An hour that lies outside of what is asked for stays closed. */
static bool is_asked(const struct filter *f, const char *path)
{
	time_t hour = remembered_hour(path);

	return hour + REMEMBERED_HOUR > f->since &&
	       (!f->until || hour <= f->until);
}

/* 0, or -errno where there is nothing to be read. */
static int read_all(struct rescan *s)
{
	char **paths;
	size_t n;
	int ret = remembered_list(s->folder, &paths, &n);

	for (size_t i = 0; i < n; i++)
		if (is_asked(&s->filter, paths[i]))
			read_file(s, paths[i]);
	folder_list_free(paths, n);
	remembered_gone(s->folder, &s->gone);
	recontacts_end(&s->found);
	return ret;
}

/* --- saying ------------------------------------------------------------ */

static void put_row(struct rescan *s, struct answer *an,
		    const struct recontact *c)
{
	const struct legend *l = &s->found.rules->generation.legend;
	const struct legend_class *class = &l->classes[c->rule.class];
	const struct hostname *host = hostnames_find(&s->history.names,
						     c->mac, c->client,
						     c->last);

	answer_row(an, cell_time(c->first), cell_time(c->last),
		   cell_text(host ? host->name : "-"), cell_text(c->client),
		   cell_text(*c->mac ? c->mac : NULL), cell_text(c->target),
		   cell_text(c->dest), cell_text(c->via),
		   cell_number(c->count),
		   cell_text(l->vendors[class->vendor].id),
		   cell_text(class->role), cell_text(tally_words[c->now]),
		   cell_text(dest_file(l, c->rule.class)),
		   cell_number(c->rule.line));
}

static const char *clock_of(const struct rescan *s, time_t t,
			    struct buffer *to)
{
	const struct cell_look look = { .clock = true, .utc = s->a->utc };
	struct cell cell = cell_time(t);

	buffer_reset(to);
	cell_write(&cell, &look, to);
	return to->p;
}

static void say_covered(struct rescan *s, struct answer *an)
{
	struct buffer from = { 0 }, to = { 0 };
	const struct seen *seen = &s->seen;
	time_t all = seen->ends - seen->begins;

	if (seen->begins == 0)
		answer_say(an, "nothing is remembered of that time%s\n",
			   s->config.remember ? "" : ": \"remember\" of "
			   "cordon.conf(5) is off");
	else
		answer_say(an, "looked at: %llu contacts that were let "
			   "through, remembered from %s to %s%s\n",
			   (unsigned long long)seen->contacts,
			   clock_of(s, seen->begins, &from),
			   clock_of(s, seen->ends, &to), s->config.remember ?
			   "" : "; \"remember\" is off by now");
	if (seen->covered < all)
		answer_say(an, "for %lld %% of that time nobody was there to "
			   "remember\n", (long long)
			   (100 - 100 * seen->covered / all));
	if (s->gone.hours > 0)
		answer_say(an, "older ones are gone, %llu hours up to %s: %llu "
			   "for remember_size, the others for remember_age\n",
			   (unsigned long long)s->gone.hours,
			   clock_of(s, s->gone.until, &to),
			   (unsigned long long)s->gone.for_size);
	if (seen->missed > 0)
		answer_say(an, "%llu contacts found no room\n",
			   (unsigned long long)seen->missed);
	buffer_done(&from);
	buffer_done(&to);
}

static void say_hidden(struct rescan *s, struct answer *an)
{
	if (s->config.privacy.names != PRIVACY_FULL)
		answer_say(an, "names are hidden (privacy): of those, only "
			   "what is listed by address can be found\n");
}

static void put_covered(struct rescan *s, struct answer *an)
{
	const struct seen *seen = &s->seen;

	answer_put(an, "generation", cell_number(
		   s->found.rules->generation.number));
	answer_put(an, "remember", cell_bool(s->config.remember));
	answer_open(an, "covered", '{');
	answer_put(an, "from", seen->begins ? cell_time(seen->begins) :
		   cell_text(NULL));
	answer_put(an, "to", seen->begins ? cell_time(seen->ends) :
		   cell_text(NULL));
	answer_put(an, "seconds", cell_signed(seen->covered));
	answer_put(an, "contacts", cell_number(seen->contacts));
	answer_put(an, "missed", cell_number(seen->missed));
	answer_put(an, "broken", cell_number(seen->broken));
	answer_put(an, "unread", cell_number(seen->unread));
	answer_put(an, "gone_until", s->gone.hours ?
		   cell_time(s->gone.until) : cell_text(NULL));
	answer_put(an, "gone_hours", cell_number(s->gone.hours));
	answer_put(an, "gone_for_size", cell_number(s->gone.for_size));
	answer_close(an);
}

static void show(struct rescan *s)
{
	struct answer *an = answer_begin(s->a, "cordon.log.rescan/1");
	const struct recontacts *found = &s->found;
	size_t n = found->n, most = s->filter.limit;

	put_covered(s, an);
	answer_table(an, &grid);
	for (size_t i = n > most ? n - most : 0; i < n; i++)
		put_row(s, an, &found->items[i]);
	answer_table_end(an);
	if (n == 0) {
		filter_check_known(&s->filter, s->a);
		answer_say(an, "nothing found: no contact that was let "
			   "through has a rule in generation %u\n",
			   (unsigned)found->rules->generation.number);
	}
	say_covered(s, an);
	say_hidden(s, an);
	answer_end(an);
	if (s->seen.broken > 0)
		warnx("%llu lines are no contacts, the first of them %s",
		      (unsigned long long)s->seen.broken,
		      s->seen.first_broken);
}

/* --- the command ------------------------------------------------------- */

static int rescan(struct rescan *s)
{
	int ret = read_all(s);

	if (ret < 0 && ret != -ENOENT) {
		warnx("%s: %s", s->folder, strerror(-ret));
		return ret == -EACCES ? EX_NOPERM : EX_NOINPUT;
	}
	show(s);
	return s->seen.unread > 0 ? EX_NOINPUT :
	       s->seen.broken > 0 ? EX_DATAERR : 0;
}

int log_rescan_run(const struct args *a)
{
	struct conf_report report = { .errors = 0 };
	struct rescan s = { .a = a };
	struct fault why;
	struct rules *rules;
	struct force force;
	int status = EX_CONFIG;

	filter_read(&s.filter, a);
	config_load(&s.config, a->config);
	s.folder = remembered_folder(s.config.log.file);
	s.found.filter = &s.filter;
	force_ask(&force, a);
	rules = rules_load(a->config, RULES_CURRENT, &force.overrides,
			   &report);
	if (history_open(&s.history, &s.config, false, &why))
		called_load(&s.history.db, &s.history.names);
	s.found.rules = rules;
	if (rules)
		status = rescan(&s);
	else
		warnx("the configuration has mistakes; see \"cordon config "
		      "check\"");
	recontacts_done(&s.found);
	history_close(&s.history);
	rules_free(rules);
	force_done(&force);
	conf_report_done(&report);
	free(s.folder);
	config_done(&s.config);
	return status;
}
