/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_QUERY_QUERY_H
#define TOOLS_QUERY_QUERY_H

/*
 * One place where the log and its history are asked: what is counted here are
 * the lines that "cordon log" shows for the same filter, whether they came of
 * sums or were looked at.
 *
 *	query_open(&q, &config, &why);
 *	counts_init(&c, COUNTS_DAY);
 *	counts_beside(&c, COUNTS_VENDOR);
 *	if (query_count(&q, &filter, &c)) ...
 *	query_close(&q);
 */

#include "ruleset/config/config.h"
#include "tools/archive/store.h"
#include "tools/history/fill.h"
#include "tools/query/question.h"

struct query {
	const struct dialect *dialect;
	const struct config *config;	/* borrowed */
	struct history history;
	struct store store;
	struct fill_result fill;
	bool filled;			/* the views are there */
	void *centre;			/* of another dialect */
};

/* The history of this gateway with all that the log has by now. False, and
 * why, where there is none; query_close() in either case. */
bool query_open(struct query *q, const struct config *c, struct fault *why);
void query_close(struct query *q);

/* Since when there are lines; 0: there are none. */
time_t query_begins(struct query *q);

/* How many lines of the log are none, and are in no answer. */
int64_t query_broken(struct query *q);

/* Adds up what the filter takes, between its times, into `c`. False, and
 * nothing is added, where the sums do not have all of it. */
bool query_count(struct query *q, const struct filter *f, struct counts *c);

/* Other questions, a row each; see question.h for what is in it. False where
 * the history failed. */
bool query_coverage(struct query *q, time_t since, time_t until,
		    void (*take)(void *arg, const struct row *row), void *arg);
bool query_changes(struct query *q, time_t since, time_t until,
		   void (*take)(void *arg, const struct row *row), void *arg);

#endif
