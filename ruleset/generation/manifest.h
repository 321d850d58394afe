/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_GENERATION_MANIFEST_H
#define RULESET_GENERATION_MANIFEST_H

#include "lib/fault.h"
#include "ruleset/generation/compiled.h"

/* Writes manifest.json, for people, and "inputs", for the next compiling, into
 * the folder of a generation: 0 or -errno. */
int manifest_write(const char *folder, const struct compiled *c,
		   unsigned number);

/* Are the manifest and the inputs of a generation in `folder` whole, and its
 * own, as its names.idx says? False, and `why` says what is wrong. */
struct index;
bool manifest_check(const char *folder, unsigned number,
		    const struct index *names, struct fault *why);

#endif
