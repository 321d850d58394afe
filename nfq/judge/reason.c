/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of reasons. */

#include "nfq/judge/reason.h"

#define SETTING(field) .setting = offsetof(struct config, field)

static const enum reaction other_ports[] = {
	[OTHER_PASS] = REACT_PASS, [OTHER_JUDGE] = REACT_PASS,
	[OTHER_LOG] = REACT_LOG, [OTHER_BLOCK] = REACT_BLOCK,
};

const struct reason_row reasons[REASONS] = {
	[REASON_RULE] = {
		.word = "rule", .text = "", .read = true, .named = true,
	},
	[REASON_NOTHING] = {
		.word = "", .text = "", .read = true, .named = true,
	},
	[REASON_NO_NAME] = {
		.word = "no_sni", .text = "no server name", .read = true,
		SETTING(no_sni),
	},
	[REASON_UNKNOWN] = {
		.word = "unknown", .text = "protocol not recognised",
		SETTING(unknown),
	},
	[REASON_OVERLONG] = {
		.word = "overlong",
		.text = "a name that does not come within the budget",
		SETTING(overlong),
	},
	[REASON_UNREADABLE] = {
		.word = "unreadable",
		.text = "a question that cannot be read", .read = true,
		.always = REACT_BLOCK,
	},
	[REASON_EVASION] = {
		.word = "evasion",
		.text = "packets that contradict each other",
		.always = REACT_BLOCK,
	},
	[REASON_HEADERS] = {
		.word = "headers", .text = "headers that cannot be read",
		.always = REACT_BLOCK,
	},
	[REASON_ECH] = {
		.word = "ech", .text = "server name encrypted (ECH)",
		.read = true, .named = true,
		SETTING(ech),
	},
	[REASON_QUIC_VERSION] = {
		.word = "quic_version", .text = "QUIC of an unknown version",
		SETTING(quic_version),
	},
	[REASON_QUIC_NO_INITIAL] = {
		.word = "quic_no_initial",
		.text = "QUIC without its first packet",
		SETTING(quic_no_initial),
	},
	[REASON_DNS_PORT] = {
		.word = "dns_other_ports", .text = "DNS on another port",
		.read = true, .named = true,
		SETTING(dns_other_ports), .means = other_ports,
	},
};

enum reaction reason_reaction(enum reason r, const struct config *c)
{
	const struct reason_row *row = &reasons[r];
	const char *setting = (const char *)c + row->setting;

	if (row->always != REACT_PASS)
		return row->always;
	if (row->means)
		return row->means[*(const enum dns_other_ports *)setting];
	return *(const enum reaction *)setting;
}
