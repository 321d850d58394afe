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
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "lib/buffer.h"
#include "ruleset/config/config.h"
#include "ruleset/generation/inputs.h"
#include "ruleset/index/index.h"

enum { COMPILE_DIGEST = INPUT_DIGEST };

/* The section of names.idx that holds inputs_digest(). */
#define TAG_META INDEX_TAG('M', 'E', 'T', 'A')

/* What one list came to, after folding. */
struct compiled_list {
	char *path;		/* or URL */
	char *source, *vendor;	/* ids; NULL if it is of no source */
	size_t names, prefixes, exceptions;
	size_t rejects, skipped;	/* lines that count for nothing */
	time_t taken;		/* when the copy was; 0: not known */
};

/* What one vendor came to. */
struct compiled_vendor {
	char *id;
	size_t names, prefixes;
};

struct compiled {
	struct buffer names, prefixes;	/* the files, if there is no folder */
	struct inputs inputs;
	uint8_t digest[COMPILE_DIGEST];	/* of the inputs */
	size_t nnames, nprefixes;
	struct compiled_list *lists;
	size_t nlists;
	struct compiled_vendor *vendors;
	size_t nvendors;
};

/*
 * Compiles what `config` names, of which out->inputs and out->digest are
 * known already, to names.idx and prefixes.idx in `folder`, or in memory if
 * that is NULL. False if a file has a mistake; `report` has them then, there
 * are no files, and in memory is what the other lines came to.
 */
bool compile(const struct config *config, const char *folder,
	     struct compiled *out, struct conf_report *report);
void compiled_done(struct compiled *c);

/* Starts `c` with the inputs as they are now; see inputs_read(). */
void compile_inputs(struct compiled *c, const struct config *config,
		    const struct inputs *known);

/* Their digest alone. */
void compile_digest(const struct config *config,
		    uint8_t digest[COMPILE_DIGEST]);

#endif
