/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds the last events of a log. */

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/moment.h"
#include "tools/query/eventlog_parts.h"
#include "tools/query/ring.h"

/* Pieces of the log from the last to the first, each with a ring of its own for
 * as many as are still wanted; handed over the other way around. */
struct rings {
	struct eventlog *log;
	bool (*wants)(void *arg, const struct logged *e);
	void *arg;
	struct ring *rings;
	size_t n;
	size_t left;		/* that are still wanted */
};

static bool keep(void *arg, const struct logged *e)
{
	struct rings *all = arg;

	if (all->wants(all->arg, e))
		ring_add(&all->rings[all->n - 1], e->raw);
	return true;
}

static struct taker begin_ring(struct rings *all)
{
	all->rings = xgrow(all->rings, all->n, sizeof(*all->rings));
	all->rings[all->n++] = (struct ring) { .most = all->left };
	return (struct taker) { keep, all };
}

static void end_ring(struct rings *all)
{
	size_t kept = ring_kept(&all->rings[all->n - 1]);

	all->left -= kept;
	if (kept == 0)
		all->n--;
}

static bool hand_over_ring(struct rings *all, const struct ring *r,
			   const struct taker *to)
{
	bool go_on = true;

	for (size_t i = 0; i < ring_kept(r) && go_on; i++) {
		const char *line = ring_line(r, i);
		size_t len = strlen(line);
		struct record record;
		struct logged e;

		record_read(&record, &all->log->tree, line, len);
		if (!eventlog_is_event(all->log, &record, line, len))
			continue;
		logged_fill(&e, &record, line);
		go_on = to->take(to->arg, &e);
	}
	return go_on;
}

/* Hands their lines over, in their order. */
static bool hand_over(struct rings *all, const struct taker *to)
{
	bool go_on = true;

	for (size_t i = all->n; i-- > 0; ) {
		go_on = go_on && hand_over_ring(all, &all->rings[i], to);
		ring_done(&all->rings[i]);
	}
	free(all->rings);
	return go_on;
}

/* Where it begins, of the oldest file there is. */
static void look_at_first(struct eventlog *l)
{
	struct store_file *files;
	struct linefile f;
	struct record r;
	size_t n, len;
	char *line;
	int error;
	time_t t;

	for (size_t i = 0; i < l->ledger.n; i++)
		if (eventlog_is_there(&l->ledger.entries[i]) &&
		    moment_parse(l->ledger.entries[i].from, 0, &t))
			eventlog_note_time(l, t);
	store_rotated(&l->store, &files, &n);
	if (n > 0 && linefile_open(&f, files[0].path) == 0) {
		if (linefile_next(&f, &line, &len, &error) == LINEFILE_LINE &&
		    record_read(&r, &l->tree, line, len) != RECORD_BAD)
			eventlog_note_time(l, (time_t)(r.time / 1000000));
		linefile_close(&f);
	}
	store_free(files, n);
}

static void read_entry_backwards(struct rings *all,
				 const struct ledger_entry *e)
{
	struct eventlog *l = all->log;
	struct taker to;
	struct sealed s;

	if (!eventlog_is_there(e))
		return;
	l->any = true;
	if (!eventlog_wants(l, e))
		return;
	if (!eventlog_open_sealed(l, &s, e)) {
		to = begin_ring(all);
		eventlog_read_path(l, s.path, true, &to);
		end_ring(all);
	}
	for (size_t i = s.frames.n; i-- > 0 && all->left > 0; ) {
		to = begin_ring(all);
		eventlog_read_frame(l, &s, i, &to);
		end_ring(all);
	}
	eventlog_close_sealed(&s);
}

static void read_rotated_backwards(struct rings *all)
{
	struct eventlog *l = all->log;
	struct store_file *files;
	struct taker to;
	size_t n;

	store_rotated(&l->store, &files, &n);
	for (size_t i = n; i-- > 0 && all->left > 0; ) {
		if (files[i].changed < l->since)
			continue;
		to = begin_ring(all);
		eventlog_read_path(l, files[i].path, false, &to);
		end_ring(all);
	}
	store_free(files, n);
}

static void read_backwards(struct rings *all)
{
	struct eventlog *l = all->log;
	struct taker to;

	if (eventlog_open_current(l)) {
		to = begin_ring(all);
		l->any = true;
		eventlog_read_current(l, &to);
		end_ring(all);
	}
	read_rotated_backwards(all);
	for (size_t i = l->ledger.n; i-- > 0 && all->left > 0; )
		read_entry_backwards(all, &l->ledger.entries[i]);
}

bool eventlog_last(struct eventlog *l, size_t n,
		   bool (*wants)(void *arg, const struct logged *e),
		   bool (*take)(void *arg, const struct logged *e), void *arg)
{
	const struct taker to = { take, arg };
	struct rings all = {
		.log = l, .wants = wants, .arg = arg, .left = n,
	};
	struct taker into;

	if (l->files) {
		into = begin_ring(&all);
		eventlog_read_named(l, &into);
		end_ring(&all);
	} else {
		read_backwards(&all);
		look_at_first(l);
	}
	l->old_read = true;
	return hand_over(&all, &to) && l->any;
}
