/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The history's SQL. Which clients, rules and targets are asked for is found
 * out once, by the same functions that look at lines, and kept in tables "temp.
 * asked_..." that conditions name.
 */

#include <stdio.h>

#include "tools/history/fill.h"
#include "tools/query/query.h"

static const char *const tables[THINGS] = {
	[THING_CLIENT] = "asked_client", [THING_PARTY] = "asked_party",
	[THING_RULE] = "asked_rule", [THING_TARGET] = "asked_target",
	[THING_VIA] = "asked_via",
};

/* --- which things ------------------------------------------------------ */

static const char *text_at(sqlite3_value **v, int i)
{
	const char *text = (const char *)sqlite3_value_text(v[i]);

	return text ? text : "";
}

static const struct filter *filter_of(sqlite3_context *c)
{
	return sqlite3_user_data(c);
}

static void answer(sqlite3_context *c, bool yes)
{
	sqlite3_result_int(c, yes ? FILTER_YES : FILTER_NO);
}

static void wants_client(sqlite3_context *c, int n, sqlite3_value **v)
{
	(void)n;
	sqlite3_result_int(c, filter_client(filter_of(c), text_at(v, 0),
					    text_at(v, 1)));
}

static void wants_party(sqlite3_context *c, int n, sqlite3_value **v)
{
	const struct filter_rule_texts r = {
		text_at(v, 0), text_at(v, 1), "", "", "",
	};

	(void)n;
	answer(c, filter_rule(filter_of(c), &r));
}

static void wants_rule(sqlite3_context *c, int n, sqlite3_value **v)
{
	const struct filter_rule_texts r = {
		text_at(v, 0), text_at(v, 1), text_at(v, 2), text_at(v, 3),
		text_at(v, 4),
	};

	(void)n;
	answer(c, filter_rule(filter_of(c), &r));
}

static void wants_target(sqlite3_context *c, int n, sqlite3_value **v)
{
	(void)n;
	sqlite3_result_int(c, filter_target(filter_of(c), text_at(v, 0)));
}

static void wants_via(sqlite3_context *c, int n, sqlite3_value **v)
{
	(void)n;
	answer(c, filter_via(filter_of(c), text_at(v, 0)));
}

static const struct {
	int n;
	const char *columns;
	void (*wants)(sqlite3_context *c, int n, sqlite3_value **v);
} functions[THINGS] = {
	[THING_CLIENT] = { 2, "mac, address", wants_client },
	[THING_PARTY] = { 2, "vendor, role", wants_party },
	[THING_RULE] = { 5, "vendor, role, list, line, match_value",
			 wants_rule },
	[THING_TARGET] = { 1, "name", wants_target },
	[THING_VIA] = { 1, "word", wants_via },
};

static bool asks_thing(const struct filter *f, enum thing thing)
{
	bool party = filter_asks(f, OPTION_VENDOR) ||
		     filter_asks(f, OPTION_ROLE);

	switch (thing) {
	case THING_CLIENT:
		return filter_asks(f, OPTION_CLIENT);
	case THING_PARTY:
		return party;
	case THING_RULE:
		return party || filter_asks(f, OPTION_FROM_LIST) ||
		       filter_asks(f, OPTION_RULE);
	case THING_TARGET:
		return filter_asks(f, OPTION_NAME) ||
		       filter_asks(f, OPTION_DEST);
	default:
		return filter_asks(f, OPTION_VIA);
	}
}

/* What the tail has brought is in "temp"; who has not read it has no views. */
static void choose_things(struct db *d, const struct filter *f,
			  enum thing thing, bool filled)
{
	char *name = sqlite3_mprintf("wants_%s", thing_tables[thing].name);

	sqlite3_create_function(d->h, name, functions[thing].n, SQLITE_UTF8,
				(void *)f, functions[thing].wants, NULL, NULL);
	db_run(d, "DROP TABLE IF EXISTS temp.%s; CREATE TEMP TABLE %s (id "
	       "INTEGER PRIMARY KEY, sure INTEGER)", tables[thing],
	       tables[thing]);
	db_run(d, "INSERT INTO temp.%s SELECT id, sure FROM (SELECT id, "
	       "%s(%s) AS sure FROM %s%s) WHERE sure > 0", tables[thing], name,
	       functions[thing].columns, filled ? "v_" : "main.",
	       thing_tables[thing].name);
	sqlite3_free(name);
}

static bool choose(struct query *q, const struct filter *f)
{
	struct db *d = &q->history.db;
	int64_t unsure = 0;

	for (enum thing i = 0; i < THINGS && !d->error; i++) {
		if (!asks_thing(f, i))
			continue;
		choose_things(d, f, i, q->filled);
		unsure += db_number(d, "SELECT count(*) FROM temp.%s WHERE "
				    "sure = %d", tables[i], FILTER_MAYBE);
	}
	return !d->error && unsure == 0;
}

/* --- SQL --------------------------------------------------------------- */

static void put_from(struct statement *s, const char *name,
		     const struct stretch *in)
{
	(void)in;
	statement_put(s, "v_%s", name);
}

static void put_key(struct statement *s, enum thing thing, const char *column)
{
	(void)column;
	statement_put(s, "%s", thing_tables[thing].name);
}

static void put_text(struct statement *s, enum thing thing,
		     const char *column, const char *alias)
{
	statement_put(s, "(SELECT %s FROM v_%s WHERE id = %s)", column,
		      thing_tables[thing].name, alias);
}

static void put_asked(struct statement *s, const struct filter *f,
		      enum thing thing)
{
	(void)f;
	statement_put(s, "%s IN (SELECT id FROM temp.%s)",
		      thing_tables[thing].name, tables[thing]);
}

/* --- rows -------------------------------------------------------------- */

static void read_row(struct row *row, sqlite3_stmt *stmt)
{
	int at = 0;

	for (unsigned i = 0; i < row->ntexts; i++) {
		const char *text = (const char *)sqlite3_column_text(stmt,
								     at++);

		row->text[i] = text ? text : "";
	}
	for (unsigned i = 0; i < row->nnumbers; i++)
		row->number[i] = sqlite3_column_int64(stmt, at++);
}

static bool run(struct query *q, const struct statement *s,
		const struct row *shape,
		void (*take)(void *arg, const struct row *row), void *arg)
{
	struct db *d = &q->history.db;
	sqlite3_stmt *stmt = db_prepare(d, "%s", s->sql.p);
	struct row row = *shape;

	while (db_step(d, stmt)) {
		read_row(&row, stmt);
		take(arg, &row);
	}
	sqlite3_finalize(stmt);
	return !d->error;
}

const struct dialect dialect_sqlite = {
	.from = put_from, .key = put_key, .text = put_text,
	.choose = choose, .asked = put_asked, .run = run,
};
