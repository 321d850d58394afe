/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_PROOF_H
#define TOOLS_PROOF_H

/* Is it what its publisher published? And, only then, what is in it? */

#include <stdbool.h>
#include <stddef.h>

#include "ruleset/source.h"

/*
 * Compares the file `raw` with the source's sha256 and minisign key, as far as
 * it has them; `signature` is the file with its signature. True, with its
 * SHA-256 and "minisign ID", if all is well; false, and why.
 */
bool proof_check(const struct config_source *s, int raw, int signature,
		 char sha256[65], char key[64], char *why, size_t size);

/* Unpacks `raw` to `out` in a child that may do nothing else. */
bool proof_unpack(const struct config_source *s, const char *user, int raw,
		  int out, char *why, size_t size);

#endif
