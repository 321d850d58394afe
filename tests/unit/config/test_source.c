/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sources: what may be configured, and where their last good copies are. */

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/array.h"
#include "lib/file.h"
#include "lib/folder.h"
#include "ruleset/config/config.h"
#include "ruleset/config/config_load.h"
#include "ruleset/config/source.h"
#include "tests/unit/tap.h"

static struct config c;

static bool load(const char *sources)
{
	struct buffer b = { 0 };
	char path[200];
	bool good;

	snprintf(path, sizeof(path), "%s/cordon.conf", scratch());
	buffer_printf(&b, "state = \"%s/state\";\n%s", scratch(), sources);
	file_write(path, b.p, b.len, 0644);
	buffer_done(&b);
	good = config_load(&c, path);
	return good;
}

static void mistake(const char *source, const char *want)
{
	char text[600];

	snprintf(text, sizeof(text), "sources = (\n{ %s } );", source);
	ok(!load(text) && c.report.errors == 1 &&
	   strstr(c.report.text.p, want) &&
	   strstr(c.report.text.p, "cordon.conf:3: "), "%s", want);
	if (c.report.errors != 1)
		diag("%s", c.report.text.p ? c.report.text.p : "no mistake");
	config_done(&c);
}

static void test_mistakes(void)
{
	mistake("id = \"a\"; vendor = \"v\";", "has none of url, file and");
	mistake("id = \"a\"; vendor = \"v\"; file = \"/x\"; folder = \"/y\";",
		"has more of url, file and");
	mistake("id = \"a\"; vendor = \"v\"; url = \"ftp://x/\";",
		"is not http:// or https://");
	mistake("id = \"a\"; vendor = \"v\"; url = \"file:///etc/passwd\";",
		"is not http:// or https://");
	mistake("id = \"a\"; vendor = \"v\"; file = \"x\";",
		"is not a full path");
	mistake("id = \"../a\"; vendor = \"v\"; file = \"/x\";", "source id");
	mistake("id = \"\"; vendor = \"v\"; file = \"/x\";", "id");
	mistake("id = \"a\"; vendor = \"V v\"; file = \"/x\";", "vendor \"V");
	mistake("id = \"a\"; vendor = \"v\"; file = \"/x\"; sha256 = \"12\";",
		"64 hexadecimal digits");
	mistake("id = \"a\"; vendor = \"v\"; file = \"/x\"; "
		"signature = \"/s\";", "no minisign key");
	mistake("id = \"a\"; vendor = \"v\"; file = \"/x\"; "
		"exclude = [ \"Not A Name\" ];", "exclude \"Not A Name\"");
	mistake("id = \"a\"; vendor = \"v\"; file = \"/x\"; refresh = \"1s\";",
		"refresh");
	mistake("id = \"a\"; vendor = \"v\"; file = \"/x\"; widest4 = 33;",
		"widest4");
	mistake("id = \"a\"; vendor = \"v\"; file = \"/x\"; "
		"min_entries = 9; max_entries = 8;", "above max_entries");
	mistake("id = \"a\"; vendor = \"v\"; file = \"/x\"; uri = \"\";",
		"unknown key \"uri\"");
	mistake("id = \"a\"; file = \"/x\";", "vendor is missing");
	mistake("id = \"a\"; file = \"/x\"; format = \"catalogue\"; "
		"vendor = \"v\";", "leave \"vendor\" out");
	mistake("id = \"a\"; folder = \"/x\"; format = \"catalogue\";",
		"is one file, no folder");
	mistake("id = \"a\"; url = \"https://x/\"; format = \"catalogue\";",
		"needs a minisign key");
	ok(load("sources = ( { id = \"a\"; file = \"/x\"; format = "
		"\"catalogue\"; } );") &&
	   source_is_catalogue(c.sources.items), "a catalogue needs no vendor");
	config_done(&c);
	ok(!load("management = [ \"10.0.0.300\" ];") &&
	   strstr(c.report.text.p, "management: \"10.0.0.300\""),
	   "management holds prefixes");
	config_done(&c);
}

