/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The archive of a policy, unpacked: what is taken has only names that lead
 * nowhere, each once, and its contents lie in it. */

#include "tests/fuzz/fuzz.h"
#include "tools/bundle/bundle.h"

static int one(void *arg, const char *name, struct span data)
{
	const struct span *all = arg;

	must(bundle_may_have(name));
	must(!strstr(name, "..") || name[0] != '.');
	must(name[0] != '/');
	must(data.p >= all->p && data.p + data.len <= all->p + all->len);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span all = { data, size };
	char text[BUNDLE_DIGEST_TEXT];
	struct fault fault;

	if (!bundle_check(all, &fault)) {
		must(fault.what[0]);
		return 0;
	}
	must(size % 512 == 0 || size > 1024);
	must(bundle_each(all, one, &all) == 0);
	must(strlen(bundle_content(all, text)) == 2 * BUNDLE_DIGEST);
	return 0;
}
