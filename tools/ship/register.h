/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_SHIP_REGISTER_H
#define TOOLS_SHIP_REGISTER_H

/*
 * Brings the register of changes to the centre: each line once, by its digest.
 * Which lines the centre has it is asked once; they are few.
 */

#include <sys/types.h>

#include "ruleset/config/config.h"
#include "tools/centre/centre.h"

enum { REGISTER_ID = 32 };	/* digits of the digest that are an id */

struct register_id {
	char text[REGISTER_ID + 1];
};

/* Zero-initialise to start. */
struct register_way {
	bool asked;		/* `ids` are what the centre has, in order */
	struct register_id *ids;
	size_t n;
	dev_t device;		/* the file as it was when it was read */
	ino_t inode;
	off_t size;
};

void register_done(struct register_way *r);

/* What is new in it. False, and why, where the centre does not take it. */
bool register_tell(struct register_way *r, struct centre *to,
		   const struct config *c, const char *gateway,
		   struct fault *why);

#endif
