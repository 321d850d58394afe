/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CAPTURE_H
#define TOOLS_CAPTURE_H

/* Reads capture files, a packet at a time: classic pcap in either byte order,
 * with micro- or nanoseconds (draft-ietf-opsawg-pcap). */

#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include "lib/span.h"

struct capture {
	FILE *f;
	const char *path;
	bool swapped, nanoseconds;
	uint32_t link;		/* LINKTYPE_* */
	uint64_t number;	/* of the packet read last, from 1 */
	char error[128];	/* why capture_next() ended, "" at the end */
	uint8_t *packet;	/* holds one */
};

struct capture_packet {
	struct timespec time;
	struct span ip;		/* from the IP header on; empty if none */
	size_t whole;		/* its length on the wire */
	uint8_t src_mac[6];
	bool has_mac;
};

/* False with c->error set if it is not a capture. "-" is stdin. `path` is
 * borrowed. */
bool capture_open(struct capture *c, const char *path);
void capture_close(struct capture *c);

/* The next packet, valid until the next call; false at the end, or with
 * c->error where the file is damaged. */
bool capture_next(struct capture *c, struct capture_packet *p);

#endif
