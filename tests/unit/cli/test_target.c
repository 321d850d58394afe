/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names as people type or paste them. */

#include <string.h>

#include "lib/array.h"
#include "tests/unit/tap.h"
#include "tools/cli/target.h"

int main(void)
{
	static const struct {
		const char *word, *name;
		bool url;
	} rows[] = {
		{ "Example.COM.", "example.com", false },
		{ "*.example.com", "example.com", false },
		{ "-a.example", "-a.example", false },
		{ "localhost", "localhost", false },
		{ "m\xc3\xbcller.example", "xn--mller-kva.example", false },
		{ "https://u@Example.com:8443/x?y", "example.com", true },
	};
	static const char *const wrong[] = {
		"", "a b", "192.0.2.1", "http://", "a..b", "a/b", "x:1",
	};
	char name[TARGET_NAME];
	bool url;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		ok(target_name(rows[i].word, name, &url) &&
		   strcmp(name, rows[i].name) == 0 && url == rows[i].url,
		   "%s", rows[i].word);
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		ok(!target_name(wrong[i], name, &url), "\"%s\" is none",
		   wrong[i]);
	return done_testing();
}
