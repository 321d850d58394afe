/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon log why SEQ: why something was decided so that day. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "lib/log.h"
#include "ruleset/config/config_load.h"
#include "tools/cli/answer.h"
#include "tools/log/rejudged.h"
#include "tools/log/standing.h"
#include "tools/query/lineat.h"
#include "tools/record/record.h"
#include "tools/run.h"

struct why {
	const struct args *a;
	struct answer *an;
	uint64_t seq;
	struct record record;
	struct logged event;
	struct standing standing;
	struct rejudged_of of;
	enum rejudged_kept kept;
	struct rejudged_now now;
	char client[64], digest[72], owner[128], until[64];
};

/* --- in words ---------------------------------------------------------- */

static const char *clock_of(const struct why *w, time_t t, struct buffer *to)
{
	struct cell_look look = { .clock = true, .utc = w->a->utc };
	struct cell cell = cell_time(t);

	buffer_reset(to);
	cell_write(&cell, &look, to);
	return to->p;
}

/* "since 2026-07-01 10:00:00, by root (uid 0): enforce (line 17)". */
static void write_cause(const struct why *w, const struct standing_cause *c,
			struct buffer *to)
{
	struct buffer when = { 0 };

	if (c->known)
		buffer_printf(to, "since %s, %s%s%s%s%s (line %llu)",
			      clock_of(w, c->time, &when), c->event,
			      *c->by ? " by " : "", c->by,
			      *c->detail ? ": " : "", c->detail,
			      (unsigned long long)c->seq);
	else
		buffer_text(to, "the log does not say since when");
	buffer_done(&when);
}

static void say_mode(struct why *w)
{
	const struct logged *e = &w->event;
	struct buffer text = { 0 };

	buffer_printf(&text, "%s%s%s, ", e->mode, strcmp(e->vendor, "-") ?
		      " for " : "", strcmp(e->vendor, "-") ? e->vendor : "");
	if (w->standing.known && strcmp(w->standing.mode, e->mode) != 0)
		buffer_text(&text, "which the lines before it do not tell");
	else
		write_cause(w, &w->standing.set, &text);
	answer_line(w->an, "mode", text.p);
	buffer_done(&text);
}

static void say_lists(struct why *w)
{
	static const char *const kept[KEPTS] = {
		[KEPT_NOT] = "the generation is not kept any more",
		[KEPT_OTHER] = "another generation has this number now",
		[KEPT_RULE] = "the generation is kept, and has this rule",
		[KEPT_NO_RULE] = "the generation is kept, without such a rule",
	};
	struct buffer text = { 0 };

	buffer_printf(&text, "generation %u", w->of.generation);
	if (*w->digest)
		buffer_printf(&text, ", digest %s", w->digest);
	buffer_text(&text, ", ");
	if (w->standing.known &&
	    w->standing.generation == (long long)w->of.generation)
		write_cause(w, &w->standing.lists, &text);
	else
		buffer_text(&text, "the log does not say since when");
	answer_line(w->an, "lists", text.p);
	if (strcmp(w->of.list, "-") != 0)
		answer_line(w->an, "", kept[w->kept]);
	buffer_done(&text);
}

static void say_exception(struct why *w)
{
	struct buffer text = { 0 };

	if (strcmp(w->event.exception, "-") == 0)
		return;
	buffer_printf(&text, "%s", w->event.exception);
	if (*w->owner)
		buffer_printf(&text, ", owner %s", w->owner);
	if (*w->until)
		buffer_printf(&text, ", until %s", w->until);
	if (w->standing.except.known) {
		buffer_text(&text, "; told last ");
		write_cause(w, &w->standing.except, &text);
	}
	answer_line(w->an, "exception", text.p);
	buffer_done(&text);
}

static void say_rule(struct why *w)
{
	const struct logged *e = &w->event;
	struct buffer text = { 0 };

	buffer_printf(&text, "%s %s", e->match_type, e->match);
	answer_line(w->an, "rule", text.p);
	buffer_reset(&text);
	buffer_printf(&text, "%s:%s", e->list, e->line);
	if (strcmp(e->list, "-") != 0)
		answer_line(w->an, "", text.p);
	buffer_reset(&text);
	buffer_printf(&text, "%s, role %s", e->vendor, e->role);
	if (strcmp(e->vendor, "-") != 0)
		answer_line(w->an, "vendor", text.p);
	if (strcmp(e->authority, "-") != 0)
		answer_line(w->an, "authority", e->authority);
	if (strcmp(e->citation, "-") != 0)
		answer_line(w->an, "citation", e->citation);
	buffer_done(&text);
}

