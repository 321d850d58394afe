/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_GENERATION_H
#define RULESET_GENERATION_H

/*
 * A generation is what was compiled at one time: STATE/generations/NUMBER/
 * with names.idx, prefixes.idx and manifest.json. It is written whole under
 * another name, synced and renamed, then STATE/current, a link, is moved to
 * it: there is the old one or the new one, never a mix. The last few stay.
 */

#include <stdbool.h>

#include "ruleset/compile.h"
#include "ruleset/config.h"
#include "ruleset/index.h"
#include "ruleset/legend.h"
#include "ruleset/names.h"
#include "ruleset/prefixes.h"

enum { GENERATION_DIGEST_TEXT = 33, GENERATIONS_KEPT = 5 };

struct generation {
	unsigned number;	/* 0: compiled in memory, not on disk */
	char digest[GENERATION_DIGEST_TEXT];	/* of both files, in hex */
	struct index names_index, prefixes_index;
	struct names names;
	struct prefixes prefixes;
	struct legend legend;
	struct compiled memory;	/* the files, if number is 0 */
};

/* Maps the current generation of `state`: 0, -ENOENT if there is none,
 * -EBADMSG if it is damaged. */
int generation_open(struct generation *g, const char *state);
void generation_close(struct generation *g);

/*
 * Opens the current generation if it was compiled from just what `config`
 * names now, else compiles and publishes the next one. On a mistake in a
 * list, and where the state cannot be written, complains in `report` and
 * returns a negative errno; the current generation then stays.
 */
int generation_update(struct generation *g, const struct config *config,
		      struct conf_report *report);

/* Compiles in memory, for tools that run without state and privileges. */
int generation_compile(struct generation *g, const struct config *config,
		       struct conf_report *report);

#endif
