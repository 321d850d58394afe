/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Signature files and public keys of minisign. */

#include "tests/fuzz/fuzz.h"
#include "tools/fetch/minisig.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct minisig_key k;
	struct minisig s;

	if (minisig_parse(&s, (const char *)data, size)) {
		must(s.comment_len <= sizeof(s.comment));
		must(size > 74 + 64);
		/* Nobody has its secret key. */
		memset(&k, 1, sizeof(k));
		memcpy(k.id, s.id, sizeof(k.id));
		must(minisig_verify(&k, &s, -1) != MINISIG_GOOD);
	}
	if (minisig_parse_key(&k, (const char *)data, size))
		must(size >= 56);
	return 0;
}
