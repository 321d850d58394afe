/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Signs and hashes. */

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/buffer.h"
#include "lib/file.h"
#include "tools/archive/sealkey.h"

static int read_hex(const char *path, uint8_t out[SEALKEY_BYTES])
{
	struct buffer text = { 0 };
	int ret = file_read(path, 256, &text);

	buffer_char(&text, '\0');
	if (ret == 0 && (text.len < HEX_TEXT(SEALKEY_BYTES) ||
			 !hex_parse(text.p, out, SEALKEY_BYTES)))
		ret = -EBADMSG;
	sodium_memzero(text.p, text.len);
	buffer_done(&text);
	return ret;
}

static void pair_of(const uint8_t seed[SEALKEY_BYTES],
		    uint8_t shown[SEALKEY_BYTES],
		    uint8_t secret[crypto_sign_SECRETKEYBYTES])
{
	crypto_sign_seed_keypair(shown, secret, seed);
}

int sealkey_read(struct sealkey *k, const char *path)
{
	uint8_t secret[crypto_sign_SECRETKEYBYTES];
	char *shown;
	int ret;

	*k = (struct sealkey) { .can_sign = false };
	if (!*path)
		return 0;
	ret = read_hex(path, k->seed);
	if (ret == 0) {
		pair_of(k->seed, k->shown, secret);
		sodium_memzero(secret, sizeof(secret));
		k->can_sign = k->can_check = true;
	} else if (ret == -EACCES || ret == -ENOENT) {
		shown = xasprintf("%s.pub", path);
		if (read_hex(shown, k->shown) == 0) {
			k->can_check = true;
			ret = 0;
		}
		free(shown);
	}
	return ret;
}

static int write_hex(const char *path, const uint8_t *p, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	char text[HEX_TEXT(SEALKEY_BYTES) + 1];
	int ret = fd < 0 ? -errno : 0;

	hex_format(p, SEALKEY_BYTES, text);
	memcpy(text + 2 * SEALKEY_BYTES, "\n", 2);
	if (ret == 0 && (fchmod(fd, mode) < 0 ||
			 write(fd, text, strlen(text)) < 0 || fsync(fd) < 0))
		ret = -errno;
	if (fd >= 0)
		close(fd);
	sodium_memzero(text, sizeof(text));
	return ret;
}

int sealkey_make(const char *path)
{
	uint8_t secret[crypto_sign_SECRETKEYBYTES];
	char *shown = xasprintf("%s.pub", path);
	struct sealkey k;
	int ret;

	if (sodium_init() < 0)
		return -ENOSYS;
	randombytes_buf(k.seed, sizeof(k.seed));
	pair_of(k.seed, k.shown, secret);
	ret = write_hex(path, k.seed, 0600);
	if (ret == 0)
		ret = write_hex(shown, k.shown, 0644);
	sodium_memzero(secret, sizeof(secret));
	sodium_memzero(&k, sizeof(k));
	free(shown);
	return ret;
}

void sealkey_sign(const struct sealkey *k, const void *p, size_t n,
		  char text[SIGNATURE_TEXT])
{
	uint8_t secret[crypto_sign_SECRETKEYBYTES], shown[SEALKEY_BYTES];
	uint8_t signature[SEALKEY_SIGNATURE];

	pair_of(k->seed, shown, secret);
	crypto_sign_detached(signature, NULL, p, n, secret);
	sodium_memzero(secret, sizeof(secret));
	hex_format(signature, sizeof(signature), text);
}

bool sealkey_check(const struct sealkey *k, const void *p, size_t n,
		   const char *text)
{
	uint8_t signature[SEALKEY_SIGNATURE];

	return strlen(text) == SIGNATURE_TEXT - 1 &&
	       hex_parse(text, signature, sizeof(signature)) &&
	       crypto_sign_verify_detached(signature, p, n, k->shown) == 0;
}

char *sealkey_digest(const void *p, size_t n, char text[DIGEST_TEXT])
{
	uint8_t hash[DIGEST_BYTES];

	crypto_hash_sha256(hash, p, n);
	return hex_format(hash, sizeof(hash), text);
}

int sealkey_digest_file(int fd, char text[DIGEST_TEXT])
{
	enum { CHUNK = 1 << 16 };
	uint8_t *chunk = xcalloc(1, CHUNK), hash[DIGEST_BYTES];
	crypto_hash_sha256_state state;
	off_t at = 0;
	ssize_t n;

	crypto_hash_sha256_init(&state);
	while ((n = pread(fd, chunk, CHUNK, at)) > 0) {
		crypto_hash_sha256_update(&state, chunk, (size_t)n);
		at += n;
	}
	crypto_hash_sha256_final(&state, hash);
	hex_format(hash, sizeof(hash), text);
	free(chunk);
	return n < 0 ? -errno : 0;
}
