/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Plain lists: what a line means, and what is no entry. */

#include <stdio.h>

#include "lib/file.h"
#include "lib/name.h"
#include "ruleset/list.h"
#include "tests/unit/tap.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Parses at a guard page, as a line of a file without its newline. */
static bool parse(const char *line, size_t len, struct list_entry *e,
		  const char **error)
{
	struct guard g = guard_copy(line, len);
	bool entry = list_parse_line((char *)g.p, g.len, e, error);

	guard_free(&g);
	return entry;
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
		{ "xn--mller-kva.de", LIST_SUFFIX, "xn--mller-kva.de" },
		{ "_dmarc.example.com", LIST_SUFFIX, "_dmarc.example.com" },
		{ "1.2.3.4.example", LIST_SUFFIX, "1.2.3.4.example" },
		{ "abc.de", LIST_SUFFIX, "abc.de" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct list_entry e = { .line = 77 };
		const char *error = "old";

		ok(parse(rows[i].line, strlen(rows[i].line), &e, &error) &&
		   !error && e.kind == rows[i].kind, "name %zu is one", i);
		is_text(e.name, rows[i].name, "and written so");
		is_number(e.line, 77, "its line is left to the caller");
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
	};
	char text[ADDRESS_TEXT];

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct list_entry e;
		const char *error;

		ok(parse(rows[i].line, strlen(rows[i].line), &e, &error) &&
		   e.kind == LIST_PREFIX, "prefix %zu is one", i);
		is_text(prefix_format(&e.prefix, text), rows[i].want,
			"and is this one");
	}
}

static void test_nothing(void)
{
	static const char *const rows[] = {
		"", " ", "\t \r", "#", "# example.com", "   # 192.0.2.1", "##",
	};
	struct list_entry e;
	const char *error;

	for (size_t i = 0; i < COUNT(rows); i++) {
		error = "old";
		ok(!parse(rows[i], strlen(rows[i]), &e, &error) && !error,
		   "line %zu is empty, not wrong", i);
	}
}

static void test_wrong(void)
{
	static const char *const rows[] = {
		"com", "*.com", ".com", "full:localhost", "*.", ".", "*",
		"..example.com", "full:", "full:.", "a b.com", "a.com b.com",
		"-a.com", "a_b-.com", "a..com", "a.com..", "*a.com",
		"a.*.com", "full:192.0.2.1", "full:192.0.2.0/24",
		"192.0.2.256", "192.0.2", "1", "0300.0.2.1", "192.0.2.1/24",
		"192.0.2.0/33", "192.0.2.0-192.0.2.9", "2001:db8::1/32", ":",
		"/", "/24", "http://example.com", "example.com/path",
		"example.com:443", "127.0.0.1 example.com", "||example.com^",
		"m\xc3\xbcller.de", "\xef\xbb\xbf" "example.com", "a\x1b[1m.b",
		"full:*.example.com", "full:.example.com",
		"\"example.com\"", "example.com,", "domain:example.com",
	};
	char longer[400];
	struct list_entry e;
	const char *error;

	for (size_t i = 0; i < COUNT(rows); i++) {
		error = NULL;
		ok(!parse(rows[i], strlen(rows[i]), &e, &error) && error,
		   "wrong line %zu is refused with a reason", i);
	}
	ok(!parse("a.com\0b", 7, &e, &error) && error, "a NUL is refused");
	ok(!parse("#\0", 2, &e, &error) && error, "in a comment too");
	memset(longer, 'a', sizeof(longer));
	for (size_t len = 250; len <= sizeof(longer); len++) {
		error = NULL;
		if (!parse(longer, len, &e, &error) && error)
			continue;
		ok(false, "a label of %zu letters is refused", len);
		return;
	}
	ok(true, "no length of a line goes past the entry");
}

