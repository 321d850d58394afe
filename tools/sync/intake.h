/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_SYNC_INTAKE_H
#define TOOLS_SYNC_INTAKE_H

/*
 * What a source has to offer, on its way to become its good copy: verified,
 * unpacked, looked at, and kept beside the good copy as STATE/sources/ID/new
 * until all sources are there. What fails on the way changes nothing but the
 * source's state.
 */

#include <stdbool.h>
#include <stddef.h>

#include "ruleset/config/guard.h"
#include "tools/sync/source_state.h"
#include "tools/sync/terms.h"

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
	struct terms terms;	/* it is judged by now */
	int folder;		/* STATE/sources/ID, open; -1 */
	bool is_there;		/* it is a folder */
	enum intake_result result;
	bool accept;		/* guards may be overridden, once */
	bool pending;		/* is being fetched */
	bool settled;		/* promoted and told, which happens once */
	const char *advice;	/* what mends it; NULL: what its health says */
};

/* The name of what waits. */
#define INTAKE_FRESH "new"

/* Reads its state and opens its folder. False, with the state saying why,
 * where that cannot be. */
bool intake_open(struct intake *in, const struct config *c,
		 const struct config_source *s, const struct guards *g);
void intake_close(struct intake *in);

/* A good copy that is not the one that was accepted counts as none: it is
 * fetched again, whatever the server's conditions say. */
void intake_check(struct intake *in);

/* Removes a file, or a folder with files in it. */
void intake_discard(struct intake *in, const char *name);
/* An empty file in the folder to fetch into; -errno. */
int intake_file(struct intake *in, const char *name);

/* A file in the place of what the source would be read from, open for
 * reading; its signature, -1 where there is none. */
struct import {
	const char *path;	/* for messages */
	int fd, signature;
};

/*
 * Takes what was fetched to `raw`, with its signature in `signature` (-1:
 * none); or reads the file or folder that the source names; or another file in
 * its place. Sets the result. (tools/sync/intake_take.c)
 */
void intake_fetched(struct intake *in, const struct guards *g, int raw,
		    int signature);
void intake_read(struct intake *in, const struct guards *g);
void intake_import(struct intake *in, const struct guards *g,
		   const struct import *file);

/* What was taken to INTAKE_FRESH: what does it mean? */
void intake_look(struct intake *in, const struct guards *g);

/* It could not be had at all. */
void intake_fail(struct intake *in, enum source_health health,
		 const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* The same for what the machine is to blame for (-errno); where there is no
 * room, that is what to mend. */
void intake_blame(struct intake *in, int ret, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* All is as it was; or it was not asked for at all. What is judged by
 * something else than before, as the gateway has another address, is looked at
 * again in both cases. */
void intake_same(struct intake *in, const struct guards *g);
void intake_not_asked(struct intake *in, const struct guards *g);
/* A guard over all sources holds it back after all. */
void intake_hold(struct intake *in, const char *verdict,
		 const struct fault *why);

/* Makes what is new the good copy: 0 or -errno. */
int intake_promote(struct intake *in);
/* Removes what is left beside it. */
void intake_clean(struct intake *in);

#endif
