/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_UNIT_IPWIRE_H
#define TESTS_UNIT_IPWIRE_H

/* Writes headers of IPv4, TCP and UDP, from 192.0.2.7 to 198.51.100.9. */

#include "tests/unit/wire.h"

/* An IPv4 header at the start; close_ipv4() fills in its total length. */
void put_ipv4(struct wire *w, uint8_t protocol);
void close_ipv4(struct wire *w);

void put_tcp(struct wire *w, uint16_t sport, uint16_t dport, uint32_t seq,
	     uint32_t ack, uint8_t flags);
void put_udp(struct wire *w, uint16_t sport, uint16_t dport, size_t payload);

#endif
