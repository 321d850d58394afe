/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON, value by value: every text ends, and what opens closes. */

#include <string.h>

#include "lib/jsonread.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct json_reader r;
	enum json_event e;
	struct text in;
	unsigned depth = 0;
	size_t n = 0;

	text_over(&in, data, size);
	json_read(&r, &in);
	while ((e = json_next(&r)) > JSON_BAD) {
		must(++n <= size);
		depth += e == JSON_OPEN;
		must(e != JSON_CLOSE || depth > 0);
		depth -= e == JSON_CLOSE;
		must(r.depth == depth && depth <= JSON_DEPTH);
		if (e >= JSON_STRING)
			must(r.len < sizeof(r.value) && !r.value[r.len]);
		must(memchr(r.path[r.depth].key, '\0', JSON_KEY));
	}
	must(e == JSON_BAD ? r.why != NULL : depth == 0);
	must(json_next(&r) == e);
	return 0;
}
