/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_GENERATION_COMPILE_H
#define RULESET_GENERATION_COMPILE_H

/*
 * From what is written down to what is looked up: the catalogue, the local
 * lists and the sources' last good copies become the two index files of a
 * generation. A list's own exceptions, and what its source excludes, are
 * subtracted from it and from no other; names below a listed one and prefixes
 * inside one are folded away where vendor, role, action, list, source and
 * confidence are equal (the last two only differ in the catalogue).
 */

#include <stdbool.h>
#include <stdint.h>

#include "ruleset/config/config.h"
#include "ruleset/generation/compiled.h"

struct compiler_base;

/* The last generation, opened when it is asked for; NULL where it cannot be. */
struct compile_last {
	const struct compiler_base *(*open)(void *arg);
	void *arg;
};

/*
 * Compiles what `config` names, of which out->inputs and out->digest are
 * known already, to names.idx and prefixes.idx in `folder`, or in memory if
 * that is NULL. False if a file has a mistake; `report` has them then, there
 * are no files, and in memory is what the other lines came to. A source whose
 * copy is damaged, gone or cannot be read is one without `last`; with it what
 * that has of the source stays, and is only told.
 */
bool compile(const struct config *config, const struct compile_last *last,
	     const char *folder, struct compiled *out,
	     struct conf_report *report);

/* The same with what the generation `base` lists in place of catalogue and
 * sources: with the local rules of now. */
bool compile_over(const struct config *config,
		  const struct compiler_base *base, const char *folder,
		  struct compiled *out, struct conf_report *report);

/* Starts `c` with the inputs as they are now; see inputs_read(). */
void compile_inputs(struct compiled *c, const struct config *config,
		    const struct inputs *known);

/* Their digest alone. */
void compile_digest(const struct config *config,
		    uint8_t digest[COMPILE_DIGEST]);

#endif
