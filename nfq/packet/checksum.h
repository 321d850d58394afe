/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_PACKET_CHECKSUM_H
#define NFQ_PACKET_CHECKSUM_H

/* The internet's checksum (RFC 1071): of IPv4 headers, TCP and UDP. */

#include <stddef.h>
#include <stdint.h>

/* Adds bytes, an even number of them but for the last call, to a sum that
 * begins as 0; 16-bit words may be added to it as they are. */
uint64_t checksum_add(uint64_t sum, const uint8_t *p, size_t len);

/* The ones' complement of a sum: 0 if it covers a checksum that holds. */
uint16_t checksum_of(uint64_t sum);

#endif
