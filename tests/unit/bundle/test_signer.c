/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Signatures that are made are those that are verified. */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/buffer.h"
#include "tests/unit/tap.h"
#include "tools/bundle/signer.h"
#include "tools/fetch/minisig.h"

/* In minisign's form, with the password "pw" and little work for it (16 MiB);
 * minisign's own are tested where there is one, in tests/netns/policy.sh. */
static const char encrypted[] =
	"untrusted comment: minisign encrypted secret key\n"
	"RWRTY0IyAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8AgAAAAAAA"
	"AAAAAAEAAAAAzKIp/aSLLfYqN9B3DndN2N5N0C5rSK6u5tjgQP3P1mnEiTBP"
	"m9G8mR9kCztTBYXESHjg+yX51iBXiJJWMbCkjUkWgOIIKS3mFT5+RNE5cxBh"
	"Trw02kjQa+IDzMJH1x81ZUQZsJdx5CI=" "\n";
static const char encrypted_shown[] =
	"RWSTM0qdN2/fIRRqEHsJTrxbVKdcRQyL1o3X4fBkzBfoF5gUuaSPk47P";

static int file_of(const char *text)
{
	int fd = memfd_create("signed", MFD_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		give_up("memory");
	return fd;
}

static enum minisig_result verify(const char *key, const struct buffer *sig,
				  const char *text)
{
	int fd = file_of(text);
	struct minisig_key k;
	struct minisig m;
	enum minisig_result r = MINISIG_MALFORMED;

	if (minisig_parse_key(&k, key, strlen(key)) &&
	    minisig_parse(&m, sig->p, sig->len))
		r = minisig_verify(&k, &m, fd);
	close(fd);
	return r;
}

static void signs(struct signer *s, const char *key, const char *what)
{
	struct buffer sig = { 0 };

	signer_sign(s, "a policy", 8, "timestamp:1796032180\tfile:x", &sig);
	is_number(verify(key, &sig, "a policy"), MINISIG_GOOD,
		  "%s: what it signs is verified", what);
	is_number(verify(key, &sig, "a policy."), MINISIG_BAD, ": no other");
	sig.p[strlen(sig.p) - 100] ^= 1;
	ok(verify(key, &sig, "a policy") != MINISIG_GOOD,
	   ": nor by another comment");
	buffer_done(&sig);
}

static void test_pair(void)
{
	struct buffer secret = { 0 }, shown = { 0 };
	struct signer s;

	signer_make(&secret, &shown);
	is_number(signer_read(&s, secret.p, secret.len, NULL), SIGNER_GOOD,
		  "a new key is read");
	signs(&s, shown.p, "a new key");
	for (size_t n = 0; n < secret.len - 2; n++)
		if (signer_read(&s, secret.p, n, NULL) == SIGNER_GOOD) {
			ok(false, "a part of a key: %zu", n);
			break;
		}
	secret.p[secret.len / 2] ^= 1;
	is_number(signer_read(&s, secret.p, secret.len, NULL),
		  SIGNER_MALFORMED, "a damaged one is none");
	buffer_done(&secret);
	buffer_done(&shown);
}

static void test_encrypted(void)
{
	struct signer s;
	size_t len = strlen(encrypted);

	is_number(signer_read(&s, encrypted, len, NULL), SIGNER_ENCRYPTED,
		  "one of minisign's asks for its password");
	is_number(signer_read(&s, encrypted, len, "wrong"), SIGNER_WRONG,
		  ": another is wrong");
	if (is_number(signer_read(&s, encrypted, len, "pw"), SIGNER_GOOD,
		      ": the right one opens it"))
		signs(&s, encrypted_shown, "minisign's");
	signer_done(&s);
}

static void test_none(void)
{
	static const char *const none[] = {
		"", "untrusted comment: x", "untrusted comment: x\n",
		"untrusted comment: x\nRWQ=\n", "x\ny\n",
	};
	struct signer s;

	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
		is_number(signer_read(&s, none[i], strlen(none[i]), "pw"),
			  SIGNER_MALFORMED, "no key: %zu", i);
}

int main(void)
{
	test_pair();
	test_encrypted();
	test_none();
	return done_testing();
}
