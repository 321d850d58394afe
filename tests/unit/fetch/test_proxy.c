/* SPDX-License-Identifier: GPL-2.0-or-later */
/* By which proxy a list is fetched. */

#include <string.h>

#include "lib/array.h"
#include "tests/unit/tap.h"
#include "tools/fetch/proxy.h"

/* An environment of names and values, NULL behind the last. */
static const char *const *environment;

static char *get(const char *name)
{
	for (const char *const *e = environment; *e; e += 2)
		if (strcmp(*e, name) == 0)
			return (char *)(uintptr_t)e[1];
	return NULL;
}

#define PLAIN "http://lists.example/x"
#define TLS "https://lists.example/x"

static void test_proxies(void)
{
	static const struct {
		const char *what, *url, *proxy;
		const char *environment[9];
		const char *want;	/* NULL: none */
	} rows[] = {
		{ "none anywhere", PLAIN, "", { NULL }, NULL },
		{ "the configured one", PLAIN, "http://p:1",
		  { "http_proxy", "http://q:2", NULL }, "http://p:1" },
		{ "none, as configured", PLAIN, "none",
		  { "http_proxy", "http://q:2", NULL }, NULL },
		{ "the environment's", PLAIN, "",
		  { "http_proxy", "http://q:2", NULL }, "http://q:2" },
		{ "not in capitals for HTTP", PLAIN, "",
		  { "HTTP_PROXY", "http://q:2", NULL }, NULL },
		{ "not that of HTTPS for HTTP", PLAIN, "",
		  { "https_proxy", "http://q:2", NULL }, NULL },
		{ "that of HTTPS", TLS, "",
		  { "http_proxy", "http://q:2", "HTTPS_PROXY", "http://r:3",
		    NULL }, "http://r:3" },
		{ "that of all", TLS, "", { "ALL_PROXY", "http://r:3", NULL },
		  "http://r:3" },
		{ "an empty one is none", PLAIN, "",
		  { "http_proxy", "", "all_proxy", "http://r:3", NULL },
		  "http://r:3" },
		{ "but for this host", PLAIN, "",
		  { "http_proxy", "http://q:2", "no_proxy",
		    "other.example,lists.example", NULL }, NULL },
		{ "but for another", PLAIN, "",
		  { "http_proxy", "http://q:2", "NO_PROXY", "other.example",
		    NULL }, "http://q:2" },
		{ "the configured one for all", PLAIN, "http://p:1",
		  { "no_proxy", "*", NULL }, "http://p:1" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct config_source s = {
			.url = (char *)(uintptr_t)rows[i].url,
			.proxy = (char *)(uintptr_t)rows[i].proxy,
		};
		const char *got;

		environment = rows[i].environment;
		got = proxy_of(&s, get);
		is_text(got ? got : "(none)", rows[i].want ? rows[i].want :
			"(none)", "%s", rows[i].what);
	}
}

int main(void)
{
	test_proxies();
	return done_testing();
}
