/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Plain lists: what a line means, and what is no entry. */

#include <stdio.h>

#include "lib/array.h"
#include "lib/file.h"
#include "lib/name.h"
#include "lib/prefix.h"
#include "ruleset/list/list.h"
#include "tests/unit/tap.h"

/* What one text came to: its last entry and its last remark. */
struct seen {
	struct list_entry e;
	unsigned lines[16];
	size_t n;
	char remark[400];
};

static void note(void *arg, const struct list_entry *e)
{
	struct seen *s = arg;

	s->e = *e;
	if (s->n < 16)
		s->lines[s->n] = e->line;
	s->n++;
}

static void keep_remark(void *arg, const struct list_remark *r)
{
	struct seen *s = arg;

	if (r->kind == LIST_NOTE)
		return;
	snprintf(s->remark, sizeof(s->remark), "%s", r->text);
}

/* Parses at a guard page, as a plain list. */
static struct seen parse(const char *text, size_t len)
{
	struct guard g = guard_copy(text, len);
	struct seen seen = { .n = 0 };
	const struct list_sink sink = {
		.add = note, .remark = keep_remark, .arg = &seen,
	};
	const struct list_options o = { .format = "domains" };
	struct list_result r = list_parse(g.p, g.len, &o, &sink);

	if (r.names + r.prefixes + r.exceptions != seen.n)
		ok(false, "the counts of \"%s\"", text);
	guard_free(&g);
	return seen;
}

