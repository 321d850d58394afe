/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_FETCH_MINISIG_H
#define TOOLS_FETCH_MINISIG_H

/*
 * Signatures of minisign and signify: Ed25519 over the file's BLAKE2b-512
 * ("ED") or over the file itself ("Ed", legacy), and a second one over the
 * first and the trusted comment.
 *
 *	untrusted comment: any text
 *	base64: algorithm (2), key id (8), signature (64)
 *	trusted comment: text
 *	base64: global signature (64)
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct minisig_key {
	uint8_t id[8], key[32];
};

struct minisig {
	bool hashed;
	uint8_t id[8], signature[64], global[64];
	char comment[8192];	/* the trusted one, as it is */
	size_t comment_len;
};

enum minisig_result {
	MINISIG_GOOD,
	MINISIG_MALFORMED,
	MINISIG_OTHER_KEY,
	MINISIG_BAD,		/* not a signature of this file */
	MINISIG_BAD_COMMENT,	/* the trusted comment was changed */
	MINISIG_UNREADABLE,	/* the file */
	MINISIG_RESULTS
};

extern const char *const minisig_words[MINISIG_RESULTS];

/* A public key: "RWQ..." alone, or a key file with its comment. */
bool minisig_parse_key(struct minisig_key *k, const char *text, size_t len);

bool minisig_parse(struct minisig *s, const char *text, size_t len);

/* When it was signed, as minisign writes it into the trusted comment, in
 * seconds; 0 where that says nothing. Means nothing before it is verified. */
int64_t minisig_time(const struct minisig *s);

/* Checks a signature of the whole file `fd`. */
enum minisig_result minisig_verify(const struct minisig_key *k,
				   const struct minisig *s, int fd);

#endif
