/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_SYNC_TERMS_H
#define TOOLS_SYNC_TERMS_H

/*
 * What a source's list is judged by, as digests to compare with those it was
 * judged by the last time. A list that has not changed is looked at again
 * where they have.
 */

#include "ruleset/config/guard.h"
#include "ruleset/config/source.h"

struct terms {
	char settings[65];	/* of the source: where it comes from, how it
				   is read, what its guards allow */
	char all[65];		/* the same, and this gateway's addresses */
};

/* SHA-256 in hex. Dangers in another order are the same; hosts of feeds, which
 * may have other addresses every day, do not count. */
void terms_make(struct terms *t, const struct guards *g,
		const struct config_source *s);

/* They are judged by this file too, if it is there: another when it has been
 * written. */
void terms_add_file(struct terms *t, const char *path);

#endif
