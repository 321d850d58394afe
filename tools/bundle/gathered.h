/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_BUNDLE_GATHERED_H
#define TOOLS_BUNDLE_GATHERED_H

/* A folder that becomes a bundle: policy.conf, vendors/ and lists/ of it. */

#include "lib/buffer.h"
#include "lib/fault.h"
#include "lib/span.h"
#include "ruleset/config/config_central.h"

struct gathered {
	struct buffer archive;	/* all but the manifest */
	size_t files;
	uint64_t bytes;		/* of the files */
};

/* Reads it, names in order, so that the same files are the same bytes. False,
 * with what is wrong: something that a bundle may not have, or a policy.conf
 * that no gateway would take. */
bool gathered_read(struct gathered *g, const char *folder,
		   struct conf_report *report);
/* From a bundle that was made before, unpacked. */
bool gathered_again(struct gathered *g, struct span archive,
		    struct fault *fault);
void gathered_done(struct gathered *g);

/* The archive with its manifest; sets m->content. */
void gathered_bundle(const struct gathered *g, struct central_manifest *m,
		     struct buffer *out);

/* SHA-256 of the contents, as in a manifest. */
char *gathered_content(const struct gathered *g, char *text);

#endif
