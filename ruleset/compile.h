/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_COMPILE_H
#define RULESET_COMPILE_H

/*
 * From what is written down to what is looked up: the catalogue and the local
 * lists become the two index files of a generation.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/buffer.h"
#include "ruleset/config.h"
#include "ruleset/index.h"

enum { COMPILE_DIGEST = 32 };

/* The section of names.idx that holds compile_digest() of its inputs. */
#define TAG_META INDEX_TAG('M', 'E', 'T', 'A')

/* What one list came to. */
struct compiled_list {
	char *path;
	size_t names, prefixes;
};

struct compiled {
	struct buffer names, prefixes;	/* the files' contents */
	uint8_t digest[COMPILE_DIGEST];	/* compile_digest() of the inputs */
	size_t nnames, nprefixes;
	struct compiled_list *lists;
	size_t nlists;
};

/*
 * Compiles what `config` names. False if a file has a mistake; `report` has
 * them then, and `out` holds what the other lines came to.
 */
bool compile(const struct config *config, struct compiled *out,
	     struct conf_report *report);
void compiled_done(struct compiled *c);

/* A digest over every input of compile(): equal digests, equal results. */
void compile_digest(const struct config *config,
		    uint8_t digest[COMPILE_DIGEST]);

#endif
