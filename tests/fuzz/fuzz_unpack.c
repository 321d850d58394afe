/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Packed files, good and damaged. */

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/fuzz/fuzz.h"
#include "tools/fetch/unpack.h"

enum { MAX = 1 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int in = memfd_create("in", MFD_CLOEXEC);
	int out = memfd_create("out", MFD_CLOEXEC);
	struct stat st = { .st_size = 0 };

	must(in >= 0 && out >= 0);
	must(write(in, data, size) == (ssize_t)size);
	must(unpack(in, out, MAX) <= 0);
	must(fstat(out, &st) == 0 && st.st_size <= MAX);
	close(in);
	close(out);
	return 0;
}
