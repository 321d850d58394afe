/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads and checks minisign signatures. */

#include <errno.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#include "lib/cursor.h"
#include "lib/file.h"
#include "tools/fetch/minisig.h"

const char *const minisig_words[MINISIG_RESULTS] = {
	[MINISIG_GOOD] = "good",
	[MINISIG_MALFORMED] = "not a minisign signature",
	[MINISIG_OTHER_KEY] = "signed by another key",
	[MINISIG_BAD] = "not a signature of this file",
	[MINISIG_BAD_COMMENT] = "its trusted comment is not the signed one",
	[MINISIG_UNREADABLE] = "the file cannot be read",
};

/* --- reading --------------------------------------------------------- */

/* The next line, without its end. */
static struct span take_line(struct cursor *c)
{
	const uint8_t *end = c->left ? memchr(c->p, '\n', c->left) : NULL;
	size_t n = end ? (size_t)(end - c->p) : c->left;
	struct span line = cursor_take(c, n);

	if (end)
		cursor_skip(c, 1);
	if (line.len > 0 && line.p[line.len - 1] == '\r')
		line.len--;
	return line;
}

/* True, and `line` without `start`, if it begins so. */
static bool strip(struct span *line, const char *start)
{
	size_t n = strlen(start);

	if (line->len < n || memcmp(line->p, start, n) != 0)
		return false;
	line->p += n;
	line->len -= n;
	return true;
}

/* Exactly `size` bytes in base64. */
static bool decode(struct span text, uint8_t *out, size_t size)
{
	size_t n = 0;

	return sodium_base642bin(out, size, (const char *)text.p, text.len,
				 NULL, &n, NULL,
				 sodium_base64_VARIANT_ORIGINAL) == 0 &&
	       n == size;
}

bool minisig_parse_key(struct minisig_key *k, const char *text, size_t len)
{
	struct cursor c = cursor_over(text, len);
	struct span line = take_line(&c);
	uint8_t raw[2 + 8 + 32];

	if (strip(&line, "untrusted comment:"))
		line = take_line(&c);
	if (!decode(line, raw, sizeof(raw)) || memcmp(raw, "Ed", 2) != 0)
		return false;
	memcpy(k->id, raw + 2, sizeof(k->id));
	memcpy(k->key, raw + 10, sizeof(k->key));
	return true;
}

bool minisig_parse(struct minisig *s, const char *text, size_t len)
{
	struct cursor c = cursor_over(text, len);
	struct span line = take_line(&c);
	uint8_t raw[2 + 8 + 64];

	*s = (struct minisig) { .hashed = false };
	if (!strip(&line, "untrusted comment:") ||
	    !decode(take_line(&c), raw, sizeof(raw)))
		return false;
	s->hashed = memcmp(raw, "ED", 2) == 0;
	if (!s->hashed && memcmp(raw, "Ed", 2) != 0)
		return false;
	memcpy(s->id, raw + 2, sizeof(s->id));
	memcpy(s->signature, raw + 10, sizeof(s->signature));
	line = take_line(&c);
	if (!strip(&line, "trusted comment: ") ||
	    line.len > sizeof(s->comment))
		return false;
	memcpy(s->comment, line.p, line.len);
	s->comment_len = line.len;
	return decode(take_line(&c), s->global, sizeof(s->global));
}

int64_t minisig_time(const struct minisig *s)
{
	static const char word[] = "timestamp:";
	struct span c = { (const uint8_t *)s->comment, s->comment_len };
	int64_t n = 0;

	if (!strip(&c, word))
		return 0;
	for (size_t i = 0; i < c.len && i < 12 && c.p[i] >= '0' &&
	     c.p[i] <= '9'; i++)
		n = n * 10 + (c.p[i] - '0');
	return n;
}

/* --- checking -------------------------------------------------------- */

/* BLAKE2b-512 of the file, from its start. */
static bool hash_file(int fd, uint8_t hash[64])
{
	crypto_generichash_state state;
	uint8_t chunk[65536];
	ssize_t n;

	if (lseek(fd, 0, SEEK_SET) < 0)
		return false;
	crypto_generichash_init(&state, NULL, 0, 64);
	while ((n = read(fd, chunk, sizeof(chunk))) != 0) {
		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0)
			crypto_generichash_update(&state, chunk, (size_t)n);
	}
	crypto_generichash_final(&state, hash, 64);
	return true;
}

static enum minisig_result verify_hashed(const struct minisig_key *k,
					 const struct minisig *s, int fd)
{
	uint8_t hash[64];

	if (!hash_file(fd, hash))
		return MINISIG_UNREADABLE;
	return crypto_sign_verify_detached(s->signature, hash, sizeof(hash),
					   k->key) == 0 ? MINISIG_GOOD :
	       MINISIG_BAD;
}

static enum minisig_result verify_whole(const struct minisig_key *k,
					const struct minisig *s, int fd)
{
	struct span all;
	int bad;

	if (file_map(fd, &all) < 0)
		return MINISIG_UNREADABLE;
	bad = crypto_sign_verify_detached(s->signature, all.p, all.len,
					  k->key);
	file_unmap(all);
	return bad ? MINISIG_BAD : MINISIG_GOOD;
}

enum minisig_result minisig_verify(const struct minisig_key *k,
				   const struct minisig *s, int fd)
{
	uint8_t signed_text[64 + sizeof(s->comment)];
	enum minisig_result r;

	if (sodium_init() < 0)
		return MINISIG_UNREADABLE;
	if (memcmp(k->id, s->id, sizeof(k->id)) != 0)
		return MINISIG_OTHER_KEY;
	r = s->hashed ? verify_hashed(k, s, fd) : verify_whole(k, s, fd);
	if (r != MINISIG_GOOD)
		return r;
	memcpy(signed_text, s->signature, 64);
	memcpy(signed_text + 64, s->comment, s->comment_len);
	return crypto_sign_verify_detached(s->global, signed_text,
					   64 + s->comment_len, k->key) == 0 ?
	       MINISIG_GOOD : MINISIG_BAD_COMMENT;
}
