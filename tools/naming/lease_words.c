/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines of words.
 *
 *	dnsmasq	ENDS MAC ADDRESS NAME CLIENT	(0: never; of IPv6 an IAID for
 *						the MAC)
 *	odhcpd	# DEVICE MAC ipv4 NAME ENDS ...	ADDRESS/32
 *		# DEVICE DUID IAID NAME ENDS SUBNET LENGTH ADDRESS/128 ...
 *	ethers	MAC NAME
 *	hosts	ADDRESS NAME ...
 *	own	MAC-or-ADDRESS NAME, all of the line
 */

#include "tools/naming/lease.h"
#include "tools/naming/lease_value.h"

static void take_name(struct span name, struct lease *out)
{
	if (!span_is(name, "*") && !span_is(name, "-"))
		out->name = name;
}

static bool dnsmasq(struct span line, struct lease *out)
{
	struct span ends = span_word(&line), card = span_word(&line);
	struct span address = span_word(&line);

	out->until = lease_time(ends);
	if (ends.len == 0 || (out->until == 0 && !span_is(ends, "0")))
		return false;
	lease_card(card, out->mac);
	take_name(span_word(&line), out);
	/* There is a fifth word, or the line is half a one. */
	return lease_address(address, out->address) &&
	       span_word(&line).len > 0;
}

/* A name that is none for DNS has "broken\x20" before it; -1 is never. */
static bool odhcpd(struct span line, struct lease *out)
{
	static const char broken[] = "broken\\x20";
	struct span card, kind, name, ends;

	if (!span_is(span_word(&line), "#"))
		return false;
	span_word(&line);
	card = span_word(&line);
	kind = span_word(&line);
	name = span_word(&line);
	ends = span_word(&line);
	span_word(&line);
	if (span_word(&line).len == 0)
		return false;
	if (span_begins(name, broken)) {
		name.p += sizeof(broken) - 1;
		name.len -= sizeof(broken) - 1;
	}
	take_name(name, out);
	out->until = lease_time(ends);
	out->over = span_is(ends, "0");
	if (span_is(kind, "ipv4"))
		lease_card(card, out->mac);
	return lease_address(span_word(&line), out->address);
}

/* Ours has names with blanks in them, and the others' end at one. */
static bool table(enum lease_form form, struct span line, struct lease *out)
{
	struct span rest = span_cut(&line, '#'), who = span_word(&rest);

	if (form != LEASE_HOSTS && !lease_card(who, out->mac) &&
	    form == LEASE_ETHERS)
		return false;
	if (form != LEASE_ETHERS && !*out->mac &&
	    !lease_address(who, out->address))
		return false;
	out->name = form == LEASE_OWN ? span_trim(rest) : span_word(&rest);
	return out->name.len > 0;
}

bool lease_words_line(enum lease_form form, struct span line,
		      struct lease *out)
{
	return form == LEASE_DNSMASQ ? dnsmasq(line, out) :
	       form == LEASE_ODHCPD ? odhcpd(line, out) :
	       table(form, line, out);
}
