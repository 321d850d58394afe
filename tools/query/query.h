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
 *	query_count(&q, &filter, &c);
 *	status = query_tell(&q);
 *	query_close(&q);
 */

#include "ruleset/config/config.h"
#include "tools/archive/store.h"
#include "tools/centre/rows.h"
#include "tools/history/fill.h"
#include "tools/query/eventlog.h"
#include "tools/query/guide.h"
#include "tools/query/question.h"

struct query {
	const struct dialect *dialect;
	const struct config *config;	/* borrowed */
	struct history history;
	struct store store;
	struct fill_result fill;
	bool filled;			/* the views are there */
	struct guide guide;		/* for query_lines() */
	unsigned unread;		/* files, when lines were looked at */
	struct far *far;		/* of a fleet; NULL: of this gateway */
	const char *gateway;		/* this alone; NULL: all */
};

/* The history of this gateway with all that the log has by now. False, and
 * why, where there is none; query_close() in either case. */
bool query_open(struct query *q, const struct config *c, struct fault *why);
void query_close(struct query *q);

/* The same of the centre of a fleet, and of one gateway of it or of all; of
 * lines query_lines() knows nothing then. */
bool query_open_fleet(struct query *q, const struct config *c,
		      const char *gateway, struct fault *why);
int query_tell_fleet(const struct query *q);
time_t query_begins_fleet(struct query *q);
void query_close_fleet(struct query *q);

/* Either, as --fleet and --gateway say. */
bool query_open_asked(struct query *q, const struct config *c,
		      const struct args *a, struct fault *why);

/* A question of its own, without a NUL; its rows are good until the next. */
bool query_ask_fleet(struct query *q, const struct buffer *sql,
		     struct rows *rows, struct fault *why);

/* Appends `before` and the condition, unless all gateways are meant. */
void query_put_gateway(struct buffer *sql, const char *before,
		       const char *gateway);

/* For query_lines() alone: what is in the history already leads to the lines
 * that are asked for, and nothing is written. */
void query_open_lines(struct query *q, const struct config *c);

/* The log, of which as little is read as the filter lets; eventlog_close() by
 * the caller, before query_close(). The filter is borrowed until then. */
struct eventlog *query_lines(struct query *q, const struct filter *f);

/* The log behind all that the history, and what was read with it, has. */
struct eventlog *query_follow(struct query *q);

/* Tells what is in no answer: files that could not be read, lines that are
 * none. The status to end with. */
int query_tell(struct query *q);

/* Since when there are lines; 0: there are none. */
time_t query_begins(struct query *q);

/* Adds up what the filter takes, between its times, into `c`: sums, and lines
 * where those have not all of it. */
void query_count(struct query *q, const struct filter *f, struct counts *c);

/* What was in force in that time, a row each; see question.h for what is in it.
 * False where the history, or the centre, failed. */
bool query_coverage(struct query *q, time_t since, time_t until,
		    void (*take)(void *arg, const struct row *row), void *arg);

#endif
