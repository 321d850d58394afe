/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files of headers for a request. */

#include "lib/array.h"
#include "tests/unit/tap.h"
#include "tools/fetch/headers.h"

static void test_good(void)
{
	struct buffer out = { 0 };
	struct fault fault = { .ret = 0 };

	ok(headers_parse(&out, "# key\n\n  Authorization:  Bearer a b \r\n"
			 "X-Other:x", &fault), "headers and a comment");
	is_text(out.p, "Authorization: Bearer a b\nX-Other: x\n",
		": in one form");
	buffer_done(&out);
}

static void test_bad(void)
{
	static const char *const texts[] = {
		"no colon", "A: b\nspace in name: x", ": x", "X:", "X: \x7f",
		"X: \xc3\xa9", "X\x01: a",
	};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct buffer out = { 0 };
		struct fault fault = { .ret = 0 };
		bool good = headers_parse(&out, texts[i], &fault);

		ok(!good && fault.line == (i == 1 ? 2 : 1) &&
		   !strstr(fault.what, "colon"), "bad header %zu", i);
		buffer_done(&out);
	}
}

int main(void)
{
	test_good();
	test_bad();
	return done_testing();
}
