/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ASN databases in MaxMind's format: what libmaxminddb makes of a hostile
 * file, and the walk over its tree. */

#include <sys/mman.h>
#include <unistd.h>

#include "lib/prefix.h"
#include "tests/fuzz/fuzz.h"
#include "tools/sync/mmdb.h"

/* The library forgets some metadata where others are wrong: bytes of a process
 * that ends soon, and not ours. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libmaxminddb";
}

static const uint32_t asns[] = { 64500, 64501, 4200000000 };

struct seen {
	size_t n;
	struct prefix last;
};

/* Prefixes come in the order of the tree, and none inside of another. */
static void check(void *arg, uint32_t asn, const struct prefix *p,
		  unsigned line)
{
	struct seen *seen = arg;
	struct prefix cut = prefix_around(&p->addr, p->len);

	must(line == 0 && p->len <= 128);
	must(address_compare(&cut.addr, &p->addr) == 0);
	must(asn == asns[0] || asn == asns[1] || asn == asns[2]);
	must(seen->n == 0 || !prefix_contains(&seen->last, &p->addr));
	seen->n++;
	seen->last = *p;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct conf_report report = { .errors = 0 };
	struct seen seen = { .n = 0 };
	const struct asn_query query = { asns, 3, check, &seen };
	int fd = memfd_create("mmdb", MFD_CLOEXEC);
	struct asn_data what;
	char path[32];
	bool good;

	must(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	mmdb_is(path);
	good = mmdb_read(path, &query, &what, &report);
	must(good == (report.errors == 0));
	must(!good || what.prefixes == seen.n);
	conf_report_done(&report);
	close(fd);
	return 0;
}
