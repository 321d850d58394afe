/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counts what was refused today, and says so. */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/plural.h"
#include "nfq/event/tally.h"
#include "tools/history/fill.h"
#include "tools/today.h"

enum { HOUR = 3600, SECOND = 1000000 };

static time_t midnight(time_t now)
{
	struct tm tm;
	time_t t;

	localtime_r(&now, &tm);
	tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
	tm.tm_isdst = -1;
	t = mktime(&tm);
	return t - t % HOUR;
}

static void count(struct history *h, time_t since, enum tally_outcome o,
		  int64_t *n, int64_t *by)
{
	*n = db_number(&h->db, "SELECT coalesce(sum(n), 0) FROM v_hour_client "
		       "WHERE hour >= %lld AND outcome = %d",
		       (long long)since / HOUR, (int)o);
	*by = db_number(&h->db, "SELECT count(DISTINCT CASE WHEN mac = '' THEN "
			"address ELSE mac END) FROM v_hour_client s JOIN "
			"v_client c ON c.id = s.client WHERE hour >= %lld AND "
			"outcome = %d AND n > 0", (long long)since / HOUR,
			(int)o);
}

/* The first line of what could not be read. */
static void note_unread(struct today *t, const struct fill_result *filled)
{
	if (filled->unread.len > 0)
		snprintf(t->why, TODAY_WHY, "%.*s",
			 (int)strcspn(filled->unread.p, "\n"),
			 filled->unread.p);
}

static void ask(struct today *t, struct history *h, const struct config *c)
{
	struct fill_result filled = { .lines = 0 };
	char text[FAULT_TEXT];
	struct store store;
	struct fault why;

	store_init(&store, c->log.file);
	fill_history(h, &store, false, &filled);
	note_unread(t, &filled);
	count(h, t->since, TALLY_BLOCKED, &t->blocked, &t->blocked_by);
	count(h, t->since, TALLY_WOULD_BLOCK, &t->would, &t->would_by);
	t->begins = (time_t)(db_number(&h->db, "SELECT min(t) FROM (SELECT "
			     "min(first) AS t FROM v_all_client UNION ALL "
			     "SELECT min(since) FROM v_coverage)") / SECOND);
	t->known = history_well(h, &why);
	if (!t->known)
		snprintf(t->why, TODAY_WHY, "%s", fault_text(&why, text));
	fill_done(&filled);
	store_done(&store);
}

void today_count(struct today *t, const struct config *c, time_t now)
{
	char text[FAULT_TEXT];
	struct history h;
	struct fault why;

	*t = (struct today) { .since = midnight(now) };
	if (access(c->log.file, R_OK) < 0) {
		snprintf(t->why, TODAY_WHY, "%s: %s", c->log.file,
			 strerror(errno));
		return;
	}
	if (history_open(&h, c, false, &why))
		ask(t, &h, c);
	else
		snprintf(t->why, TODAY_WHY, "%s", fault_text(&why, text));
	history_close(&h);
}

/* --- saying so -------------------------------------------------------- */

void today_put(struct answer *an, const struct today *t)
{
	answer_open(an, "today", '{');
	answer_put(an, "since", cell_time(t->since));
	if (t->known) {
		answer_put(an, "blocked", cell_signed(t->blocked));
		answer_put(an, "blocked_by", cell_signed(t->blocked_by));
		answer_put(an, "would_block", cell_signed(t->would));
		answer_put(an, "would_block_by", cell_signed(t->would_by));
	}
	if (*t->why)
		answer_put(an, "unread", cell_text(t->why));
	answer_close(an);
}

/* What could not be read makes the counts too small, or none. */
void today_say(struct answer *an, const struct today *t)
{
	char would[96] = "";

	if (!t->known) {
		answer_say(an, "  today     not known what was blocked: %s\n",
			   paint_safe(t->why));
		return;
	}
	if (t->would > 0)
		snprintf(would, sizeof(would), ", and only logged what "
			 "enforcing refuses: %" PRId64 ", by %" PRId64,
			 t->would, t->would_by);
	answer_say(an, "  today     %s%" PRId64 " blocked, by %" PRId64
		   " machine%s%s\n", *t->why ? "at least " : "", t->blocked,
		   t->blocked_by, plural(t->blocked_by), would);
	if (*t->why)
		answer_say(an, "            not all could be read: %s\n",
			   paint_safe(t->why));
}
