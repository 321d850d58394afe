/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_GENERATION_MANIFEST_H
#define RULESET_GENERATION_MANIFEST_H

#include "ruleset/generation/compiled.h"

/* Writes manifest.json, for people, and "inputs", for the next compiling, into
 * the folder of a generation: 0 or -errno. */
int manifest_write(const char *folder, const struct compiled *c,
		   unsigned number);

#endif