static void test_longest(void)
{
	char name[256], line[512];
	struct list_entry e;
	const char *error;

	memset(name, 'a', sizeof(name));
	name[63] = name[127] = name[191] = '.';
	snprintf(line, sizeof(line), "%.253s", name);
	ok(parse(line, strlen(line), &e, &error) && strlen(e.name) == 253,
	   "a name of 253 letters");
	snprintf(line, sizeof(line), "%.253s.", name);
	ok(parse(line, strlen(line), &e, &error) && strlen(e.name) == 253,
	   "with a dot behind it");
	snprintf(line, sizeof(line), "%.254s", name);
	ok(!parse(line, strlen(line), &e, &error) && error,
	   "one of 254 is none");
	snprintf(line, sizeof(line), "%60s%.180s%60s", "", name, "# comment");
	ok(parse(line, strlen(line), &e, &error) && strlen(e.name) == 180,
	   "space and comments do not count");
}

static void test_random(void)
{
	static const char likely[] = "*.full:#/:- 19abA\t\r";
	unsigned wrong = 0, entries = 0;

	for (int round = 0; round < 50000; round++) {
		char line[20];
		size_t len = random_next() % sizeof(line);
		struct list_entry e;
		const char *error;

		for (size_t i = 0; i < len; i++)
			line[i] = random_next() % 16 ?
				  likely[random_next() % (COUNT(likely) - 1)] :
				  (char)random_next();
		if (!list_parse_line(line, len, &e, &error))
			continue;
		entries++;
		wrong += error != NULL;
		if (e.kind != LIST_PREFIX)
			wrong += !name_is_hostname(e.name, strlen(e.name)) ||
				 !strchr(e.name, '.');
	}
	ok(entries > 100, "random lines have some entries");
	is_number(wrong, 0, "and each of them is a good one");
}

struct seen {
	unsigned lines[16];
	size_t n;
};

static void note(const struct list_entry *e, void *arg)
{
	struct seen *s = arg;

	if (s->n < 16)
		s->lines[s->n++] = e->line;
}

static void test_read(void)
{
	static const char text[] =
		"# head\r\n" "example.com\r\n" "\n" "bad name\n"
		"192.0.2.1\n" "192.0.2.1/8\n" "z\0ero.com\n"
		"*.a.example\n" "\x1b]0;owned\a.com\n" "full:last.example";
	static const unsigned want[] = { 2, 5, 8, 10 };
	struct conf_report report = { 0 };
	struct seen seen = { .n = 0 };
	char path[128], line[200];
	unsigned controls = 0;

	snprintf(path, sizeof(path), "%s/x.list", scratch());
	file_write(path, text, sizeof(text) - 1, 0644);
	ok(!list_read(path, &report, note, &seen), "a list with bad lines");
	ok(seen.n == COUNT(want) &&
	   memcmp(seen.lines, want, sizeof(want)) == 0,
	   "its good ones are added, in order, with their lines");
	is_number(report.errors, 4, "its bad ones reported");
	snprintf(line, sizeof(line), "%s:4: \"bad name\": not", path);
	ok(strstr(report.text.p, line), "by file, line and what is there");
	snprintf(line, sizeof(line), "%s:6: \"192.0.2.1/8\": not", path);
	ok(strstr(report.text.p, line), "a prefix too");
	snprintf(line, sizeof(line), "%s:7: ", path);
	ok(strstr(report.text.p, line), "and a NUL");
	for (size_t i = 0; i < report.text.len; i++)
		controls += (uint8_t)report.text.p[i] < ' ' &&
			    report.text.p[i] != '\n';
	is_number(controls, 0, "no list speaks to a terminal by a mistake");
	conf_report_done(&report);

	snprintf(path, sizeof(path), "%s/none.list", scratch());
	seen.n = 0;
	ok(list_read(path, &report, note, &seen) && seen.n == 0 &&
	   report.errors == 0, "a missing list has nothing");
	ok(!list_read(scratch(), &report, note, &seen) &&
	   report.errors == 1 && strstr(report.text.p, scratch()),
	   "a folder is a mistake");
	conf_report_done(&report);
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
	return done_testing();
}