static void test_origin(void)
{
	static const char *const rows[][2] = {
		{ "https://lists.test/a", "https://lists.test/a" },
		{ "https://u:p@lists.test/a@b?key=k",
		  "https://lists.test/a@b?..." },
		{ "http://a@b@lists.test:81", "http://lists.test:81" },
		{ "http://lists.test#/x@y", "http://lists.test" },
	};
	struct config_source s = { .path = (char *)"", .folder = (char *)"" };
	char out[SOURCE_ORIGIN];

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		s.url = (char *)rows[i][0];
		is_text(source_origin(&s, out), rows[i][1], "%s", rows[i][0]);
	}
}

static void test_fields(void)
{
	const struct config_source *s;
	char url[SOURCE_ORIGIN];

	ok(!load("sources = ( { id = \"one\"; vendor = \"acme\"; "
		"url = \"https://x.test/\"; exclude = [ \"good.test\", "
		"\"192.0.2.0/24\" ]; }, { id = \"two\"; vendor = \"acme\"; "
		"file = \"/lists/two\"; action = \"log\"; },"
		"{ id = \"one\"; vendor = \"other\"; folder = \"/lists\"; "
		"exclude = [ \"good.test\" ]; } );"),
	   "three sources of two ids are a mistake");
	ok(strstr(c.report.text.p, ": \"one\" is there already, in "),
	   ": with both places");
	is_number(c.sources.n, 2, "the later one of an id replaces");
	s = source_find(&c.sources, "one");
	ok(s && strcmp(source_origin(s, url), "/lists") == 0 && !*s->url,
	   ": as a whole");
	ok(s && source_excludes_name(s, "good.test") &&
	   source_excludes_name(s, "www.good.test") &&
	   !source_excludes_name(s, "agood.test") &&
	   !source_excludes_name(s, "test"), "exclude takes names out");
	s = source_find(&c.sources, "two");
	ok(s && s->action == SOURCE_LOG && s->min_entries == 1 &&
	   s->widest4 == 8 && s->widest6 == 19 && s->refresh == 6 * 3600 &&
	   strcmp(s->format, "auto") == 0 && s->expand, "standard values");
	ok(!source_find(&c.sources, "three"), ": no other");
	ok(source_names_vendor(&c.sources, "acme") &&
	   !source_names_vendor(&c.sources, "a"),
	   "vendors that sources name");
	ok(config_vendor_mode(&c, "acme") == MODE_OBSERVE &&
	   config_vendor_mode(&c, "nobody") == MODE_OFF,
	   ": are in the global mode without being configured");
	config_done(&c);
}

static size_t count(const struct config_source *s)
{
	char **names;
	size_t n;

	source_files(c.state, s, &names, &n);
	folder_list_free(names, n);
	return n;
}

static void test_copies(void)
{
	const struct config_source *s;
	char *good, *other;

	load("sources = ( { id = \"a\"; vendor = \"v\"; file = \"/x\"; } );");
	s = source_find(&c.sources, "a");
	good = source_cached(c.state, s);
	other = source_file(c.state, s, "other");
	ok(strstr(good, "/state/sources/a/good") != NULL, ": its place");
	is_number(count(s), 0, "without a copy there is no file");
	*strrchr(other, '/') = '\0';
	folder_make(other, 0755);
	other[strlen(other)] = '/';
	file_write(other, "x.test\n", 7, 0644);
	if (symlink(other, good) == 0)
		is_number(count(s), 0, "a symbolic link is no copy");
	unlink(good);
	file_write(good, "x.test\n", 7, 0644);
	is_number(count(s), 1, "a file");
	unlink(good);
	folder_make(good, 0755);
	for (const char *n = "bac"; *n; n++) {
		char path[300];

		snprintf(path, sizeof(path), "%s/%c", good, *n);
		file_write(path, "x.test\n", 7, 0644);
	}
	is_number(count(s), 3, "a folder's files");
	free(good);
	free(other);
	config_done(&c);
}

int main(void)
{
	test_mistakes();
	test_origin();
	test_fields();
	test_copies();
	return done_testing();
}
