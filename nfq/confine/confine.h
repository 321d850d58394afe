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

#include "ruleset/config/config.h"

enum { CONFINED_PATHS = 6 };

struct confinement {
	int landlock;		/* the kernel's version of it; 0: not there */
	bool seccomp;
	const char *no_landlock, *no_seccomp;	/* why; NULL if in force */
	char *named[CONFINED_PATHS];		/* what was allowed */
};

/*
 * Once all is open, before there is another thread. `config_path` is the file
 * `config` was read from. What the kernel lacks, or who started us forbids, is
 * passed over and said in `got`.
 */
void confine(const struct config *config, const char *config_path,
	     struct confinement *got);

/* A file or folder that `config` names and that Landlock keeps out of reach, as
 * it was not named when confine() was called; NULL: none. Borrowed. */
const char *confine_hides(const struct confinement *c,
			      const struct config *config);

void confine_done(struct confinement *c);

/* Says which layers are in force, and which not and why. */
void confine_tell(const struct confinement *c);

#endif
