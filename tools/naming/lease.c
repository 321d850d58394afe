/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads lines of leases, whichever form they have. */

#include "tools/naming/lease.h"
#include "tools/naming/lease_value.h"

const char *const lease_words[LEASE_FORMS] = {
	[LEASE_DNSMASQ] = "dnsmasq", [LEASE_KEA] = "kea", [LEASE_ISC] = "isc",
	[LEASE_ODHCPD] = "odhcpd", [LEASE_ETHERS] = "ethers",
	[LEASE_HOSTS] = "hosts", [LEASE_OWN] = "own",
};

/* A card's address or the number of a client, in hexadecimal. */
static bool is_hex(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.p[i] != ':' && lease_digit(s.p[i]) < 0)
			return false;
	return s.len >= 11;
}

enum lease_form lease_guess(struct span head)
{
	if (span_begins(head, "address,"))
		return LEASE_KEA;
	while (head.len > 0) {
		struct span line = span_trim(span_cut(&head, '\n'));
		struct span word = span_word(&line);

		if (span_is(word, "lease") || span_is(word, "server-duid") ||
		    span_is(word, "authoring-byte-order"))
			return LEASE_ISC;
		/* A comment of ISC's has a sentence, odhcpd a device. */
		if (span_is(word, "#")) {
			span_word(&line);
			if (is_hex(span_word(&line)))
				return LEASE_ODHCPD;
		}
	}
	return LEASE_DNSMASQ;
}

void lease_begin(struct lease_reader *r, enum lease_form form)
{
	*r = (struct lease_reader) { .form = form };
}

bool lease_line(struct lease_reader *r, struct span line, struct lease *out)
{
	bool good;

	*out = (struct lease) { .since = 0 };
	if (r->form == LEASE_KEA)
		good = lease_kea_line(r, line, out);
	else if (r->form == LEASE_ISC)
		good = lease_isc_line(r, line, out);
	else
		good = lease_words_line(r->form, line, out);
	if (out->name.len >= LEASE_NAME)
		out->name.len = LEASE_NAME - 1;
	return good && (*out->mac || *out->address);
}
