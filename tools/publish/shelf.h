/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_PUBLISH_SHELF_H
#define TOOLS_PUBLISH_SHELF_H

/*
 * Where bundles are put for a web server, and those that were there before:
 *
 *	policy.cordon, policy.cordon.minisig	what gateways fetch
 *	past/SEQUENCE.cordon, ....minisig	every one there was
 */

#include "ruleset/config/config_central.h"
#include "tools/bundle/gathered.h"

#define SHELF_BUNDLE "policy.cordon"

/* The highest sequence on it, 0 if there is none. */
int64_t shelf_last(const char *folder);

/* Reads one back: what it had, and its manifest. False, with the fault. */
bool shelf_read(const char *folder, int64_t sequence, struct gathered *g,
		struct central_manifest *m, struct fault *fault);

/* Puts a bundle and its signature there, each file whole: 0 or -errno. */
int shelf_put(const char *folder, int64_t sequence,
	      const struct buffer *bundle, const struct buffer *signature);

#endif
