/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_POLICY_PORTS_H
#define RULESET_POLICY_PORTS_H

/*
 * Rules that ask for a port: a vendor's port whatever the address (DNS over
 * TLS is TCP 853 anywhere), and a vendor's addresses that are restricted on
 * some ports only (a public resolver's on those that carry encrypted DNS).
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ruleset/policy/policy.h"

enum { PORTS_MAX = 16 };	/* of one class */

/* The ports of legend_class.ports; 0: the class is confined to none. */
size_t ports_of(const struct legend_class *c, uint16_t out[PORTS_MAX]);

/* Does a rule for addresses of this class hold for a packet to that port? */
bool ports_reach(const struct legend_class *c, uint8_t transport,
		 uint16_t port);

/* What rules say about an address itself that hold for every port of it. */
struct decision ports_judge_whole(const struct policy *p,
				  const struct address *a);

/* A packet that the kernel decided by itself, to `dst` and `port`. */
struct ports_packet {
	struct address dst;
	uint8_t transport;
	uint16_t port;
};

/*
 * Which of the vendor's rules was it, or with NULL of all rules? One for the
 * address comes before one for the port; *by_port says that it was the
 * latter. EFFECT_IGNORE if there is none (any more).
 */
struct decision ports_explain(const struct policy *p, const char *vendor,
			      const struct ports_packet *packet,
			      bool *by_port);

#endif
