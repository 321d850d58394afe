/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_CONFINE_CONFINE_H
#define NFQ_CONFINE_CONFINE_H

/*
 * What stays within reach of cordond, should somebody take it over through a
 * packet: below its capabilities, first Landlock (landlock.h), then a filter of
 * system calls (syscalls.h). There is nothing to configure: what it may open
 * follows from what the configuration names.
 */

#include <stdbool.h>

#include "lib/handover.h"
#include "ruleset/config/config.h"

enum { CONFINED_PATHS = 6 };

struct confinement {
	int landlock;		/* the kernel's version of it; 0: not there */
	bool seccomp;
	bool runs;		/* our own program may take our place */
	const char *no_landlock, *no_seccomp;	/* why; NULL if in force */
	char *named[CONFINED_PATHS];		/* what was allowed */
};

/*
 * Once all is open, before there is another thread. `config_path` is the file
 * `config` was read from. What the kernel lacks, or who started us forbids, is
 * passed over and said in `got`.
 *
 * Of programs only that of this process may be run, in its place, with the
 * loader and the libraries that it has; where Landlock cannot say so, none.
 */
void confine(const struct config *config, const char *config_path,
	     struct confinement *got);

/* In each thread but the first: runs nothing at all. */
void confine_thread(void);

/* It was confined by the program before us, whose place we have taken; what
 * held for that, holds. */
void confine_resume(const struct config *config, struct handover *left,
		    struct confinement *got);
void confine_hand_on(const struct confinement *c, struct handover *to);

/* What confine() does, in a number: with another the program that takes our
 * place might want what we have given up. */
uint64_t confine_digest(void);

/* A file or folder that `config` names and that Landlock keeps out of reach, as
 * it was not named when confine() was called; NULL: none. Borrowed. */
const char *confine_hides(const struct confinement *c,
			      const struct config *config);

void confine_done(struct confinement *c);

/* Says which layers are in force, and which not and why. */
void confine_tell(const struct confinement *c);

#endif
