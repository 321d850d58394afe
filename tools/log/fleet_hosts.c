/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes histories of what the centre has. */

#include <inttypes.h>
#include <string.h>

#include "tools/history/routers.h"
#include "tools/history/schema.h"
#include "tools/log/fleet_hosts.h"

enum { HOUR = 3600, SECOND = 1000000 };

/* What came, of all gateways. */
static const char staged[] =
	"CREATE TABLE main.staged (gateway TEXT NOT NULL, hour INTEGER, "
	"mac TEXT, address TEXT, vendor TEXT, role TEXT, outcome INTEGER, "
	"n INTEGER, first INTEGER, last INTEGER);"
	"CREATE TABLE main.staged_day (gateway TEXT NOT NULL, day INTEGER, "
	"mac TEXT, address TEXT)";

/* Of one of them: what its history would have. */
static const char chosen[] =
	"DELETE FROM client; DELETE FROM party; DELETE FROM all_client;"
	"DELETE FROM hour_client; DELETE FROM day_client;"
	"INSERT INTO client (mac, address) SELECT DISTINCT mac, address FROM "
	"staged WHERE gateway = (SELECT name FROM gateway);"
	"INSERT INTO party (vendor, role) SELECT DISTINCT vendor, role FROM "
	"staged WHERE gateway = (SELECT name FROM gateway);"
	"INSERT INTO %1$s SELECT %2$s c.id, p.id, s.outcome, sum(s.n), "
	"min(s.first), max(s.last) FROM staged s JOIN client c ON c.mac = "
	"s.mac AND c.address = s.address JOIN party p ON p.vendor = s.vendor "
	"AND p.role = s.role WHERE s.gateway = (SELECT name FROM gateway) "
	"GROUP BY %2$s c.id, p.id, s.outcome;"
	"INSERT INTO day_client SELECT DISTINCT s.day, c.id, 0, 0, 0, 0, 0 "
	"FROM staged_day s JOIN client c ON c.mac = s.mac AND c.address = "
	"s.address WHERE s.gateway = (SELECT name FROM gateway)";

/* --- from the centre --------------------------------------------------- */

static void put_texts(struct db *d, sqlite3_stmt *s, const struct rows *r,
		      size_t n)
{
	for (size_t i = 0; i < n; i++)
		db_bind_text(d, s, (int)i + 1, i < r->n ? r->column[i] :
			     (struct span) { (const uint8_t *)"", 0 });
}

/* SQLite makes numbers of them where a column has numbers. */
static bool stage(struct query *q, struct db *d, struct buffer *sql,
		  const char *into, size_t columns, struct fault *why)
{
	struct rows r;
	bool well = query_ask_fleet(q, sql, &r, why);
	sqlite3_stmt *s = db_prepare(d, "%s", into);

	while (well && rows_next(&r)) {
		put_texts(d, s, &r, columns);
		db_step(d, s);
		sqlite3_reset(s);
	}
	sqlite3_finalize(s);
	buffer_done(sql);
	return well;
}

/* Sums by the hour; a condition on the gateway is on each table, as the server
 * looks at all rows of a view first. */
static void put_hours(struct buffer *sql, const char *gateway)
{
	static const char *const tables[] = { "hour_client", "v_fresh_hour" };

	for (int i = 0; gateway && i < 2; i++) {
		buffer_printf(sql, "%sSELECT gateway, hour, address, mac, "
			      "vendor, role, outcome, n, first, last FROM "
			      "cordon.%s", i ? " UNION ALL " : "(", tables[i]);
		query_put_gateway(sql, " WHERE ", gateway);
	}
	buffer_text(sql, gateway ? ")" : "cordon.v_hour_client");
}

static bool stage_sums(struct query *q, struct db *d,
		       const struct clients_query *asked, struct fault *why)
{
	int64_t until = asked->until ? asked->until : INT64_MAX;
	bool period = asked->since || asked->until;
	struct buffer sql = { 0 };

	buffer_printf(&sql, "SELECT gateway, %s AS hours, mac, address, "
		      "vendor, role, outcome, sum(n), min(first) AS since_us, "
		      "max(last) AS until_us FROM ", period ? "hour" : "0");
	if (period || q->gateway)
		put_hours(&sql, q->gateway);
	else
		buffer_text(&sql, "cordon.v_all_client");
	buffer_text(&sql, " WHERE 1 = 1");
	query_put_gateway(&sql, " AND ", q->gateway);
	if (period)
		buffer_printf(&sql, " AND hour >= %" PRId64 " AND hour <= %"
			      PRId64, asked->since / SECOND / HOUR,
			      until / SECOND / HOUR);
	buffer_text(&sql, " GROUP BY gateway, hours, mac, address, vendor, "
		    "role, outcome");
	if (period)
		buffer_printf(&sql, " HAVING until_us >= %" PRId64
			      " AND since_us <= %" PRId64, asked->since,
			      until);
	return stage(q, d, &sql, "INSERT INTO staged VALUES (?, ?, ?, ?, ?, ?, "
		     "?, ?, ?, ?)", 10, why);
}

