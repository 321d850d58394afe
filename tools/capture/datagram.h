/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CAPTURE_DATAGRAM_H
#define TOOLS_CAPTURE_DATAGRAM_H

/*
 * What a kernel does with an IP packet before it comes to netfilter: puts
 * fragments together (RFC 791 3.2, RFC 8200 4.5) and takes tunnels apart:
 * IP in IP (RFC 2003, RFC 2473), 6in4 (RFC 4213) and GRE (RFC 2784, 2890).
 * Bounded: of datagrams that never become whole the latest are kept.
 */

#include <stdbool.h>
#include <time.h>

#include "lib/span.h"

struct datagrams;

struct datagrams *datagrams_new(void);
void datagrams_free(struct datagrams *d);

/*
 * Replaces the first bytes of an IP packet of `*whole` by the innermost
 * packet in it. It is borrowed from the input, or from `d` until the next
 * call. False for a fragment that does not complete a datagram; the first one
 * is left as it is where the capture has not all of it.
 */
bool datagram_open(struct datagrams *d, time_t now, struct span *ip,
		   size_t *whole);

#endif
