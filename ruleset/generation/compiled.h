/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_GENERATION_COMPILED_H
#define RULESET_GENERATION_COMPILED_H

/* What compile() made: what each list and vendor came to, and from what. */

#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "lib/buffer.h"
#include "ruleset/generation/inputs.h"
#include "ruleset/generation/origin.h"
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
	struct origin origin;
	size_t nnames, nprefixes;
	struct compiled_list *lists;
	size_t nlists;
	struct compiled_vendor *vendors;
	size_t nvendors;
};

void compiled_done(struct compiled *c);

/* Forgets what lists and vendors came to, and keeps what it is made from. */
void compiled_forget(struct compiled *c);

#endif