static void test_names(void)
{
	static const struct {
		const char *line;
		enum list_kind kind;
		const char *name;
	} rows[] = {
		{ "example.com", LIST_SUFFIX, "example.com" },
		{ "  Example.COM\t", LIST_SUFFIX, "example.com" },
		{ "example.com\r", LIST_SUFFIX, "example.com" },
		{ "example.com.", LIST_SUFFIX, "example.com" },
		{ "*.example.com", LIST_SUFFIX, "example.com" },
		{ ".example.com", LIST_SUFFIX, "example.com" },
		{ "example.com # why", LIST_SUFFIX, "example.com" },
		{ "example.com#why", LIST_SUFFIX, "example.com" },
		{ "full:www.example.com", LIST_EXACT, "www.example.com" },
		{ "full:WWW.example.com.", LIST_EXACT, "www.example.com" },
		{ "m\xc3\xbcller.de", LIST_SUFFIX, "xn--mller-kva.de" },
		{ "M\xc3\x9cLLER.de", LIST_SUFFIX, "xn--mller-kva.de" },
		{ "stra\xc3\x9f" "e.de", LIST_SUFFIX, "xn--strae-oqa.de" },
		{ "a\xe3\x80\x82" "de", LIST_SUFFIX, "a.de" },
		{ "\xef\xbb\xbf" "example.com", LIST_SUFFIX, "example.com" },
		{ "example.com ; why", LIST_SUFFIX, "example.com" },
		{ "example.com // why", LIST_SUFFIX, "example.com" },
		{ "xn--mller-kva.de", LIST_SUFFIX, "xn--mller-kva.de" },
		{ "_dmarc.example.com", LIST_SUFFIX, "_dmarc.example.com" },
		{ "1.2.3.4.example", LIST_SUFFIX, "1.2.3.4.example" },
		{ "abc.de", LIST_SUFFIX, "abc.de" },
		{ "-a.com", LIST_SUFFIX, "-a.com" },
		{ "a_b-.com", LIST_SUFFIX, "a_b-.com" },
		{ "example.com,", LIST_SUFFIX, "example.com" },
		{ "example.com:443", LIST_SUFFIX, "example.com" },
		{ "example[.]com", LIST_SUFFIX, "example.com" },
		{ "www(dot)Example{.}com", LIST_SUFFIX, "www.example.com" },
		{ "http://example.com", LIST_EXACT, "example.com" },
		{ "hxxps://u@example[.]com:8443/x?y", LIST_EXACT,
		  "example.com" },
		{ "127.0.0.1 example.com", LIST_EXACT, "example.com" },
		{ "example.com 2026-11-01", LIST_SUFFIX, "example.com" },
		{ "example.com\t17 0.5", LIST_SUFFIX, "example.com" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct seen s = parse(rows[i].line, strlen(rows[i].line));

		ok(s.n == 1 && !s.remark[0] && s.e.kind == rows[i].kind,
		   "name %zu is one", i);
		is_text(s.e.name, rows[i].name, ": and written so");
		is_number(s.e.len, strlen(rows[i].name), ": with its length");
	}
}

static void test_prefixes(void)
{
	static const struct {
		const char *line, *want;
	} rows[] = {
		{ "192.0.2.1", "192.0.2.1" },
		{ " 192.0.2.0/24 # net", "192.0.2.0/24" },
		{ "2001:db8::/32\r", "2001:db8::/32" },
		{ "2001:DB8::1", "2001:db8::1" },
		{ "::ffff:192.0.2.0/120", "192.0.2.0/24" },
		{ "192.0.2.0/255.255.255.0", "192.0.2.0/24" },
		{ "192.0.2.0\t255.255.255.0", "192.0.2.0/24" },
		{ "0.0.0.0/0.0.0.0", "0.0.0.0/0" },
		{ "192.0.2.7/255.255.255.255", "192.0.2.7" },
		{ "192.0.2.0-192.0.2.255", "192.0.2.0/24" },
		{ "192.0.2.3 - 192.0.2.9", "192.0.2.8/31" },
		{ "192.0.2.7-192.0.2.7", "192.0.2.7" },
		{ "255.255.255.254-255.255.255.255", "255.255.255.254/31" },
		{ "0.0.0.0-255.255.255.255", "0.0.0.0/0" },
		{ "2001:db8::-2001:db8::ffff", "2001:db8::/112" },
		{ "ffff::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
		  "ffff::/16" },
		{ "1.10.16.0/20 ; SBL256894", "1.10.16.0/20" },
		{ "192.0.2.1:443", "192.0.2.1" },
		{ "[2001:db8::1]:443", "2001:db8::1" },
		{ "[2001:db8::1]", "2001:db8::1" },
		{ "192[.]0[.]2[.]1", "192.0.2.1" },
		{ "192.0.2.0/24 :words:", "192.0.2.0/24" },
		{ "192.0.2.7 2026-11-01 02:03:04", "192.0.2.7" },
		{ "192.0.2.7 - a scanner", "192.0.2.7" },
		{ "192.0.2.7 seen 5 times", "192.0.2.7" },
		{ "http://192.0.2.1:8080/x", "192.0.2.1" },
	};
	char text[ADDRESS_TEXT];

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct seen s = parse(rows[i].line, strlen(rows[i].line));

		ok(s.n > 0 && !s.remark[0] && s.e.kind == LIST_PREFIX,
		   "prefix %zu is one", i);
		is_text(prefix_format(&s.e.prefix, text), rows[i].want,
			": and is this one");
	}
}

static void test_nothing(void)
{
	static const char *const rows[] = {
		"", " ", "\t \r", "#", "# example.com", "   # 192.0.2.1", "##",
		"! example.com", "; example.com", "// example.com", "\n\r\n",
		"\xef\xbb\xbf", "\xef\xbb\xbf# head", "-- x", "/* x */",
		"/* a\nb.example\n*/", "/**/ /*** x ***/ # y", "--",
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct seen s = parse(rows[i], strlen(rows[i]));

		ok(s.n == 0 && !s.remark[0], "line %zu is empty, not wrong", i);
	}
}

