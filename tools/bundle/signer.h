/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_BUNDLE_SIGNER_H
#define TOOLS_BUNDLE_SIGNER_H

/*
 * Signs as "minisign -S" does, with its secret key files:
 *
 *	untrusted comment: any text
 *	base64: "Ed", "Sc" (encrypted) or two zeroes, "B2", salt (32),
 *	        opslimit (8, little-endian), memlimit (8), and key id (8),
 *	        Ed25519's secret key (64) and BLAKE2b-256 of "Ed" and both
 *	        (32); these encrypted by a stream of scrypt's, by xor
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/buffer.h"

struct signer {
	uint8_t id[8], secret[64];
};

enum signer_result {
	SIGNER_GOOD,
	SIGNER_MALFORMED,
	SIGNER_ENCRYPTED,	/* and there is no password */
	SIGNER_WRONG,		/* password */
	SIGNER_GREEDY,		/* scrypt would need too much */
	SIGNER_RESULTS
};

extern const char *const signer_words[SIGNER_RESULTS];

/* Reads a secret key file's text; `password` NULL: none is known. */
enum signer_result signer_read(struct signer *s, const char *text, size_t len,
			       const char *password);

/* The signature of `p`, as the text of a file; `comment` is the trusted one. */
void signer_sign(const struct signer *s, const void *p, size_t len,
		 const char *comment, struct buffer *out);

/* Makes a new pair without a password: texts of both files. */
void signer_make(struct buffer *secret, struct buffer *shown);

/* Forgets the key. */
void signer_done(struct signer *s);

#endif
