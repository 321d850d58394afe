/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One bad source hurts only itself: what the last generation has of it stays,
 * and others' news come into force. */

#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/folder.h"
#include "lib/hex.h"
#include "ruleset/config/config_load.h"
#include "ruleset/list/list.h"
#include "ruleset/policy/policy.h"
#include "ruleset/policy/rules.h"
#include "tests/unit/tap.h"

static char *in(const char *name)
{
	return xasprintf("%s/%s", scratch(), name);
}

static void put(const char *name, const char *text)
{
	char *path = in(name), *slash = strrchr(path, '/');

	*slash = '\0';
	folder_make(path, 0755);
	*slash = '/';
	if (file_write(path, text, strlen(text), 0644) < 0)
		give_up("cannot write %s", path);
	free(path);
}

/* A copy, and a state that tells what was taken. */
static void take(const char *id, const char *text, unsigned reading)
{
	char *copy = xasprintf("sources/%s/good", id);
	char *state = xasprintf("sources/%s/state.json", id);
	uint8_t sum[SHA256_DIGEST_SIZE];
	char hex[HEX_TEXT(SHA256_DIGEST_SIZE)], json[200];
	struct sha256_ctx sha;

	sha256_init(&sha);
	sha256_update(&sha, strlen(text), (const uint8_t *)text);
	sha256_digest(&sha, sizeof(sum), sum);
	snprintf(json, sizeof(json), "{\"content\":\"%s\",\"reading\":%u}",
		 hex_format(sum, sizeof(sum), hex), reading);
	put(copy, text);
	put(state, json);
	free(copy);
	free(state);
}

static void configure(const char *more)
{
	struct buffer text = { 0 };

	buffer_printf(&text, "catalogue = \"%s/vendors\"; local_catalogue = "
		      "\"%s/none\"; state = \"%s\";\nblock_list = \"%s/b\"; "
		      "allow_list = \"%s/a\"; protect_list = \"%s/p\";\n"
		      "mode = \"enforce\";\n"
		      "vendors = ( { id = \"ads\"; mode = \"enforce\"; } );\n"
		      "sources = ( { id = \"one\"; url = "
		      "\"https://lists.example/1\"; vendor = \"ads\"; %s },\n"
		      "{ id = \"two\"; url = \"https://lists.example/2\"; "
		      "vendor = \"ads\"; } );\n", scratch(), scratch(),
		      scratch(), scratch(), scratch(), scratch(), more);
	put("cordon.conf", text.p);
	buffer_done(&text);
}

/* Updates the generation: is this blocked then? What it said: `said`. */
static bool blocks(const char *const *names, char said[400])
{
	struct conf_report report = { .errors = 0 };
	char *path = in("cordon.conf");
	struct policy *policy;
	struct config config;
	struct generation g;
	bool all = true;

	if (!config_load(&config, path))
		give_up("%s", config.report.text.p);
	if (generation_update(&g, &config, GENERATION_VERIFY, &report) != 0)
		give_up("no generation: %s", report.text.p);
	snprintf(said, 400, "%s", report.text.p ? report.text.p : "");
	policy = policy_new(&g, &config);
	for (; *names; names++) {
		bool wanted = (*names)[0] != '-';
		const char *name = *names + !wanted;
		struct decision d = policy_judge_name(policy, name,
						      strlen(name));

		if ((d.effect == EFFECT_BLOCK) == wanted)
			continue;
		all = false;
		diag("%s: %s", name, effect_words[d.effect]);
	}
	policy_free(policy);
	generation_close(&g);
	config_done(&config);
	conf_report_done(&report);
	free(path);
	return all;
}

#define NAMES(...) (const char *const[]) { __VA_ARGS__, NULL }

int main(void)
{
	char said[400];
	char *copy = in("sources/one/good");

	put("vendors/acme.conf", "id = \"acme\"; title = \"A\"; as_of = "
	    "\"2026-01-01\"; bases = ( { id = \"b\"; authority = \"A\"; cite = "
	    "\"C\"; binds = \"B\"; dates = \"D\"; source = \"S\"; } );");
	configure("");
	take("one", "a.example\nb.example\n192.0.2.0/24\n", LIST_READING);
	take("two", "x.example\n", LIST_READING);
	ok(blocks(NAMES("a.example", "b.example", "x.example"), said) &&
	   !said[0], "two good sources");

	put("sources/one/good", "<!DOCTYPE html>\n<html></html>\n");
	take("two", "x.example\ny.example\n", LIST_READING);
	ok(blocks(NAMES("a.example", "b.example", "y.example"), said),
	   "a web page in place of one: its last entries stay, and the other's "
	   "news come into force");
	ok(strstr(said, "\"one\" is damaged") && strstr(said, "stays"),
	   ": and it is told");

	put("sources/one/good", "a.example\n");
	take("two", "y.example\n", LIST_READING);
	ok(blocks(NAMES("a.example", "b.example", "y.example", "-x.example"),
		  said), "a copy that is cut: the same, over two generations");

	unlink(copy);
	take("two", "z.example\n", LIST_READING);
	ok(blocks(NAMES("a.example", "b.example", "z.example"), said) &&
	   strstr(said, "is gone"), "a copy that is gone");

	take("one", "a.example\nb.example\n192.0.2.0/24\n", LIST_READING);
	configure("format = \"csv\"; column = \"host\";");
	ok(blocks(NAMES("a.example", "b.example", "z.example"), said) &&
	   strstr(said, "cannot be read any more"),
	   "settings by which it cannot be read");

	configure("");
	take("one", "a.example\n", LIST_READING);
	ok(blocks(NAMES("a.example", "-b.example", "z.example"), said) &&
	   !said[0], "a new copy ends it");

	take("one", "a.example\nc.example\n", LIST_READING - 1);
	ok(blocks(NAMES("a.example", "-c.example"), said) &&
	   strstr(said, "read differently"),
	   "what another program took in is looked at first");
	take("one", "a.example\nc.example\n", LIST_READING);
	ok(blocks(NAMES("a.example", "c.example"), said), ": then it counts");
	free(copy);
	return done_testing();
}
