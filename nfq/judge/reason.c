/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of reasons. */

#include "nfq/judge/reason.h"

const char *const reason_words[REASONS] = {
	[REASON_RULE] = "rule", [REASON_NOTHING] = "",
	[REASON_NO_NAME] = "no_sni", [REASON_UNKNOWN] = "unknown",
	[REASON_EVASION] = "evasion",
	[REASON_ECH] = "ech", [REASON_QUIC_VERSION] = "quic_version",
	[REASON_QUIC_NO_INITIAL] = "quic_no_initial",
	[REASON_DNS_PORT] = "dns_other_ports",
};
