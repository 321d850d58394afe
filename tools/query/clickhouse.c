/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SQL of the centre of a fleet. Its views have texts in place of numbers of
 * things, so that conditions are on these; and what the sums have not is asked
 * of the lines, which all are there.
 */

#include <inttypes.h>
#include <stdlib.h>
#include <sysexits.h>

#include "lib/alloc.h"
#include "lib/log.h"
#include "tools/centre/centre.h"
#include "tools/centre/rows.h"
#include "tools/query/query.h"
#include "tools/query/where.h"

#define SECOND 1000000ll
/* Far behind all that a line says, in seconds. */
#define NEVER 9000000000000ll

struct far {
	struct centre *centre;
	struct buffer answer;
	struct fault why;
};

/* --- opening ----------------------------------------------------------- */

bool query_open_fleet(struct query *q, const struct config *c,
		      const char *gateway, struct fault *why)
{
	struct far *far = xcalloc(1, sizeof(*far));

	*q = (struct query) { .dialect = &dialect_clickhouse, .config = c,
			      .gateway = gateway, .far = far };
	far->centre = centre_new(&c->centre, why);
	return far->centre;
}

void query_close_fleet(struct query *q)
{
	centre_free(q->far->centre);
	buffer_done(&q->far->answer);
	free(q->far);
	q->far = NULL;
}

bool query_ask_fleet(struct query *q, const struct buffer *sql,
		     struct rows *rows, struct fault *why)
{
	struct buffer whole = { 0 };
	bool well;

	buffer_add(&whole, sql->p, sql->len);
	buffer_text(&whole, " FORMAT TabSeparated");
	buffer_char(&whole, '\0');
	well = centre_ask(q->far->centre, whole.p, &q->far->answer, why);
	*rows = rows_over(&q->far->answer);
	buffer_done(&whole);
	return well;
}

void query_put_gateway(struct buffer *sql, const char *before,
		       const char *gateway)
{
	if (!gateway)
		return;
	buffer_printf(sql, "%sgateway = ", before);
	rows_quote(sql, gateway);
}

time_t query_begins_fleet(struct query *q)
{
	struct buffer sql = { 0 };
	struct fault why;
	struct rows r;
	time_t begins = 0;

	buffer_text(&sql, "SELECT min(since) FROM cordon.ledger");
	query_put_gateway(&sql, " WHERE ", q->gateway);
	if (query_ask_fleet(q, &sql, &r, &why) && rows_next(&r))
		begins = (time_t)(rows_number(&r, 0) / SECOND);
	buffer_done(&sql);
	return begins;
}

int query_tell_fleet(const struct query *q)
{
	char text[FAULT_TEXT];

	if (!fault_any(&q->far->why))
		return 0;
	warnx("%s", fault_text(&q->far->why, text));
	return EX_TEMPFAIL;
}

/* --- SQL --------------------------------------------------------------- */

/* All that is of blocks that are whole, each line once. */
static void put_lines(struct statement *s, const struct stretch *in)
{
	int64_t from = in->from * SECOND;
	int64_t behind = (in->to < NEVER ? in->to + 1 : NEVER) * SECOND;

	statement_put(s, "(SELECT gateway, toUInt32(intDiv(us, 900000000)) "
		      "AS quarter, client AS address, mac, "
		      "substring(target, 1, 255) AS "
		      "name, dest, vendor, role, list, if(number = 0, '', "
		      "toString(number)) AS line, match AS match_value, "
		      "exception, via AS word, toUInt8(transform(what, "
		      "['blocked', 'would-block', 'logged', 'excepted'], [0, "
		      "1, 2, 3], 2)) AS outcome, toUInt64(times) AS n, "
		      "first_us AS first, us AS last FROM (SELECT gateway, us, "
		      "client, mac, target, dest, vendor, role, list, line AS "
		      "number, match, exception, via, outcome AS what, n AS "
		      "times, first_us FROM cordon.events WHERE type != "
		      "'cordon' AND n > 0 AND us >= %" PRId64 " AND us < %"
		      PRId64 " AND (gateway, stream, block) IN (SELECT "
		      "gateway, stream, block FROM cordon.ledger WHERE until "
		      ">= %" PRId64 " AND since < %" PRId64, from, behind,
		      from, behind);
	query_put_gateway(&s->sql, " AND ", s->gateway);
	statement_put(s, ") LIMIT 1 BY gateway, stream, seq))");
}

static void put_from(struct statement *s, const char *name,
		     const struct stretch *in)
{
	if (in && in->in == STRETCH_LINES) {
		put_lines(s, in);
	} else if (s->gateway) {
		statement_put(s, "(SELECT * FROM cordon.v_%s", name);
		query_put_gateway(&s->sql, " WHERE ", s->gateway);
		statement_put(s, ")");
	} else {
		statement_put(s, "cordon.v_%s", name);
	}
}

static void put_key(struct statement *s, enum thing thing, const char *column)
{
	(void)thing;
	statement_put(s, "%s", column);
}

static void put_text(struct statement *s, enum thing thing,
		     const char *column, const char *alias)
{
	(void)thing;
	(void)column;
	statement_put(s, "%s", alias);
}

/* Names of hosts are found already; the rest is in each condition. */
static bool choose(struct query *q, const struct filter *f)
{
	(void)q;
	(void)f;
	return true;
}

static void put_asked(struct statement *s, const struct filter *f,
		      enum thing thing)
{
	static const unsigned which[THINGS] = {
		[THING_CLIENT] = WHERE_CLIENT, [THING_PARTY] = WHERE_PARTY,
		[THING_RULE] = WHERE_PARTY | WHERE_RULE,
		[THING_TARGET] = WHERE_TARGET, [THING_VIA] = WHERE_VIA,
	};

	statement_put(s, "(");
	where_put(&s->sql, f, &where_sums, which[thing]);
	statement_put(s, ")");
}

/* --- rows -------------------------------------------------------------- */

static bool run(struct query *q, const struct statement *s,
		const struct row *shape,
		void (*take)(void *arg, const struct row *row), void *arg)
{
	struct row row = *shape;
	struct rows r;

	if (!query_ask_fleet(q, &s->sql, &r, &q->far->why))
		return false;
	while (rows_next(&r)) {
		for (unsigned i = 0; i < row.ntexts; i++)
			row.text[i] = rows_text(&r, i);
		for (unsigned i = 0; i < row.nnumbers; i++)
			row.number[i] = rows_number(&r, row.ntexts + i);
		take(arg, &row);
	}
	return true;
}

const struct dialect dialect_clickhouse = {
	.has_lines = true, .from = put_from, .key = put_key,
	.text = put_text, .choose = choose, .asked = put_asked, .run = run,
};
