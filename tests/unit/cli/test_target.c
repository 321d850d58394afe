/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names and addresses as people type or paste them. */

#include <string.h>

#include "lib/array.h"
#include "tests/unit/tap.h"
#include "tools/cli/target.h"

static void check_asked(void)
{
	char name[TARGET_NAME];

	ok(target_asked("*.Example.com", name) &&
	   strcmp(name, "*.example.com") == 0, "what is below is asked about");
	ok(target_asked("Example.com.", name) &&
	   strcmp(name, "example.com") == 0, "a name is");
	ok(!target_asked("*", name), "a star alone is none");
}

static void check_addresses(void)
{
	static const char *const rows[][2] = {
		{ "192.0.2.7", "192.0.2.7" },
		{ "192.0.2.0/24", "192.0.2.0/24" },
		{ "https://192.0.2.7:8443/x", "192.0.2.7" },
		{ "192.0.2.7:443", "192.0.2.7" },
		{ "2001:db8::7", "2001:db8::7" },
		{ "[2001:db8::7]:443", "2001:db8::7" },
		{ "http://[2001:db8::7]/x", "2001:db8::7" },
	};
	static const char *const wrong[] = {
		"", "192.0.2.1/24", "example.com", "https://example.com/",
		"https://192.0.2/x", ":443",
	};
	char text[ADDRESS_TEXT];
	struct prefix p;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		ok(target_address(rows[i][0], &p) &&
		   strcmp(prefix_format(&p, text), rows[i][1]) == 0,
		   "%s", rows[i][0]);
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		ok(!target_address(wrong[i], &p), "\"%s\" is no address",
		   wrong[i]);
}

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
		{ "Example.com:8443", "example.com", false },
		{ "example.com.:80", "example.com", false },
		{ "m\xc3\xbcller.example", "xn--mller-kva.example", false },
		{ "https://u@Example.com:8443/x?y", "example.com", true },
	};
	static const char *const wrong[] = {
		"", "a b", "192.0.2.1", "http://", "a..b", "a/b", "x:1",
		"x.example:", "x.example:a", "x.example:123456",
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
	check_asked();
	check_addresses();
	return done_testing();
}
