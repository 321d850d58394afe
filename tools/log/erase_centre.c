/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Gives orders to erase. */

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "lib/log.h"
#include "nfq/event/eve.h"
#include "tools/centre/order.h"
#include "tools/cli/who.h"
#include "tools/log/erase_centre.h"
#include "tools/query/query.h"

/* --- of all ------------------------------------------------------------ */

static bool count(struct query *q, const struct blot *client, int64_t *n,
		  struct fault *why)
{
	struct buffer sql = { 0 };
	struct rows r;
	bool well;

	buffer_printf(&sql, "SELECT sum(n) FROM cordon.v_hour_client WHERE "
		      "%s = ", client->is_mac ? "lower(mac)" : "address");
	rows_quote(&sql, client->text);
	query_put_gateway(&sql, " AND ", q->gateway);
	well = query_ask_fleet(q, &sql, &r, why);
	*n = well && rows_next(&r) ? rows_number(&r, 0) : 0;
	buffer_done(&sql);
	return well;
}

static bool give(const struct args *a, const struct config *c,
		 const struct blot *client, struct fault *why)
{
	struct centre *to = centre_new(&c->centre, why);
	char by[WHO_TEXT];
	const struct order o = {
		a->gateway ? a->gateway : "", client->text, client->is_mac,
		who_name(by),
	};
	bool well = to && order_bring(to, &o, why);

	centre_free(to);
	return well;
}

int erase_fleet(const struct args *a, const struct config *c,
		const struct blot *client, struct answer *an)
{
	char text[FAULT_TEXT];
	struct fault why;
	struct query q;
	int64_t n = 0;
	bool well = query_open_fleet(&q, c, a->gateway, &why) &&
		    count(&q, client, &n, &why) &&
		    (!a->sure || give(a, c, client, &why));

	query_close(&q);
	if (!well) {
		warnx("%s", fault_text(&why, text));
		return *c->centre.url ? EX_TEMPFAIL : EX_CONFIG;
	}
	answer_put(an, "events", cell_signed(n));
	answer_put(an, "ordered", cell_bool(a->sure));
	if (a->sure)
		answer_say(an, "the centre is told to erase %" PRId64 " events "
			   "of it, which its job does within minutes; each "
			   "gateway has its own log and history, where it is "
			   "to be erased, too\n", n);
	else
		answer_say(an, "the centre has %" PRId64 " events of it; "
			   "nothing is erased without --confirm, and nothing "
			   "that was comes back\n", n);
	return 0;
}

/* --- of this gateway --------------------------------------------------- */

bool erase_order(const struct config *c, const struct blot *client,
		 const char *by)
{
	struct eve eve;
	int ret;

	eve_init(&eve);
	eve_name(&eve, c->gateway);
	ret = order_leave(c, &(const struct order) {
		eve.gateway, client->text, client->is_mac, by });
	eve_done(&eve);
	if (ret < 0)
		warnx("the centre is not told to erase it: %s/ship: %s; do "
		      "this again once \"cordon ship\" runs, or with --fleet",
		      c->state, strerror(-ret));
	return ret == 0;
}
