/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a verdict's mark does to a packet and to its connection. */

#include <netinet/in.h>

#include "ruleset/table/commit.h"

/* Not queued, or judged and neither allowed nor refused yet. SCREENED is for
 * the guard to take off, which there is none of behind `input`. */
static void write_undecided(struct table_writer *w, const char *chain,
			    bool guarded)
{
	const struct marks *m = &w->m;

	RULE(w, chain, NULL);
	match_mark(&w->rule, guarded ? m->mask & ~m->screened : m->mask, 0);
	do_accept(&w->rule);
	END(w);
	if (guarded)
		return;
	RULE(w, chain, "judged, and neither allowed nor refused yet");
	match_mark(&w->rule, m->mask, m->screened);
	do_mark(&w->rule, ~m->mask, 0);
	do_accept(&w->rule);
	END(w);
}

/* The guard knows by its connection what is allowed, where it has one. */
static void write_allowed(struct table_writer *w)
{
	const struct marks *m = &w->m;

	RULE(w, "commit", "allowed: the connection is not looked at again");
	match_mark(&w->rule, m->mask, m->pass);
	do_ct_mark(&w->rule, ~m->mask | m->logged | m->opened, m->pass);
	do_mark(&w->rule, ~m->mask, 0);
	do_accept(&w->rule);
	END(w);
	RULE(w, "commit", "allowed, and of no connection");
	match_mark(&w->rule, m->mask, m->pass);
	do_mark(&w->rule, ~m->mask, w->t->guarded ? m->screened : 0);
	do_accept(&w->rule);
	END(w);
}

static void write_commit(struct table_writer *w)
{
	static const char *const hooks[] = {
		"commit-forward", "commit-output", "commit-input"
	};
	const struct marks *m = &w->m;

	for (int i = 0; i < 3; i++) {
		write_undecided(w, hooks[i], w->t->guarded && i < 2);
		RULE(w, hooks[i], NULL);
		do_goto(&w->rule, "commit");
		END(w);
	}

	/* A rule ends where there is no connection to mark (notrack), and what
	 * was decided holds all the same. */
	write_allowed(w);
	RULE(w, "commit", "blocked: the connection and all that follows");
	match_mark(&w->rule, m->mask, m->block);
	do_ct_mark(&w->rule, ~m->mask | m->logged | m->opened, m->block);
	END(w);
	RULE(w, "commit", "blocked");
	match_mark(&w->rule, m->mask, m->block);
	do_mark(&w->rule, ~m->mask, 0);
	do_goto(&w->rule, "refuse");
	END(w);

	RULE(w, "commit", "refused: a datagram like others that were allowed; "
	     "anybody may have sent it, and an error would end those");
	match_l4proto(&w->rule, IPPROTO_UDP);
	match_mark(&w->rule, m->mask, m->once);
	match_ct_mark(&w->rule, m->pass, m->pass);
	do_drop(&w->rule);
	END(w);
	RULE(w, "commit", "refused: this message only");
	match_mark(&w->rule, m->mask, m->once);
	do_mark(&w->rule, ~m->mask, 0);
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

/* Whoever sends much fills any queue, and sends again what was lost: a reset
 * would end an upload for that. Without a daemon it goes on with the next. */
static void write_full(struct table_writer *w)
{
	uint32_t behind = w->m.pending | w->m.behind;

	RULE(w, "unjudged", "of a connection that is being judged: dropped, "
	     "since it is sent again");
	match_l4proto(&w->rule, IPPROTO_TCP);
	match_mark(&w->rule, behind, behind);
	do_counter(&w->rule, COUNTER_UNJUDGED_REFUSED);
	do_drop(&w->rule);
	END(w);
}

/* Leaves no BLOCK on the connection: the next packet has a new chance. */
static void write_unjudged(struct table_writer *w)
{
	bool closed = config_on_failure(w->t->config) == FAIL_CLOSED;

	if (closed)
		write_full(w);
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
	if (w->t->guarded)
		do_mark(&w->rule, ~0u, w->m.screened);
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
