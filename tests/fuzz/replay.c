/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs a fuzz target over the files of folders, each copied so that it ends
 * at a page that nobody may read; prints TAP. */

#include <sys/mman.h>
#include <unistd.h>

#include "lib/file.h"
#include "lib/folder.h"
#include "tests/fuzz/fuzz.h"

enum { LONGEST = 20 };	/* seconds; what takes longer never ends */

static void run(const struct buffer *input)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t room = (input->len + page - 1) / page * page;
	uint8_t *map = mmap(NULL, room + page, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	uint8_t *end = map + room;

	must(map != MAP_FAILED);
	must(mprotect(end, page, PROT_NONE) == 0);
	if (input->len > 0)
		memcpy(end - input->len, input->p, input->len);
	alarm(LONGEST);
	LLVMFuzzerTestOneInput(end - input->len, input->len);
	alarm(0);
	munmap(map, room + page);
}

/* The number of files; a crash ends the program at its line. */
static unsigned run_folder(const char *folder, unsigned before)
{
	struct buffer input = { 0 };
	char **names;
	size_t n;

	if (folder_list(folder, "", &names, &n) < 0)
		return 0;
	for (size_t i = 0; i < n; i++) {
		buffer_reset(&input);
		printf("# %s\n", names[i]);
		fflush(stdout);
		must(file_read(names[i], SIZE_MAX, &input) == 0);
		run(&input);
		printf("ok %zu - %s\n", before + i + 1, names[i]);
	}
	buffer_done(&input);
	folder_list_free(names, n);
	return (unsigned)n;
}

int main(int argc, char **argv)
{
	unsigned n = 0;

	for (int i = 1; i < argc; i++)
		n += run_folder(argv[i], n);
	printf("1..%u\n", n);
	return n == 0;
}