static void test_wrong(void)
{
	static const char *const rows[] = {
		"com", "*.com", ".com", "full:localhost", "*.", ".", "*",
		"..example.com", "full:", "full:.", "a b.com", "a.com b.com",
		"-.com", "a.-.com", "a..com", "a.com..", "*a.com",
		"a.*.com", "full:192.0.2.1", "full:192.0.2.0/24",
		"192.0.2.256", "192.0.2", "1", "0300.0.2.1", "192.0.2.1/24",
		"192.0.2.0/33", "192.0.2.9-192.0.2.0", "2001:db8::1/32", ":",
		"192.0.2.0-2001:db8::", "192.0.2.0-192.0.2",
		"1.2.3.4/0.0.0.255",
		"192.0.2.0/255.0.255.0", "192.0.2.1 255.255.255.0",
		"192.0.2.0 192.0.2.9", "10/8", "10.0.0/24", "fe80::1%eth0",
		"/", "/24", "http://com", "example.com/path",
		"example.com:65536", "192.0.2.1 example.com", "||example.com^",
		("m\xfc" "ller.de"), "a\x1b[1m.b",
		"full:*.example.com", "full:.example.com",
		"\"example.com", ",", "domain:example.com",
		"0.0.0.0example.com",
	};
	char longer[400];
	struct seen s;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		s = parse(rows[i], strlen(rows[i]));
		ok(s.n == 0 && s.remark[0],
		   "wrong line %zu is refused with a reason", i);
	}
	s = parse("a.com\0b", 7);
	ok(s.n == 0 && s.remark[0], "a NUL is refused");
	s = parse("#\0", 2);
	ok(s.remark[0], "in a comment too");
	memset(longer, 'a', sizeof(longer));
	for (size_t len = 250; len <= sizeof(longer); len++) {
		s = parse(longer, len);
		if (s.n == 0 && s.remark[0])
			continue;
		ok(false, "a label of %zu letters is refused", len);
		return;
	}
	ok(true, "no length of a line goes past the entry");
}

static void test_longest(void)
{
	char name[256], line[512];
	struct seen s;

	memset(name, 'a', sizeof(name));
	name[63] = name[127] = name[191] = '.';
	snprintf(line, sizeof(line), "%.253s", name);
	s = parse(line, strlen(line));
	ok(s.n == 1 && strlen(s.e.name) == 253, "a name of 253 letters");
	snprintf(line, sizeof(line), "%.253s.", name);
	s = parse(line, strlen(line));
	ok(s.n == 1 && strlen(s.e.name) == 253, "with a dot behind it");
	snprintf(line, sizeof(line), "%.254s", name);
	s = parse(line, strlen(line));
	ok(s.n == 0 && s.remark[0], "one of 254 is none");
	snprintf(line, sizeof(line), "%60s%.180s%60s", "", name, "# comment");
	s = parse(line, strlen(line));
	ok(s.n == 1 && strlen(s.e.name) == 180,
	   "space and comments do not count");
}

static void test_random(void)
{
	static const char likely[] = "*.full:#/:- 19abA\t\r";
	const size_t n = ARRAY_SIZE(likely) - 1;
	unsigned wrong = 0, entries = 0;

	for (int round = 0; round < 50000; round++) {
		char line[20];
		size_t len = random_next() % sizeof(line);
		struct seen s;

		for (size_t i = 0; i < len; i++)
			line[i] = random_next() % 16 ?
				  likely[random_next() % n] :
				  (char)(random_next() | 0x80);
		s = parse(line, len);
		if (s.n == 0)
			continue;
		entries++;
		wrong += s.remark[0] && !strstr(s.remark, "comment");
		if (s.e.kind != LIST_PREFIX)
			wrong += !name_is_hostname(s.e.name, s.e.len) ||
				 !strchr(s.e.name, '.');
	}
	ok(entries > 100, "random lines have some entries");
	is_number(wrong, 0, ": and each of them is a good one");
}

