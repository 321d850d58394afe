/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tells the centre what is in force. */

#include <inttypes.h>
#include <time.h>

#include "tools/centre/lag.h"
#include "tools/centre/rows.h"
#include "tools/cli/client.h"
#include "tools/ship/heartbeat.h"

static void put_text(struct buffer *row, const struct jsontree_node *of,
		     const char *path)
{
	const char *text = of ? jsontree_text(of, path) : NULL;

	buffer_char(row, '\t');
	rows_put(row, text ? text : "");
}

static void put_number(struct buffer *row, long long n)
{
	buffer_printf(row, "\t%lld", n < 0 ? 0 : n);
}

static void put_vendors(struct buffer *row, const struct jsontree_node *of)
{
	const char *between = "";

	buffer_char(row, '\t');
	if (!of)
		return;
	jsontree_each(n, jsontree_member(of, "vendors")) {
		const char *id = jsontree_text(n, "id");
		const char *mode = jsontree_text(n, "mode");

		buffer_text(row, between);
		rows_put(row, id ? id : "");
		buffer_char(row, '=');
		rows_put(row, mode ? mode : "");
		between = " ";
	}
}

static long long number(const struct jsontree_node *of, const char *path)
{
	return of ? jsontree_number(of, path) : 0;
}

/* The last line that cordond has given a number. */
static void put_last(struct buffer *row, const struct config *c)
{
	char stream[ARRIVED_STREAM];
	uint64_t last;

	lag_end(c, stream, &last);
	buffer_printf(row, "\t%s\t%" PRIu64, stream, last);
}

static void put_row(struct buffer *row, const char *gateway,
		    const struct jsontree_node *of, const struct config *c)
{
	rows_put(row, gateway);
	put_number(row, (long long)time(NULL));
	if (of)
		put_text(row, of, "mode");
	else
		buffer_text(row, "\tsilent");
	put_vendors(row, of);
	put_number(row, number(of, "generation.number"));
	put_text(row, of, "generation.digest");
	put_text(row, of, "policy.digest");
	put_number(row, number(of, "events.lost") +
		   number(of, "events.lost_in_kernel") +
		   number(of, "events_lost_in_rings"));
	put_number(row, number(of, "table.counters.unjudged-passed") +
		   number(of, "table.counters.unjudged-refused"));
	put_last(row, c);
	put_text(row, of, "version");
	buffer_char(row, '\n');
}

bool heartbeat_tell(struct centre *to, const struct args *a,
		    const struct config *c, const char *gateway,
		    struct fault *why)
{
	struct buffer row = { 0 };
	struct client cl;
	bool well = true;

	if (!*gateway)
		return true;
	put_row(&row, gateway, client_ask(&cl, a, "status"), c);
	well = centre_put(to, "INSERT INTO cordon.gateways (gateway, time, "
			  "mode, vendors, generation, lists, policy, lost, "
			  "unjudged, stream, seq, version) FORMAT "
			  "TabSeparated", &row, why);
	client_done(&cl);
	buffer_done(&row);
	return well;
}
