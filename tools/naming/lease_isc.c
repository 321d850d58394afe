/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Leases of ISC's DHCP server (dhcpd.leases(5)), a file that is added to: the
 * last lease of an address is what holds.
 *
 *	lease 192.0.2.7 {
 *	  starts 4 2026/11/26 10:00:00;		(a day of the week, or "epoch")
 *	  ends never;
 *	  binding state active;
 *	  hardware ethernet 52:54:00:aa:bb:cc;
 *	  client-hostname "lab";
 *	}
 */

#include <string.h>
#include <time.h>

#include "tools/naming/lease.h"
#include "tools/naming/lease_value.h"

/* What stands behind a word, in UTC; 0: never. */
static int64_t moment(struct span rest)
{
	char text[24];
	struct span day = span_word(&rest);
	struct tm tm = { .tm_mday = 1 };

	if (span_is(day, "never"))
		return 0;
	rest = span_trim(rest);
	if (span_is(day, "epoch"))
		return lease_time(rest);
	if (rest.len >= sizeof(text))
		return 0;
	memcpy(text, rest.p, rest.len);
	text[rest.len] = '\0';
	if (!strptime(text, "%Y/%m/%d %H:%M:%S", &tm))
		return 0;
	return timegm(&tm);
}

static void keep_name(struct lease_reader *r, struct span rest)
{
	rest = span_unquote(span_trim(rest));
	if (rest.len >= sizeof(r->name))
		rest.len = sizeof(r->name) - 1;
	memcpy(r->name, rest.p, rest.len);
	r->open.name = (struct span) { (const uint8_t *)r->name, rest.len };
}

static void take_statement(struct lease_reader *r, struct span line)
{
	struct span word = span_word(&line);

	if (span_is(word, "starts")) {
		r->open.since = moment(line);
	} else if (span_is(word, "ends")) {
		r->open.until = moment(line);
	} else if (span_is(word, "hardware")) {
		span_word(&line);
		lease_card(span_word(&line), r->open.mac);
	} else if (span_is(word, "client-hostname")) {
		keep_name(r, line);
	} else if (span_is(word, "binding")) {
		span_word(&line);
		r->open.over = !span_is(span_word(&line), "active");
	}
}

static void begin(struct lease_reader *r, struct span line)
{
	struct span word = span_word(&line);

	r->open = (struct lease) { .since = 0 };
	r->inside = span_is(word, "lease") &&
		    lease_address(span_word(&line), r->open.address) &&
		    span_is(span_trim(line), "{");
}

bool lease_isc_line(struct lease_reader *r, struct span line,
		    struct lease *out)
{
	line = span_trim(line);
	/* Behind half a lease may be a whole one. */
	if (!r->inside || span_begins(line, "lease ")) {
		begin(r, line);
		return false;
	}
	if (span_is(line, "}")) {
		r->inside = false;
		*out = r->open;
		return true;
	}
	/* A name may have a semicolon in it; the statement ends with one. */
	if (span_begins(line, "ends epoch") ||
	    span_begins(line, "starts epoch"))
		line = span_cut(&line, ';');
	else if (line.len > 0 && line.p[line.len - 1] == ';')
		line.len--;
	else
		return false;
	take_statement(r, line);
	return false;
}
