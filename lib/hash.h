/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_HASH_H
#define LIB_HASH_H

/*
 * SipHash-1-3 (Aumasson and Bernstein, 2012; one compression and three
 * finalisation rounds, as in HSIPHASH of the kernel's siphash.c): a keyed
 * hash for tables whose keys an attacker chooses, and for flow ids.
 */

#include <stddef.h>
#include <stdint.h>

struct hash_key {
	uint64_t k[2];
};

/* A random key from getrandom(2). */
struct hash_key hash_key_random(void);

uint64_t hash_bytes(const struct hash_key *key, const void *p, size_t len);

#endif
