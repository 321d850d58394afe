/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

/*
 * What the fuzz targets share: the function that libFuzzer and replay.c call
 * with each input, and how a target says what must hold of the result.
 */

#include <stdio.h>
#include <stdlib.h>

#include "lib/hash.h"
#include "lib/name.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Like assert(), but always there. */
#define must(condition) \
	((condition) ? (void)0 : must_failed(#condition, __FILE__, __LINE__))

static inline void must_failed(const char *what, const char *file, int line)
{
	fprintf(stderr, "%s:%d: must be: %s\n", file, line, what);
	abort();
}

/* What lib/name.h promises: lower case, printable, ended by a NUL. */
static inline void must_be_plain(const struct name *n)
{
	must(n->len < NAME_SIZE && strlen(n->text) == n->len);
	for (size_t i = 0; i < n->len; i++)
		must(n->text[i] > ' ' && n->text[i] < 0x7f &&
		     !(n->text[i] >= 'A' && n->text[i] <= 'Z'));
}

static inline bool same_name(const struct name *a, const struct name *b)
{
	return a->len == b->len && memcmp(a->text, b->text, a->len) == 0;
}

/* Where to cut an input in two: anywhere, the same for the same input. */
static inline size_t cut_of(const uint8_t *data, size_t size)
{
	static const struct hash_key key = { { 1, 2 } };

	return (size_t)(hash_bytes(&key, data, size) % (size + 1));
}

#endif
