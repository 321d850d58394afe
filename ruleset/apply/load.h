/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_APPLY_LOAD_H
#define RULESET_APPLY_LOAD_H

/*
 * The table without a daemon: at boot, before there is a network, and after
 * "cordon sync" where none runs. Listed addresses are decided; names are not
 * judged, unless a daemon was and may be back: its queue rules stay then,
 * with on_failure for what they would have judged.
 */

#include <stdbool.h>

#include "ruleset/apply/apply.h"
#include "ruleset/policy/rules.h"

/* Applies `r` to the kernel. False, with `fault`; `report` may be NULL. */
bool load_apply(const struct rules *r, struct apply_report *report,
		struct fault *fault);

/* What load_apply() of generation `g` would do: 0 or -errno. */
struct load_plan {
	const char *way;		/* of table_way_words */
	const char *reason;		/* why it is that one, or "" */
	uint64_t bytes;
};
int load_plan(struct load_plan *p, const struct config *c,
	      const struct generation *g);

/* Loads the generation on disk and applies it, without compiling anything;
 * ends the program with a message where it cannot. */
int load_boot(const char *config_path);

/* Is a daemon running that has this folder (config.run)? */
bool load_has_daemon(const char *run);

#endif
