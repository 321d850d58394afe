/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CAPTURE_CAPTURE_H
#define TOOLS_CAPTURE_CAPTURE_H

/*
 * Reads capture files, a frame at a time: pcap (draft-ietf-opsawg-pcap) with
 * micro- or nanoseconds, or with the longer records of Kuznetzov's, and
 * pcapng (draft-ietf-opsawg-pcapng), in either byte order. A file that is
 * being written may come through a pipe.
 */

#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include "lib/span.h"

enum { CAPTURE_INTERFACES = 65536 };	/* of a section; the others are lost */

struct capture_interface {
	uint32_t link;		/* LINKTYPE_* */
	uint64_t ticks;		/* of its clock in a second */
};

struct capture {
	FILE *f;
	const char *path;
	bool swapped, blocks;	/* blocks: pcapng */
	struct capture_interface *interfaces;
	uint32_t ninterfaces;
	size_t record;		/* length of a record's header in a pcap */
	uint64_t number;	/* of the frame read last, from 1 */
	char error[128];	/* why capture_next() ended, "" at the end */
	uint8_t *buffer;	/* holds one record or block */
};

struct capture_frame {
	struct timespec time;
	uint32_t link;
	struct span data;	/* what was captured of it */
	size_t whole;		/* its length on the wire */
};

/* False with c->error set if it is not a capture. "-" is stdin. `path` is
 * borrowed. */
bool capture_open(struct capture *c, const char *path);
void capture_close(struct capture *c);

/* The next frame, valid until the next call; false at the end, or with
 * c->error where the file is damaged. */
bool capture_next(struct capture *c, struct capture_frame *f);

#endif