static bool is_same(const struct why *w)
{
	return w->now.outcome &&
	       strcmp(w->now.outcome, tally_words[w->event.action]) == 0;
}

static bool is_same_rule(const struct why *w)
{
	return strcmp(w->of.list, "-") == 0 ||
	       (strcmp(w->now.list, w->of.list) == 0 &&
		w->now.line == w->of.line);
}

static void say_today(struct why *w)
{
	struct buffer text = { 0 };

	if (!w->now.outcome)
		buffer_printf(&text, "cannot be told: %s", w->now.why);
	else if (is_same(w))
		buffer_printf(&text, "%s, too", w->now.outcome);
	else
		buffer_printf(&text, "another answer: %s: %s", w->now.outcome,
			      w->now.why);
	if (w->now.outcome && !is_same_rule(w) && *w->now.list)
		buffer_printf(&text, "; by another rule, %s:%u", w->now.list,
			      w->now.line);
	answer_line(w->an, "today", text.p);
	buffer_done(&text);
}

static void say(struct why *w)
{
	const struct logged *e = &w->event;
	struct buffer when = { 0 }, mac = { 0 };

	buffer_printf(&mac, *e->mac ? " (%s)" : "%s", e->mac);
	clock_of(w, e->time, &when);
	answer_say(w->an, "line %llu of stream %s, %s\n",
		   (unsigned long long)w->seq, paint_safe(e->stream),
		   paint_safe(e->gateway));
	answer_say(w->an, "%s  %s%s to %s by %s: %s\n", when.p,
		   paint_safe(e->client), paint_safe(mac.p),
		   paint_safe(e->shown), paint_safe(e->via),
		   tally_words[e->action]);
	answer_page(w->an, 2, 11);
	say_rule(w);
	say_mode(w);
	say_lists(w);
	say_exception(w);
	say_today(w);
	buffer_done(&when);
	buffer_done(&mac);
}

/* --- in fields --------------------------------------------------------- */

static void put_cause(struct answer *an, const char *key,
		      const struct standing_cause *c)
{
	if (!c->known)
		return;
	answer_open(an, key, '{');
	answer_put(an, "time", cell_time(c->time));
	answer_put(an, "seq", cell_number(c->seq));
	answer_put(an, "event", cell_text(c->event));
	answer_put(an, "by", cell_text(*c->by ? c->by : NULL));
	answer_put(an, "detail", cell_text(*c->detail ? c->detail : NULL));
	answer_close(an);
}

static struct cell said(const char *text)
{
	return cell_text(strcmp(text, "-") == 0 || !*text ? NULL : text);
}

static void put_event(struct answer *an, const struct why *w)
{
	const struct logged *e = &w->event;

	answer_put(an, "seq", cell_number(w->seq));
	answer_put(an, "stream", said(e->stream));
	answer_put(an, "gateway", said(e->gateway));
	answer_put(an, "time", cell_time(e->time));
	answer_put(an, "client", said(e->client));
	answer_put(an, "mac", said(e->mac));
	answer_put(an, "target", cell_text(e->counted));
	answer_put(an, "destination", said(e->dest));
	answer_put(an, "via", said(e->via));
	answer_put(an, "outcome", cell_text(tally_words[e->action]));
	answer_put(an, "vendor", said(e->vendor));
	answer_put(an, "role", said(e->role));
	answer_put(an, "match_type", said(e->match_type));
	answer_put(an, "match", said(e->match));
	answer_put(an, "list", said(e->list));
	answer_put(an, "line", w->of.line ? cell_number(w->of.line) :
		   cell_text(NULL));
	answer_put(an, "authority", said(e->authority));
	answer_put(an, "citation", said(e->citation));
}

