/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Gives clients pseudonyms in what is old. */

#include <netinet/in.h>	/* before the kernel's headers */

#include "lib/mac.h"
#include "lib/prefix.h"
#include "tools/history/veil.h"

/* An address as cordond would write it, or what is none as it is. */
static void veil_address(sqlite3_context *c, int n, sqlite3_value **values)
{
	const struct privacy *p = sqlite3_user_data(c);
	const char *text = (const char *)sqlite3_value_text(values[0]);
	struct prefix ours;
	struct address a;
	char out[ADDRESS_TEXT];

	(void)n;
	prefix_parse(PRIVACY_NETWORK, &ours);
	if (!text || !address_parse(text, &a) || prefix_contains(&ours, &a)) {
		sqlite3_result_value(c, values[0]);
		return;
	}
	a = privacy_client(p, &a);
	sqlite3_result_text(c, address_format(&a, out), -1, SQLITE_TRANSIENT);
}

static void veil_mac(sqlite3_context *c, int n, sqlite3_value **values)
{
	const struct privacy *p = sqlite3_user_data(c);
	const char *text = (const char *)sqlite3_value_text(values[0]);
	uint8_t mac[6], out[6];
	char to[MAC_TEXT];

	(void)n;
	if (!text || !mac_parse(text, mac) || !privacy_mac(p, mac, out))
		sqlite3_result_value(c, values[0]);
	else
		sqlite3_result_text(c, mac_format(out, to), -1,
				    SQLITE_TRANSIENT);
}

/* Who has old events, and what to call each: who has a pseudonym keeps it. */
static const char map[] =
	"CREATE TEMP TABLE veiled AS SELECT id AS old, 0 AS new,"
	" veil_mac(mac) AS mac, veil_address(address) AS address"
	" FROM main.client WHERE id IN (SELECT client FROM main.day_client"
	" WHERE day < %lld UNION SELECT client FROM main.day_fact"
	" WHERE day < %lld) AND veil_address(address) <> address;"
	"INSERT OR IGNORE INTO main.client (mac, address)"
	" SELECT DISTINCT mac, address FROM veiled;"
	"UPDATE veiled SET new = (SELECT id FROM main.client c WHERE"
	" c.mac = veiled.mac AND c.address = veiled.address);";

/* The rows of one table: its columns before the client, and behind it. */
static const struct {
	const char *table, *time, *rest;
	int per_day;
} tables[] = {
	{ "day_fact", "day", "rule, target, outcome, via", 1 },
	{ "day_client", "day", "party, outcome", 1 },
	{ "hour_client", "hour", "party, outcome", 24 },
};

static void move_rows(struct db *d, size_t i, int64_t day)
{
	const char *table = tables[i].table, *time = tables[i].time;
	const char *rest = tables[i].rest;
	long long before = (long long)day * tables[i].per_day;

	db_run(d, "INSERT INTO main.%s (%s, client, %s, n, first, last) "
	       "SELECT %s, new, %s, sum(n), min(first), max(last) FROM main.%s "
	       "JOIN veiled ON old = client WHERE %s < %lld GROUP BY %s, new, "
	       "%s ON CONFLICT DO UPDATE SET n = n + excluded.n, first = "
	       "min(first, excluded.first), last = max(last, excluded.last)",
	       table, time, rest, time, rest, table, time, before, time, rest);
	db_run(d, "DELETE FROM main.%s WHERE %s < %lld AND client IN (SELECT "
	       "old FROM veiled)", table, time, before);
}

/* What is of all days is made of those that there are. */
static const char totals[] =
	"DELETE FROM main.all_client WHERE client IN (SELECT old FROM veiled"
	" UNION SELECT new FROM veiled);"
	"INSERT INTO main.all_client SELECT client, party, outcome, sum(n),"
	" min(first), max(last) FROM main.day_client WHERE client IN"
	" (SELECT old FROM veiled UNION SELECT new FROM veiled)"
	" GROUP BY 1, 2, 3;"
	"DELETE FROM main.client WHERE id IN (SELECT old FROM veiled)"
	" AND id NOT IN (SELECT client FROM main.all_client)"
	" AND id NOT IN (SELECT client FROM main.day_fact)"
	" AND id NOT IN (SELECT client FROM main.hour_client);";

/* Of who is not there any more. */
static const char names[] =
	"DELETE FROM main.called WHERE NOT EXISTS (SELECT 1 FROM main.client c"
	" WHERE c.mac = called.mac AND (called.address = '' OR"
	" c.address = called.address))";

int64_t veil_clients(struct db *d, const struct privacy *p, int64_t day)
{
	void *arg = (void *)(uintptr_t)p;
	const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;
	int64_t n;

	if (d->error)
		return 0;
	sqlite3_create_function(d->h, "veil_address", 1, flags, arg,
				veil_address, NULL, NULL);
	sqlite3_create_function(d->h, "veil_mac", 1, flags, arg, veil_mac,
				NULL, NULL);
	db_run(d, "PRAGMA secure_delete = ON");
	db_run(d, "BEGIN IMMEDIATE");
	db_run(d, map, (long long)day, (long long)day);
	n = db_number(d, "SELECT count(*) FROM veiled");
	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables) && n > 0; i++)
		move_rows(d, i, day);
	if (n > 0)
		db_run(d, "%s", totals);
	if (n > 0)
		db_run(d, "%s", names);
	db_run(d, "DROP TABLE temp.veiled");
	db_run(d, "COMMIT");
	if (n > 0)
		db_run(d, "PRAGMA wal_checkpoint(TRUNCATE)");
	return n;
}
