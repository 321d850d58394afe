/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_BUNDLE_BUNDLE_H
#define TOOLS_BUNDLE_BUNDLE_H

/*
 * A policy as one file: an archive (ustar.h), packed with zstd or not, that has
 * "manifest" first and then what config_central.h lists, each once. Beside it
 * lies its signature, FILE.minisig, as minisign(1) makes it of the file as it
 * is.
 */

#include <stdbool.h>
#include <stddef.h>

#include "lib/buffer.h"
#include "lib/fault.h"
#include "lib/hex.h"
#include "lib/span.h"

enum { BUNDLE_FILES = 4096, BUNDLE_DIGEST = 32 };
#define BUNDLE_DIGEST_TEXT HEX_TEXT(BUNDLE_DIGEST)

/* May a bundle have a file of this name? Only letters, digits and . _ - in a
 * folder of the two that there are: no way leads out of it. */
bool bundle_may_have(const char *name);

/* Looks at an unpacked archive as a whole: that it is one, has "manifest"
 * first and "policy.conf", and nothing twice or of another name. */
bool bundle_check(struct span archive, struct fault *fault);

/* Calls `each` for every file of one that is well; stops at -errno. */
int bundle_each(struct span archive, int (*each)(void *arg, const char *name,
						 struct span data),
		void *arg);

/* SHA-256 over names and contents of all but the manifest. */
char *bundle_content(struct span archive, char text[BUNDLE_DIGEST_TEXT]);

/* Writes the files below `folder`, which is made anew; synced. 0 or -errno. */
int bundle_unpack(struct span archive, const char *folder);

/* Packs it as one frame of zstd, with its checksum and size. */
void bundle_pack(struct span archive, struct buffer *out);

#endif
