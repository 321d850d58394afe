/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines of the log: what is scanned comes to what JSON says, whatever the
 * line. */

#include <string.h>

#include "tests/fuzz/fuzz.h"
#include "tools/record/record.h"
#include "tools/record/scan.h"

static void must_be_same(struct span a, struct span b)
{
	must(!a.p == !b.p && a.len == b.len);
	must(a.len == 0 || memcmp(a.p, b.p, a.len) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct jsontree tree = { .n = 0 };
	struct record scanned, read, any;
	char *line = malloc(size + 1);

	memcpy(line, size ? data : (const uint8_t *)"", size);
	line[size] = '\0';
	record_read(&any, &tree, line, size);
	must(record_count(&any) >= 1);
	must(record_outcome(&any) < TALLY_OUTCOMES);
	record_name(&any);
	if (scan_line(scanned.part, line, size)) {
		must(record_read_tree(&read, &tree, line, size) == any.kind);
		must(tree.why[0] == '\0' && read.time == any.time);
		for (int i = 0; i < RECORD_PARTS; i++)
			must_be_same(scanned.part[i], read.part[i]);
	}
	jsontree_done(&tree);
	free(line);
	return 0;
}
