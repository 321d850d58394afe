/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_ARCHIVE_MINISIGN_H
#define TOOLS_ARCHIVE_MINISIGN_H

/*
 * Signatures of the key that signs the ledger as minisign has them, so that
 * who gets a report can check it without cordon: prehashed ("ED"), with a
 * trusted comment. tools/fetch/minisig.h has the form.
 */

#include "lib/buffer.h"
#include "tools/archive/sealkey.h"

enum { MINISIGN_KEY = 57 };	/* with a NUL */

/* What "minisign -P" takes. */
const char *minisign_key(const struct sealkey *k, char out[MINISIGN_KEY]);

/* Appends the signature of `n` bytes; the key can sign. The comment has no
 * line's end. */
void minisign_put(const struct sealkey *k, const void *p, size_t n,
		  const char *comment, struct buffer *out);

#endif
