/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Leases of Kea's memfile, a CSV that is added to: the last line of an address
 * is what holds. Its first line names the columns, which versions differ in.
 * A comma in a value is written "&#x2c".
 */

#include "tools/naming/lease.h"
#include "tools/naming/lease_value.h"

enum { ADDRESS, CARD, LIFETIME, EXPIRE, NAME, STATE, KNOWN };

static const char *const heads[KNOWN] = {
	[ADDRESS] = "address", [CARD] = "hwaddr",
	[LIFETIME] = "valid_lifetime", [EXPIRE] = "expire",
	[NAME] = "hostname", [STATE] = "state",
};

static bool read_heads(struct lease_reader *r, struct span line)
{
	for (int i = 0; i < KNOWN; i++)
		r->columns[i] = -1;
	for (r->ncolumns = 0; line.len > 0; r->ncolumns++) {
		struct span head = span_cut(&line, ',');

		for (int i = 0; i < KNOWN; i++)
			if (span_is(span_trim(head), heads[i]))
				r->columns[i] = r->ncolumns;
	}
	r->headed = r->columns[ADDRESS] >= 0;
	return false;
}

bool lease_kea_line(struct lease_reader *r, struct span line,
		    struct lease *out)
{
	struct span value[KNOWN] = { { NULL, 0 } };
	int at = 0;

	line = span_trim(line);
	if (!r->headed || span_begins(line, heads[ADDRESS]))
		return read_heads(r, line);
	for (; line.len > 0 || at == r->ncolumns - 1; at++) {
		struct span text = span_cut(&line, ',');

		for (int i = 0; i < KNOWN; i++)
			if (r->columns[i] == at)
				value[i] = text;
		if (at > r->ncolumns)
			return false;
	}
	/* Half a line. */
	if (at < r->ncolumns || !lease_address(value[ADDRESS], out->address))
		return false;
	lease_card(value[CARD], out->mac);
	out->name = value[NAME];
	if (span_ends(out->name, "."))
		out->name.len--;
	out->until = lease_time(value[EXPIRE]);
	if (out->until > lease_time(value[LIFETIME]))
		out->since = out->until - lease_time(value[LIFETIME]);
	out->over = span_is(value[LIFETIME], "0") ||
		    (value[STATE].len > 0 && !span_is(value[STATE], "0"));
	return true;
}