/* What was counted already. */
static bool stage_given(struct db *d, const struct clients_query *asked)
{
	sqlite3_stmt *s = db_prepare(d, "INSERT INTO staged VALUES (?, 0, ?, "
				     "?, ?, ?, ?, ?, ?, ?)");

	for (size_t i = 0; s && i < asked->nsums; i++) {
		const struct client_sum *one = &asked->sums[i];
		const char *texts[] = { one->gateway, one->mac, one->address,
					one->vendor, one->role };

		for (int k = 0; k < 5; k++)
			sqlite3_bind_text(s, k + 1, texts[k], -1,
					  SQLITE_STATIC);
		sqlite3_bind_int(s, 6, one->outcome);
		sqlite3_bind_int64(s, 7, one->n);
		sqlite3_bind_int64(s, 8, one->first);
		sqlite3_bind_int64(s, 9, one->last);
		db_step(d, s);
		sqlite3_reset(s);
	}
	sqlite3_finalize(s);
	return true;
}

/* Days on which a card had so many addresses that it is a router's. */
static bool stage_days(struct query *q, struct db *d, struct fault *why)
{
	struct buffer sql = { 0 };

	buffer_text(&sql, "SELECT gateway, day, mac, addresses FROM (SELECT "
		    "gateway, intDiv(hour, 24) AS day, mac, "
		    "groupUniqArray(address) AS found FROM ");
	put_hours(&sql, q->gateway);
	buffer_text(&sql, " WHERE mac != '' AND position(address, ':') = 0");
	query_put_gateway(&sql, " AND ", q->gateway);
	buffer_printf(&sql, " GROUP BY gateway, day, mac HAVING length(found) "
		      ">= %d) ARRAY JOIN found AS addresses",
		      (int)ROUTER_ADDRESSES);
	return stage(q, d, &sql, "INSERT INTO staged_day VALUES (?, ?, ?, ?)",
		     4, why);
}

/* --- each gateway ------------------------------------------------------ */

static void make_tables(struct db *d)
{
	db_open(d, ":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
	schema_make(d, "main");
	db_run(d, "%s", staged);
	db_run(d, "CREATE TABLE gateway (name TEXT)");
	for (enum thing i = 0; i < THINGS; i++)
		db_run(d, "CREATE VIEW v_%s AS SELECT * FROM %s",
		       thing_tables[i].name, thing_tables[i].name);
	for (enum sum i = 0; i < SUMS; i++)
		db_run(d, "CREATE VIEW v_%s AS SELECT * FROM %s",
		       sum_tables[i].name, sum_tables[i].name);
	db_run(d, "BEGIN");
}

static void choose(struct db *d, const char *gateway, bool period)
{
	struct buffer sql = { 0 };
	sqlite3_stmt *s;

	db_run(d, "DELETE FROM gateway");
	s = db_prepare(d, "INSERT INTO gateway VALUES (?)");
	db_bind_text(d, s, 1, (struct span) { (const uint8_t *)gateway,
					      strlen(gateway) });
	db_step(d, s);
	sqlite3_finalize(s);
	buffer_printf(&sql, chosen, period ? "hour_client" : "all_client",
		      period ? "s.hour, " : "");
	db_run(d, "%s", sql.p);
	buffer_done(&sql);
}

bool fleet_hosts(struct query *q, const struct clients_query *asked,
		 void (*take)(void *arg, const char *gateway,
			      struct history *h), void *arg,
		 struct fault *why)
{
	struct history h = { .lock = -1 };
	sqlite3_stmt *s;
	bool well;

	make_tables(&h.db);
	well = (asked->sums ? stage_given(&h.db, asked) :
		stage_sums(q, &h.db, asked, why)) && stage_days(q, &h.db, why);
	db_run(&h.db, "CREATE INDEX staged_by ON staged (gateway);"
	       "CREATE INDEX staged_day_by ON staged_day (gateway);"
	       "CREATE TABLE gateways AS SELECT DISTINCT gateway FROM staged "
	       "ORDER BY gateway");
	s = db_prepare(&h.db, "SELECT gateway FROM gateways");
	while (well && db_step(&h.db, s)) {
		const char *gateway = (const char *)sqlite3_column_text(s, 0);

		choose(&h.db, gateway, asked->since || asked->until);
		take(arg, gateway, &h);
	}
	sqlite3_finalize(s);
	if (well && h.db.error) {
		fault_set(why, 0, "%s", h.db.why);
		well = false;
	}
	db_close(&h.db);
	return well;
}
