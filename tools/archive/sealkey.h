/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_ARCHIVE_SEALKEY_H
#define TOOLS_ARCHIVE_SEALKEY_H

/*
 * The key that signs the ledger (Ed25519, RFC 8032), and SHA-256 of what is
 * signed. A key file has the seed as 64 hexadecimal digits; beside it, as
 * FILE.pub, stands what checks its signatures.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/hex.h"

enum { SEALKEY_BYTES = 32, SEALKEY_SIGNATURE = 64, DIGEST_BYTES = 32 };

#define DIGEST_TEXT HEX_TEXT(DIGEST_BYTES)
#define SIGNATURE_TEXT HEX_TEXT(SEALKEY_SIGNATURE)

struct sealkey {
	bool can_sign, can_check;
	uint8_t seed[SEALKEY_BYTES], shown[SEALKEY_BYTES];
};

/* Reads the key file, or only FILE.pub if the other may not be read or is not
 * here; "" is no key. 0 or -errno; -EBADMSG if it is none. */
int sealkey_read(struct sealkey *k, const char *path);

/* Makes a new pair of files; -EEXIST leaves one that is there. */
int sealkey_make(const char *path);

void sealkey_sign(const struct sealkey *k, const void *p, size_t n,
		  char text[SIGNATURE_TEXT]);
bool sealkey_check(const struct sealkey *k, const void *p, size_t n,
		   const char *text);

/* SHA-256 (FIPS 180-4) as text; of a whole open file 0 or -errno. */
char *sealkey_digest(const void *p, size_t n, char text[DIGEST_TEXT]);
int sealkey_digest_file(int fd, char text[DIGEST_TEXT]);

#endif
