/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a verdict's mark does to a packet and to its connection. */

#include "ruleset/table/commit.h"

/* The guard lets through what carries it; the daemon's verdicts do not. */
static uint32_t seen_by(const struct table_writer *w)
{
	return w->t->guarded ? w->m.screened : 0;
}

static void write_unqueued(struct table_writer *w, const char *chain)
{
	uint32_t seen = seen_by(w);

	RULE(w, chain, NULL);
	match_mark(&w->rule, w->m.mask, seen);
	do_accept(&w->rule);
	END(w);
	if (!seen)
		return;
	RULE(w, chain, "judged, and neither allowed nor refused yet");
	match_mark(&w->rule, w->m.mask, 0);
	do_mark(&w->rule, ~0u, seen);
	do_accept(&w->rule);
	END(w);
}

static void write_commit(struct table_writer *w)
{
	static const char *const hooks[] = {
		"commit-forward", "commit-output", "commit-input"
	};
	const struct marks *m = &w->m;
	uint32_t seen = seen_by(w);

	for (int i = 0; i < 3; i++) {
		write_unqueued(w, hooks[i]);
		RULE(w, hooks[i], NULL);
		do_goto(&w->rule, "commit");
		END(w);
	}

	/* A rule ends where there is no connection to mark (notrack), and what
	 * was decided holds all the same. */
	RULE(w, "commit", "allowed: the connection is not looked at again");
	match_mark(&w->rule, m->mask, m->pass);
	do_ct_mark(&w->rule, ~m->mask | m->logged | m->opened, m->pass);
	END(w);
	RULE(w, "commit", "allowed");
	match_mark(&w->rule, m->mask, m->pass);
	do_mark(&w->rule, ~m->mask, seen);
	do_accept(&w->rule);
	END(w);

	RULE(w, "commit", "blocked: the connection and all that follows");
	match_mark(&w->rule, m->mask, m->block);
	do_ct_mark(&w->rule, ~m->mask | m->logged | m->opened, m->block);
	END(w);
	RULE(w, "commit", "blocked");
	match_mark(&w->rule, m->mask, m->block);
	do_mark(&w->rule, ~m->mask, seen);
	do_goto(&w->rule, "refuse");
	END(w);

	RULE(w, "commit", "refused: this message only");
	match_mark(&w->rule, m->mask, m->once);
	do_mark(&w->rule, ~m->mask, seen);
	do_goto(&w->rule, "refuse");
	END(w);
}

static void write_pending(struct table_writer *w, const char *chain)
{
	RULE(w, chain, "queued and judged by nobody");
	match_mark(&w->rule, w->m.pending, w->m.pending);
	do_goto(&w->rule, "unjudged");
	END(w);
}

/* Leaves no BLOCK on the connection: the next packet has a new chance. */
static void write_unjudged(struct table_writer *w)
{
	bool closed = config_on_failure(w->t->config) == FAIL_CLOSED;

	RULE(w, "unjudged", closed ? "on_failure closed" : "on_failure open");
	do_counter(&w->rule, closed ? COUNTER_UNJUDGED_REFUSED :
				      COUNTER_UNJUDGED_PASSED);
	do_mark(&w->rule, ~w->m.mask, 0);
	if (closed)
		do_goto(&w->rule, "refuse");
	else
		do_accept(&w->rule);
	END(w);
}

/* Where a client gives up a blocked connection by itself, its server is told;
 * but nothing else. */
static void write_reset_of_blocked(struct table_writer *w)
{
	RULE(w, "refuse", "a reset of a blocked connection, but not with data");
	match_tcp_reset(&w->rule);
	match_payload(&w->rule);
	do_drop(&w->rule);
	END(w);
	RULE(w, "refuse", "a reset of a blocked connection");
	match_tcp_reset(&w->rule);
	match_ct_mark(&w->rule, w->m.block, w->m.block);
	do_accept(&w->rule);
	END(w);
}

static void write_refuse(struct table_writer *w)
{
	write_reset_of_blocked(w);
	RULE(w, "refuse", NULL);
	do_reset(&w->rule);
	END(w);
	RULE(w, "refuse", NULL);
	do_admin_prohibited(&w->rule);
	END(w);
}

void commit_write(struct table_writer *w)
{
	write_commit(w);
	write_pending(w, "commit");
	write_pending(w, "dns-commit-prerouting");
	write_pending(w, "dns-commit-output");
	write_unjudged(w);
	write_refuse(w);
}
