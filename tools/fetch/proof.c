/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Checksums and signatures of what was fetched; then it is unpacked. */

#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/file.h"
#include "lib/hex.h"
#include "tools/fetch/minisig.h"
#include "tools/fetch/proof.h"
#include "tools/fetch/sandbox.h"
#include "tools/fetch/unpack.h"

enum { KEY_MAX = 4096, SIGNATURE_MAX = 16384 };

/* --- who published it ------------------------------------------------ */

static bool hash_file(int fd, char text[65])
{
	uint8_t chunk[65536], sum[SHA256_DIGEST_SIZE];
	struct sha256_ctx sha;
	off_t at = 0;
	ssize_t n;

	sha256_init(&sha);
	while ((n = pread(fd, chunk, sizeof(chunk), at)) != 0) {
		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0) {
			sha256_update(&sha, (size_t)n, chunk);
			at += n;
		}
	}
	sha256_digest(&sha, sizeof(sum), sum);
	hex_format(sum, sizeof(sum), text);
	return true;
}

/* The configured key: in base64, or a file that has it. */
static bool load_key(const char *text, struct minisig_key *k)
{
	struct buffer b = { 0 };
	bool good;

	if (text[0] != '/')
		return minisig_parse_key(k, text, strlen(text));
	good = file_read(text, KEY_MAX, &b) == 0 &&
	       minisig_parse_key(k, b.p, b.len);
	buffer_done(&b);
	return good;
}

static bool check_signature(const struct config_source *s, int raw,
			    int signature, struct proof *p)
{
	char text[SIGNATURE_MAX];
	enum minisig_result r = MINISIG_MALFORMED;
	struct minisig_key k;
	struct minisig m;
	ssize_t n;

	if (!load_key(s->minisign, &k)) {
		fault_set(&p->fault, 0, "minisign \"%.60s\" is not a public "
			  "key, nor a file with one", s->minisign);
		return false;
	}
	if (signature < 0) {
		fault_set(&p->fault, 0, "its signature is not beside it");
		return false;
	}
	n = pread(signature, text, sizeof(text), 0);
	if (n > 0 && minisig_parse(&m, text, (size_t)n))
		r = minisig_verify(&k, &m, raw);
	if (r != MINISIG_GOOD) {
		fault_set(&p->fault, 0, "its signature is wrong: %s",
			  minisig_words[r]);
		return false;
	}
	p->signed_at = minisig_time(&m);
	/* As minisign prints a key's id: the last byte first. */
	n = snprintf(p->key, sizeof(p->key), "minisign ");
	for (int i = 7; i >= 0; i--)
		n += snprintf(p->key + n, sizeof(p->key) - (size_t)n, "%02X",
			      k.id[i]);
	return true;
}

bool proof_check(const struct config_source *s, int raw, int signature,
		 struct proof *p)
{
	*p = (struct proof) { .signed_at = 0 };
	if (!hash_file(raw, p->sha256)) {
		fault_set(&p->fault, -errno, "cannot be read");
		return false;
	}
	if (*s->sha256 && strcmp(s->sha256, p->sha256) != 0) {
		fault_set(&p->fault, 0, "its SHA-256 is %s, not the "
			  "configured one", p->sha256);
		return false;
	}
	if (*s->sha256)
		snprintf(p->key, sizeof(p->key), "sha256");
	return !*s->minisign || check_signature(s, raw, signature, p);
}

/* --- what is in it --------------------------------------------------- */

static void run_child(const struct config_source *s, const char *user,
		      int raw, int out)
{
	const struct sandbox box = { .user = user };
	int in = fcntl(raw, F_DUPFD, 16), to = fcntl(out, F_DUPFD, 16);

	if (in < 0 || to < 0 || dup2(in, 3) < 0 || dup2(to, 4) < 0)
		_exit(EMFILE);
	sandbox_close_files(2);
	if (sandbox_enter(&box) < 0)
		_exit(EPERM);
	_exit(-unpack(3, 4, s->max_unpacked));
}

/* What the list is to blame for; else it is the machine. */
static void blame(struct fault *fault, int error)
{
	const char *why = error == EFBIG ? "it is larger than max_unpacked" :
			  error == EBADMSG ? "it is packed, and damaged" :
			  error == ENODATA ?
			  "it is packed, and ends too early" : NULL;

	fault_set(fault, why ? 0 : -error, "%s", why ? why :
		  "cannot be unpacked");
}

bool proof_unpack(const struct config_source *s, const char *user, int raw,
		  int out, struct fault *fault)
{
	pid_t pid = fork();
	int status = 0;

	if (pid == 0)
		run_child(s, user, raw, out);
	if (pid < 0) {
		fault_set(fault, -errno, "cannot start");
		return false;
	}
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFSIGNALED(status))
		fault_set(fault, 0, "unpacking it ended by signal %d",
			  WTERMSIG(status));
	else if (WEXITSTATUS(status) != 0)
		blame(fault, WEXITSTATUS(status));
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}
