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

static void configure_from(const char *place, const char *more)
{
	struct buffer text = { 0 };

	buffer_printf(&text, "catalogue = \"%s/vendors\"; local_catalogue = "
		      "\"%s/none\"; state = \"%s\";\nblock_list = \"%s/b\"; "
		      "allow_list = \"%s/a\"; protect_list = \"%s/p\";\n"
		      "mode = \"enforce\";\n"
		      "vendors = ( { id = \"ads\"; mode = \"enforce\"; } );\n"
		      "sources = ( { id = \"one\"; %s; vendor = \"ads\"; "
		      "%s },\n"
		      "{ id = \"two\"; url = \"https://lists.example/2\"; "
		      "vendor = \"ads\"; } );\n", scratch(), scratch(),
		      scratch(), scratch(), scratch(), scratch(), place, more);
	put("cordon.conf", text.p);
	buffer_done(&text);
}

static void configure(const char *more)
{
	configure_from("url = \"https://lists.example/1\"", more);
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

/* Two files, and a state that tells that both were taken. */
static void take_folder(const char *first, const char *second)
{
	const char *const texts[] = { first, second };
	uint8_t sum[SHA256_DIGEST_SIZE];
	char hex[HEX_TEXT(SHA256_DIGEST_SIZE)], json[200];
	struct sha256_ctx sha;

	sha256_init(&sha);
	for (int i = 0; i < 2; i++) {
		const char *name = i ? "2" : "1";
		char *path = xasprintf("sources/one/good/%s", name);

		sha256_update(&sha, 2, (const uint8_t *)name);
		sha256_update(&sha, strlen(texts[i]),
			      (const uint8_t *)texts[i]);
		put(path, texts[i]);
		free(path);
	}
	sha256_digest(&sha, sizeof(sum), sum);
	snprintf(json, sizeof(json), "{\"content\":\"%s\",\"reading\":%u}",
		 hex_format(sum, sizeof(sum), hex), LIST_READING);
	put("sources/one/state.json", json);
}

static void check_folder(void)
{
	char said[400], *copy = in("sources/one/good");

	folder_remove_all(copy);
	configure_from("folder = \"/lists\"", "");
	take_folder("e.example\n", "f.example\n");
	ok(blocks(NAMES("e.example", "f.example", "-a.example"), said) &&
	   !said[0], "a folder of lists");
	put("sources/one/good/2", "");
	take("two", "w.example\n", LIST_READING);
	ok(blocks(NAMES("e.example", "f.example", "w.example"), said) &&
	   strstr(said, "\"one\" is damaged"), ": of which one is cut");
	take_folder("e.example\n", "g.example\n");
	ok(blocks(NAMES("e.example", "-f.example", "g.example"), said) &&
	   !said[0], ": a new copy ends it");
	free(copy);
}

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
	check_folder();
	return done_testing();
}
