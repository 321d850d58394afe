/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who published it, and what is in it. */

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

#include "lib/alloc.h"
#include "tests/unit/tap.h"
#include "tools/fetch/proof.h"

static char *empty = (char *)"";

static const char sum_of_abc[] = "ba7816bf8f01cfea414140de5dae2223"
				 "b00361a396177a9cb410ff61f20015ad";

static struct config_source source(void)
{
	return (struct config_source) {
		.sha256 = empty, .minisign = empty, .signature = empty,
		.max_unpacked = 1 << 20,
	};
}

static int file_of(const void *p, size_t len)
{
	int fd = memfd_create("test", MFD_CLOEXEC);

	if (write(fd, p, len) != (ssize_t)len)
		give_up("memory is full");
	return fd;
}

static void test_sums(void)
{
	struct config_source s = source();
	int fd = file_of("abc", 3);
	struct proof p;

	ok(proof_check(&s, fd, -1, &p), "nothing is asked of it");
	is_text(p.sha256, sum_of_abc, ": its sum is told");
	is_text(p.key, "", ": and nobody's name");
	s.sha256 = (char *)(uintptr_t)sum_of_abc;
	ok(proof_check(&s, fd, -1, &p) && strcmp(p.key, "sha256") == 0,
	   "the configured sum");
	close(fd);
	fd = file_of("abd", 3);
	ok(!proof_check(&s, fd, -1, &p) &&
	   strstr(p.fault.what, "its SHA-256 is "),
	   ": another file: %s", p.fault.what);
	close(fd);
	ok(!proof_check(&s, fd, -1, &p), "one that cannot be read: %s",
	   p.fault.what);
}

/* That good ones are good, tests/unit/fetch/test_minisig.c tests. */
static void test_signatures(void)
{
	struct config_source s = source();
	int fd = file_of("abc", 3), text = file_of("hello\nthere\n", 12);
	struct proof p;

	s.minisign = (char *)"no key";
	ok(!proof_check(&s, fd, text, &p) &&
	   strstr(p.fault.what, "not a public key"),
	   "%s", p.fault.what);
	s.minisign = (char *)"/nowhere/key.pub";
	ok(!proof_check(&s, fd, text, &p) &&
	   strstr(p.fault.what, "/nowhere/key.pub"),
	   "%s", p.fault.what);
	s.minisign = (char *)"RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTa"
		     "LnHY7Qjnns";
	ok(!proof_check(&s, fd, -1, &p) &&
	   strstr(p.fault.what, "not beside it"),
	   "%s", p.fault.what);
	ok(!proof_check(&s, fd, text, &p) &&
	   strstr(p.fault.what, "not a minisign signature"), "%s",
	   p.fault.what);
	ok(!p.key[0] && p.signed_at == 0, "nobody has signed it");
	close(fd);
	close(text);
}

static size_t pack(const void *p, size_t len, void *out, size_t size)
{
	z_stream z = { .next_in = (void *)(uintptr_t)p,
		       .avail_in = (unsigned)len, .next_out = out,
		       .avail_out = (unsigned)size };

	deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
	deflate(&z, Z_FINISH);
	deflateEnd(&z);
	return size - z.avail_out;
}

static void test_unpacking(void)
{
	enum { LEN = 4 << 20 };
	struct config_source s = source();
	char *zeros = xcalloc(1, LEN), *packed = xcalloc(1, LEN);
	struct fault fault;
	size_t n = pack(zeros, LEN, packed, LEN);
	int fd = file_of(packed, n), out = file_of("", 0);

	ok(!proof_unpack(&s, "", fd, out, &fault) &&
	   strstr(fault.what, "max_unpacked") &&
	   lseek(out, 0, SEEK_END) <= 1 << 20, "a bomb: %s", fault.what);
	close(fd);
	close(out);
	n = pack("bad.test\n", 9, packed, LEN);
	fd = file_of(packed, n);
	out = file_of("", 0);
	ok(proof_unpack(&s, "", fd, out, &fault) &&
	   lseek(out, 0, SEEK_END) == 9, "a packed list");
	close(fd);
	fd = file_of(packed, n - 4);
	ok(!proof_unpack(&s, "", fd, out, &fault) &&
	   strstr(fault.what, "ends too early"), "half of it: %s", fault.what);
	close(out);
	out = open("/dev/full", O_WRONLY | O_CLOEXEC);
	close(fd);
	fd = file_of("bad.test\n", 9);
	ok(!proof_unpack(&s, "", fd, out, &fault),
	   "a full disk: %s", fault.what);
	close(fd);
	close(out);
	free(zeros);
	free(packed);
}

int main(void)
{
	need_seccomp();
	test_sums();
	test_signatures();
	test_unpacking();
	return done_testing();
}
