/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Signatures: those of the right key over the right file, and no others. */

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/array.h"
#include "lib/buffer.h"
#include "tests/unit/tap.h"
#include "tools/fetch/minisig.h"

struct pair {
	uint8_t id[8], public[32], secret[64];
};

static struct pair make_pair(const char *id)
{
	struct pair p;

	memcpy(p.id, id, sizeof(p.id));
	crypto_sign_keypair(p.public, p.secret);
	return p;
}

static void put_base64(struct buffer *b, const uint8_t *p, size_t len)
{
	char text[256];

	sodium_bin2base64(text, sizeof(text), p, len,
			  sodium_base64_VARIANT_ORIGINAL);
	buffer_printf(b, "%s\n", text);
}

static struct minisig_key key_of(const struct pair *p)
{
	struct buffer b = { 0 };
	struct minisig_key k;
	uint8_t raw[42];

	memcpy(raw, "Ed", 2);
	memcpy(raw + 2, p->id, 8);
	memcpy(raw + 10, p->public, 32);
	buffer_text(&b, "untrusted comment: minisign public key\n");
	put_base64(&b, raw, sizeof(raw));
	if (!minisig_parse_key(&k, b.p, b.len))
		give_up("its own key is not read");
	buffer_done(&b);
	return k;
}

/* What minisign -S writes for `text`; legacy with "Ed". */
static char *sign(const struct pair *p, const char *algorithm,
		  const char *text, const char *comment)
{
	struct buffer b = { 0 };
	uint8_t raw[74], hash[64], global[64], both[64 + 256];
	bool hashed = algorithm[1] == 'D';

	crypto_generichash(hash, 64, (const void *)text, strlen(text), NULL,
			   0);
	memcpy(raw, algorithm, 2);
	memcpy(raw + 2, p->id, 8);
	crypto_sign_detached(raw + 10, NULL, hashed ? hash : (void *)text,
			     hashed ? 64 : strlen(text), p->secret);
	memcpy(both, raw + 10, 64);
	memcpy(both + 64, comment, strlen(comment));
	crypto_sign_detached(global, NULL, both, 64 + strlen(comment),
			     p->secret);
	buffer_text(&b, "untrusted comment: signature\n");
	put_base64(&b, raw, sizeof(raw));
	buffer_printf(&b, "trusted comment: %s\n", comment);
	put_base64(&b, global, sizeof(global));
	return buffer_take(&b);
}

static enum minisig_result verify(const struct pair *p, const char *signature,
				  const char *text)
{
	struct minisig_key k = key_of(p);
	enum minisig_result r;
	struct minisig s;
	int fd = memfd_create("test", MFD_CLOEXEC);

	if (write(fd, text, strlen(text)) < 0)
		give_up("memory is full");
	r = minisig_parse(&s, signature, strlen(signature)) ?
	    minisig_verify(&k, &s, fd) : MINISIG_MALFORMED;
	close(fd);
	return r;
}

static void test_kind(const char *algorithm)
{
	struct pair p = make_pair("12345678"), other = make_pair("12345678");
	struct pair stranger = make_pair("87654321");
	char *good = sign(&p, algorithm, "a list\n", "timestamp:1");
	char *at;

	is_number(verify(&p, good, "a list\n"), MINISIG_GOOD, "%s: good",
		  algorithm);
	is_number(verify(&p, good, "a List\n"), MINISIG_BAD,
		  "%s: another file", algorithm);
	is_number(verify(&p, good, ""), MINISIG_BAD, "%s: an empty file",
		  algorithm);
	is_number(verify(&stranger, good, "a list\n"), MINISIG_OTHER_KEY,
		  "%s: another key", algorithm);
	is_number(verify(&other, good, "a list\n"), MINISIG_BAD,
		  "%s: another key under the same id", algorithm);
	at = strstr(good, "timestamp:1");
	at[10] = '2';
	is_number(verify(&p, good, "a list\n"), MINISIG_BAD_COMMENT,
		  "%s: the trusted comment changed", algorithm);
	at[10] = '1';
	at = strchr(good, '\n') + 1;
	memcpy(at, at[1] == 'U' ? "RWQ" : "RUQ", 3);
	ok(verify(&p, good, "a list\n") != MINISIG_GOOD,
	   "%s: called the other kind", algorithm);
	free(good);
}

static void test_malformed(void)
{
	struct pair p = make_pair("12345678");
	char *good = sign(&p, "ED", "x", "c");
	unsigned accepted = 0;
	struct minisig_key k;
	struct minisig s;
	size_t len = strlen(good);

	for (size_t n = 0; n + 1 < len; n++) {
		struct guard g = guard_copy(good, n);

		accepted += minisig_parse(&s, (char *)g.p, n);
		guard_free(&g);
	}
	is_number(accepted, 0, "cut anywhere it is no signature");
	ok(minisig_parse(&s, good, len - 1), ": but for the last newline");
	for (char *c = good; *c; c++)
		*c = *c == '\n' ? ' ' : *c;
	ok(!minisig_parse(&s, good, len), "in one line");
	free(good);
	ok(!minisig_parse_key(&k, "", 0), "no key");
	ok(!minisig_parse_key(&k, "RWQ=", 4), "a short key");
	ok(minisig_parse_key(&k, "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0"
			     "QTaLn73Y7GFO3", 56), "minisign's own key");
	ok(!minisig_parse_key(&k, "XWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0"
			      "QTaLn73Y7GFO3", 56), "of another algorithm");
}

static void test_time(void)
{
	static const struct {
		const char *comment;
		long long want;
	} rows[] = {
		{ "timestamp:1700000000\tfile:x\thashed", 1700000000 },
		{ "timestamp:7", 7 }, { "timestamp:", 0 }, { "", 0 },
		{ "file:x\ttimestamp:7", 0 }, { "timestamp:-7", 0 },
		{ "timestamp:99999999999999999999", 999999999999 },
		{ "timestamp: 7", 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		static struct minisig s;

		s.comment_len = strlen(rows[i].comment);
		memcpy(s.comment, rows[i].comment, s.comment_len);
		is_number(minisig_time(&s), rows[i].want, "\"%s\"",
			  rows[i].comment);
	}
}

int main(void)
{
	if (sodium_init() < 0)
		return 1;
	test_kind("ED");
	test_kind("Ed");
	test_malformed();
	test_time();
	return done_testing();
}