static void test_read(void)
{
	static const char text[] =
		"# head\r\n" "example.com\r\n" "\n" "bad name\n"
		"192.0.2.1\n" "192.0.2.1/8\n" "zero com\n"
		"*.a.example\n" "\x1b]0;owned\a.com\n" "full:last.example";
	static const unsigned want[] = { 2, 5, 8, 10 };
	struct conf_report report = { 0 };
	struct seen seen = { .n = 0 };
	struct list_result r;
	char path[128], line[200];
	unsigned controls = 0;

	snprintf(path, sizeof(path), "%s/x.list", scratch());
	file_write(path, text, sizeof(text) - 1, 0644);
	r = list_read(path, NULL, &report, note, &seen);
	ok(r.rejects == 4 && !r.refused && r.names == 3 && r.prefixes == 1,
	   "a list with bad lines");
	ok(seen.n == ARRAY_SIZE(want) &&
	   memcmp(seen.lines, want, sizeof(want)) == 0,
	   ": its good ones are added, in order, with their lines");
	is_number(report.errors, 4, ": its bad ones reported");
	snprintf(line, sizeof(line), "%s:4: \"bad name\": not", path);
	ok(strstr(report.text.p, line), "by file, line and what is there");
	snprintf(line, sizeof(line), "%s:6: \"192.0.2.1/8\": not", path);
	ok(strstr(report.text.p, line), "a prefix too");
	snprintf(line, sizeof(line), "%s:9: \"\\x1b]0;owned", path);
	ok(strstr(report.text.p, line), "controls escaped");
	for (size_t i = 0; i < report.text.len; i++)
		controls += (uint8_t)report.text.p[i] < ' ' &&
			    report.text.p[i] != '\n';
	is_number(controls, 0, "no list speaks to a terminal by a mistake");
	conf_report_done(&report);

	snprintf(path, sizeof(path), "%s/none.list", scratch());
	seen.n = 0;
	r = list_read(path, NULL, &report, note, &seen);
	ok(r.missing && !r.refused && seen.n == 0 && report.errors == 0,
	   "a missing list has nothing");
	r = list_read(scratch(), NULL, &report, note, &seen);
	ok(r.refused && report.errors == 1 &&
	   strstr(report.text.p, scratch()), "a folder is a mistake");
	conf_report_done(&report);
}

static void test_foreign(void)
{
	static const struct {
		const char *text, *word;
	} rows[] = {
		{ "\xff\xfe" "a", "UTF-16" }, { "\xfe\xff", "UTF-16" },
		{ "\x1f\x8b\x08", "gzip data" }, { "PK\x03\x04", "zip" },
		{ "\xfd" "7zXZ", "" }, { "\x28\xb5\x2f\xfd", "zstd data" },
		{ "BZh9", "bzip2 data" }, { "\x7f" "ELF", "program" },
		{ "<!DOCTYPE html>\nexample.com\n", "web page" },
		{ "\n  <HTML>", "web page" }, { "<?xml version", "web page" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct seen s = parse(rows[i].text, strlen(rows[i].text));

		ok(s.n == 0 && strstr(s.remark, rows[i].word),
		   "foreign text %zu is refused with a word", i);
	}
}

static void test_many_wrong(void)
{
	struct list_options o = { .max_remarks = 5 };
	struct conf_report report = { 0 };
	struct seen seen = { .n = 0 };
	struct buffer text = { 0 };
	struct list_result r;
	char path[128];

	for (int i = 0; i < 1000; i++)
		buffer_text(&text, "no name\n");
	snprintf(path, sizeof(path), "%s/wrong.list", scratch());
	file_write(path, text.p, text.len, 0644);
	r = list_read(path, &o, &report, note, &seen);
	is_number(r.rejects, 1000, "all that is wrong is counted");
	is_number(report.errors, 5, ": and as much reported as is wanted");
	ok(strstr(report.text.p, ": 1000 lines were rejected"),
	   "with their number");
	conf_report_done(&report);
	buffer_done(&text);
}

static void test_long_line(void)
{
	struct conf_report report = { 0 };
	struct seen seen = { .n = 0 };
	struct buffer text = { 0 };
	struct list_result r;
	char path[128];

	buffer_text(&text, "a.example\n");
	memset(buffer_extend(&text, 3000000), 'x', 3000000);
	buffer_text(&text, "\nb.example");
	snprintf(path, sizeof(path), "%s/long.list", scratch());
	file_write(path, text.p, text.len, 0644);
	r = list_read(path, NULL, &report, note, &seen);
	ok(r.names == 2 && r.rejects == 1 && seen.lines[1] == 3,
	   "a line of 3 MB is one wrong line");
	conf_report_done(&report);
	buffer_done(&text);
}

int main(void)
{
	test_names();
	test_prefixes();
	test_nothing();
	test_wrong();
	test_longest();
	test_random();
	test_read();
	test_foreign();
	test_many_wrong();
	test_long_line();
	return done_testing();
}
