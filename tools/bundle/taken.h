/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_BUNDLE_TAKEN_H
#define TOOLS_BUNDLE_TAKEN_H

/* What became of the last try to take a policy: STATE/policy/state.conf. */

#include <stdbool.h>
#include <stdint.h>

#include "ruleset/config/config.h"

enum taken_health {
	TAKEN_NEW,		/* never tried */
	TAKEN_WELL,		/* what there is, is in force */
	TAKEN_WAITS,		/* for its share, or while lists are held */
	TAKEN_FAILED,		/* could not be fetched, or by no fault of its
				   own not brought into force: asked again */
	TAKEN_REFUSED,		/* is not what it should be */
	TAKEN_HEALTHS
};

extern const char *const taken_words[];

struct taken {
	enum taken_health health;
	int64_t tried, well;	/* seconds; 0: never */
	int64_t failures;	/* tries in a row that were not well */
	int64_t seen;		/* the highest sequence that was verified:
				   nothing below it is taken any more */
	char *seen_digest;	/* of its bundle */
	char *offered;		/* digest of what was looked at last */
	char *url, *minisign;	/* by which it was had */
	char *etag, *modified;
	char *key;		/* that signed what is in force */
	char *why;		/* of what is not well; "" */
};

/* Zeroes and "" where there is none, or none that can be read. taken_done()
 * frees. */
void taken_read(struct taken *t, const struct config *c);
void taken_done(struct taken *t);

/* 0 or -errno; whole, or as it was. */
int taken_write(const struct taken *t, const struct config *c);

/* Copies a text to a field of it. */
void taken_set(char **field, const char *text);

/* A bundle that is well was here: none below it is taken from now on, and no
 * other of its number. */
void taken_see(struct taken *t, int64_t sequence, const char *digest);

/* How it went; `why` for what is not well. */
void taken_end(struct taken *t, enum taken_health health, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#endif
