/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_FETCH_PROOF_H
#define TOOLS_FETCH_PROOF_H

/* Is it what its publisher published? And, only then, what is in it? */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/fault.h"
#include "ruleset/config/source.h"

struct proof {
	char sha256[65];	/* of the file */
	char key[64];		/* "minisign ID", "sha256", "" */
	int64_t signed_at;	/* as minisign's trusted comment says, 0 */
	struct fault fault;	/* it is not what it should be */
};

/*
 * Compares the file `raw` with the source's sha256 and minisign key, as far as
 * it has them; `signature` is the file with its signature. False, with fault,
 * if it differs.
 */
bool proof_check(const struct config_source *s, int raw, int signature,
		 struct proof *p);

/* Unpacks `raw` to `out` in a child that may do nothing else. */
bool proof_unpack(const struct config_source *s, const char *user, int raw,
		  int out, struct fault *fault);

#endif