static void put_rest(struct answer *an, const struct why *w)
{
	const struct standing *s = &w->standing;

	answer_put(an, "mode", said(w->event.mode));
	if (s->known && strcmp(s->mode, w->event.mode) == 0)
		put_cause(an, "mode_set", &s->set);
	answer_put(an, "generation", cell_number(w->of.generation));
	answer_put(an, "digest", said(w->digest));
	if (s->known && s->generation == (long long)w->of.generation)
		put_cause(an, "generation_set", &s->lists);
	answer_put(an, "generation_kept",
		   cell_text(rejudged_kept_words[w->kept]));
	answer_put(an, "exception", said(w->event.exception));
	answer_put(an, "exception_owner", said(w->owner));
	answer_put(an, "exception_until", said(w->until));
	put_cause(an, "exception_told", &s->except);
	answer_open(an, "today", '{');
	answer_put(an, "outcome", cell_text(w->now.outcome));
	answer_put(an, "why", cell_text(w->now.why));
	answer_put(an, "list", said(w->now.list));
	if (*w->now.list)
		answer_put(an, "line", cell_number(w->now.line));
	answer_put(an, "generation", cell_number(w->now.generation));
	answer_put(an, "same", cell_bool(is_same(w)));
	answer_put(an, "same_rule", cell_bool(is_same_rule(w)));
	answer_close(an);
}

/* --- the command ------------------------------------------------------- */

static void copy(char *to, size_t size, struct span s)
{
	snprintf(to, size, "%.*s", (int)s.len, s.p ? (const char *)s.p : "");
}

static void judge(struct why *w, struct query *q)
{
	const struct logged *e = &w->event;
	bool vendor = strcmp(e->vendor, "-") != 0;
	bool except = strcmp(e->exception, "-") != 0;

	standing_at(&w->standing, q, e->stream, w->seq,
		    vendor ? e->vendor : "", except ? e->exception : "");
	copy(w->owner, sizeof(w->owner), w->record.part[PART_EXCEPTION_OWNER]);
	copy(w->until, sizeof(w->until), w->record.part[PART_EXCEPTION_UNTIL]);
	snprintf(w->client, sizeof(w->client), "%s", e->client);
	w->of = (struct rejudged_of) {
		.target = e->counted, .client = w->client, .list = e->list,
		.line = (unsigned)record_number(&w->record, PART_LINE),
		.generation = (unsigned)record_number(&w->record,
						      PART_GENERATION),
		.digest = w->digest,
	};
	if (record_name(&w->record).len == 0)
		w->of.target = e->dest;
	if (w->standing.known &&
	    w->standing.generation == (long long)w->of.generation)
		snprintf(w->digest, sizeof(w->digest), "%s",
			 w->standing.digest);
	w->kept = rejudged_then(&w->of, q->config);
	rejudged_now(&w->now, &w->of, w->a);
}

static void show(struct why *w)
{
	w->an = answer_begin(w->a, "cordon.why/1");
	put_event(w->an, w);
	put_rest(w->an, w);
	say(w);
	answer_end(w->an);
}

static int explain(struct why *w, struct query *q, const struct lineat *at)
{
	struct jsontree tree = { 0 };
	int status = 0;

	record_read(&w->record, &tree, at->line, strlen(at->line));
	if (w->record.kind == RECORD_EVENT) {
		logged_fill(&w->event, &w->record, at->line);
		judge(w, q);
		show(w);
	} else {
		warnx("line %llu of stream %s is about cordon itself, no "
		      "event: %s", (unsigned long long)w->seq, at->stream,
		      at->line);
		status = EX_DATAERR;
	}
	jsontree_done(&tree);
	return status;
}

static uint64_t read_seq(const char *text)
{
	char *end;
	unsigned long long n = strtoull(text, &end, 10);

	if (*end || n == 0 || *text == '-')
		fatalx_status(EX_USAGE, "\"%s\" is no number of a line: "
			      "\"cordon log --columns time,seq\" has them",
			      text);
	return n;
}

int log_why_run(const struct args *a)
{
	struct why w = { .a = a, .seq = read_seq(a->words[1]) };
	char text[FAULT_TEXT];
	struct fault why;
	struct lineat at;
	struct config c;
	struct query q;
	int status = EX_NOINPUT;

	config_load(&c, a->config);
	if (!query_open(&q, &c, &why))
		fatalx_status(EX_IOERR, "%s", fault_text(&why, text));
	if (lineat_find(&at, &q.store, a->stream, w.seq))
		status = explain(&w, &q, &at);
	else
		warnx("%s and what was rotated: there is no line %llu%s%s",
		      c.log.file, (unsigned long long)w.seq, a->stream ?
		      " of stream " : "", a->stream ? a->stream : "");
	lineat_done(&at);
	query_close(&q);
	config_done(&c);
	return status;
}
