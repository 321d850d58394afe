/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_GENERATION_GENERATION_H
#define RULESET_GENERATION_GENERATION_H

/*
 * A generation is what was compiled at one time: STATE/generations/NUMBER/
 * with names.idx, prefixes.idx and manifest.json. It is written whole under
 * another name, synced and renamed, then STATE/current, a link, is moved to
 * it: there is the old one or the new one, never a mix. The last few stay
 * (generations.h).
 */

#include <stdbool.h>

#include "ruleset/config/config.h"
#include "ruleset/generation/compile.h"
#include "ruleset/generation/generations.h"
#include "ruleset/index/index.h"
#include "ruleset/index/legend.h"
#include "ruleset/index/names.h"
#include "ruleset/index/prefixes.h"

enum { GENERATION_DIGEST_TEXT = 33 };

struct generation {
	unsigned number;	/* 0: compiled in memory, not on disk */
	char digest[GENERATION_DIGEST_TEXT];	/* of both files, in hex */
	struct index names_index, prefixes_index;
	struct names names;
	struct prefixes prefixes;
	struct legend legend;
	struct compiled memory;	/* the files, if number is 0 */
};

/* Whether opening reads the files once through, to compare their checksums.
 * A look-up in a damaged one may answer wrongly, but stays inside. */
enum generation_check {
	GENERATION_VERIFY,
	GENERATION_TRUST,	/* not where only root and ourselves can
				   have written them */
};

/* Maps the current generation of `state`, or generation `number`: 0, -ENOENT
 * if there is none, -EBADMSG if it is damaged. */
int generation_open(struct generation *g, const char *state,
		    enum generation_check check);
int generation_open_number(struct generation *g, const char *state,
			   unsigned number, enum generation_check check);
void generation_close(struct generation *g);

/* "is damaged", "is not there": what opening one came to, for messages. */
const char *generation_error(int ret);

/*
 * Opens the current generation if it was compiled from just what `config`
 * names now, else compiles and publishes the next one; where lists are held
 * (generations.h), from what was held and the local rules of now. On a mistake
 * in a list, and where the state cannot be written, complains in `report` and
 * returns a negative errno; the current generation then stays. Waits for
 * another that is just doing this.
 */
int generation_update(struct generation *g, const struct config *config,
		      enum generation_check check, struct conf_report *report);

/*
 * Goes back (or forth) to generation `number`, which must be whole, and stays
 * there until an input changes: 0 or -errno; nothing has changed then.
 */
int generation_rollback(const struct config *config, unsigned number,
			const char *reason);

/* Compiles in memory, for tools that run without state and privileges. */
int generation_compile(struct generation *g, const struct config *config,
		       struct conf_report *report);

#endif
