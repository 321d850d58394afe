/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_INTAKE_H
#define TOOLS_INTAKE_H

/*
 * What a source has to offer, on its way to become its good copy: verified,
 * unpacked, looked at, and kept beside the good copy as STATE/sources/ID/new
 * until all sources are there. What fails on the way changes nothing but the
 * source's state.
 */

#include <stdbool.h>
#include <stddef.h>

#include "ruleset/guard.h"
#include "tools/source_state.h"

enum intake_result {
	INTAKE_SKIPPED,		/* not asked: not due, or offline */
	INTAKE_SAME,		/* what it has is what we have */
	INTAKE_NEW,		/* waits to become the good copy */
	INTAKE_KEPT,		/* not well: the good copy stays */
};

struct intake {
	const struct config *config;
	const struct config_source *source;
	struct source_state state, before;
	int folder;		/* STATE/sources/ID, open; -1 */
	enum intake_result result;
	bool accept;		/* guards may be overridden, once */
	unsigned files;		/* taken so far */
	struct guard_check *check;	/* the one it failed or passed */
	uint64_t rejects, skipped;
	char first_reject[200];
};

/* Reads its state and opens its folder. False, with the state saying why,
 * where that cannot be. */
bool intake_open(struct intake *in, const struct config *c,
		 const struct config_source *s);
void intake_close(struct intake *in);

/* An empty file in the folder to fetch into; -errno. */
int intake_file(struct intake *in, const char *name);

/*
 * Takes what was fetched to `raw`, with its signature in `signature` (-1:
 * none); or reads the file or folder that the source names; or the file at
 * `path` in its place. Sets the result.
 */
void intake_fetched(struct intake *in, const struct guards *g, int raw,
		    int signature);
void intake_read(struct intake *in, const struct guards *g);
void intake_import(struct intake *in, const struct guards *g,
		   const char *path);

/* It could not be had at all. */
void intake_fail(struct intake *in, enum source_health health,
		 const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* All is as it was. */
void intake_same(struct intake *in);
/* A guard over all sources holds it back after all. */
void intake_hold(struct intake *in, const char *verdict, const char *why);

/* Makes what is new the good copy: 0 or -errno. */
int intake_promote(struct intake *in);
/* Removes what is left beside it. */
void intake_clean(struct intake *in);

#endif
