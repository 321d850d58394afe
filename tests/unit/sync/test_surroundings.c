/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What no list may name, as far as it can be found out. */

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "tests/unit/tap.h"
#include "tools/sync/surroundings.h"

static char *empty = (char *)"";
static struct config c;

static bool is(const struct guard_danger *d, const char *text)
{
	struct prefix p;

	if (!prefix_parse(text, &p))
		return d->name && strcmp(d->name, text) == 0;
	return !d->name && d->prefix.len == p.len &&
	       prefix_contains(&p, &d->prefix.addr);
}

static bool has(const struct guards *g, enum guard_verdict v, const char *text)
{
	for (size_t i = 0; i < g->n; i++)
		if (g->dangers[i].verdict == v && is(&g->dangers[i], text))
			return true;
	return false;
}

static void begin(void)
{
	static char *management[] = {
		(char *)"192.0.2.0/24", (char *)"198.51.100.7",
	};
	static struct config_source sources[] = {
		{ .id = (char *)"a",
		  .url = (char *)"https://Lists.Example.ORG./x" },
		{ .id = (char *)"b", .url = (char *)"https://[2001:db8::7]/x" },
		{ .id = (char *)"c", .url = (char *)"https://a.safe.test/x" },
	};

	for (size_t i = 0; i < 3; i++) {
		sources[i].path = sources[i].folder = empty;
		sources[i].signature = empty;
	}
	sources[2].signature = (char *)"https://sig.example.net/x.minisig";
	scratch_put("protect.list", "safe.test\n198.51.100.0/24\n");
	c = (struct config) {
		.state = strdup(scratch_in("state")),
		.protect_list = strdup(scratch_in("protect.list")),
		.management = { management, 2 }, .sources = { sources, 3 },
	};
}

static void test_found(void)
{
	struct fault fault = { .ret = 0 };
	struct guards g;

	ok(surroundings_read(&g, &c, &fault), "what is around is found");
	ok(has(&g, GUARD_OWN, "192.0.2.0/24"), ": management");
	ok(!has(&g, GUARD_OWN, "198.51.100.7"),
	   ": but not what is protected anyway");
	ok(has(&g, GUARD_FEED, "lists.example.org"), ": a source's host");
	ok(has(&g, GUARD_FEED, "2001:db8::7"), ": or its address");
	ok(has(&g, GUARD_FEED, "sig.example.net"), ": its signature's");
	ok(!has(&g, GUARD_FEED, "a.safe.test"), ": none that is protected");
	if (g.is_public_suffix)
		ok(g.is_public_suffix(g.suffixes, "com") &&
		   !g.is_public_suffix(g.suffixes, "example.com") &&
		   !g.is_public_suffix(g.suffixes, "github.io"),
		   "public suffixes are ICANN's");
	else
		skip_one("public suffixes are ICANN's", "libpsl has no list");
	surroundings_done(&g);
}

/* Without a file descriptor nothing can be asked. */
static void test_unknown(void)
{
	struct fault fault = { .ret = 0 };
	struct rlimit before;
	char text[FAULT_TEXT];
	struct guards g;
	bool known;

	getrlimit(RLIMIT_NOFILE, &before);
	setrlimit(RLIMIT_NOFILE, &(struct rlimit) { 0, before.rlim_max });
	known = surroundings_read(&g, &c, &fault);
	setrlimit(RLIMIT_NOFILE, &before);
	ok(!known, "what cannot be found is no reason to trust a list");
	is_text(fault_text(&fault, text), "this gateway's addresses are not "
		"known, which no list may name: Too many open files", ": why");
	surroundings_done(&g);
}

int main(void)
{
	begin();
	test_found();
	test_unknown();
	free(c.state);
	free(c.protect_list);
	return done_testing();
}
