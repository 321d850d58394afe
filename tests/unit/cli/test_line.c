/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Command lines part by part: whole ones, and mistakes in them. */

#include <stdio.h>

#include "tests/unit/tap.h"
#include "tools/cli/line.h"

static const struct command verbs[] = {
	{ .name = "list", .options = { OPTION_CSV } },
	{ .name = "add", .options = { OPTION_CLIENT }, .max_words = 1 },
	{ .name = NULL }
};

static const struct command table[] = {
	{ .name = "log", .options = { OPTION_FOLLOW, OPTION_LIMIT },
	  .max_words = -1 },
	{ .name = "except", .verbs = verbs },
	{ .name = NULL }
};

static const char *const part_words[] = {
	[LINE_END] = "end", [LINE_COMMAND] = "command", [LINE_VERB] = "verb",
	[LINE_WORD] = "word", [LINE_OPTION] = "option",
	[LINE_NO_COMMAND] = "no-command", [LINE_NO_VERB] = "no-verb",
	[LINE_NO_OPTION] = "no-option", [LINE_NO_VALUE] = "no-value",
	[LINE_NO_FLAG] = "no-flag",
};

/* "command=log option:limit=5 end" */
static const char *walk(const char *text)
{
	static char out[512];
	char copy[128], *argv[16], *next = copy, *word;
	struct line l = line_over(table, 0, argv);
	enum line_part part;
	size_t n = 0;

	snprintf(copy, sizeof(copy), "%s", text);
	while ((word = strsep(&next, " ")))
		argv[l.argc++] = word;
	l.argc -= !*text;
	do {
		part = line_next(&l);
		n += (size_t)snprintf(out + n, sizeof(out) - n, "%s%s%s%s%s%s",
			n ? " " : "", part_words[part], l.option ? ":" : "",
			l.option ? l.option->name : "",
			part == LINE_END || !l.text ? "" : "=",
			part == LINE_END || !l.text ? "" : l.text);
	} while (part != LINE_END);
	return out;
}

static void test_whole(void)
{
	is_text(walk(""), "end", "an empty line");
	is_text(walk("log"), "command=log end", "a command");
	is_text(walk("--json log x -f y"),
		"option:json command=log word=x option:follow word=y end",
		"options anywhere");
	is_text(walk("log --limit 5 --limit=6 -n7 -n 8"),
		"command=log option:limit=5 option:limit=6 option:limit=7 "
		"option:limit=8 end", "values behind and attached");
	is_text(walk("log -fn5 -ffh"),
		"command=log option:follow option:limit=5 option:follow "
		"option:follow option:help end", "letters together");
	is_text(walk("log --limit --json"), "command=log option:limit=--json "
		"end", "a value may look like an option");
	is_text(walk("log --limit="), "command=log option:limit= end",
		": and be empty");
	is_text(walk("log - -- -f --"), "command=log word=- word=-f word=-- "
		"end", "behind -- are words only, and - is one");
	is_text(walk("-- log -f"), "command=log word=-f end",
		"even before the command");
	is_text(walk("--csv except -c f add x"), "option:csv command=except "
		"option:config=f verb=add word=x end", "a command's word");
	is_text(walk("log -oops.example --f.example -fx.example"),
		"command=log word=-oops.example word=--f.example "
		"word=-fx.example end", "a name that begins with a hyphen");
	is_text(walk("log -n5.example -c.example"), "command=log "
		"option:limit=5.example option:config=.example end",
		": unless an option takes it");
	is_text(walk("-quux.example"), "no-option=-quux.example end",
		": nor where no word goes");
	is_text(walk("log a.gz verify"), "command=log word=a.gz word=verify "
		"end", "a file where the first word takes some");
}

static void test_mistakes(void)
{
	is_text(walk("logs"), "no-command=logs end", "an unknown command");
	is_text(walk("lo"), "no-command=lo end", ": none is abbreviated");
	is_text(walk("except ad"), "command=except no-verb=ad end",
		": nor a word");
	is_text(walk("log --js"), "command=log no-option=--js end",
		": nor an option");
	is_text(walk("log --jsonx --csv=1"), "command=log no-option=--jsonx "
		"no-flag=--csv=1 end", "a longer one, a flag with a value");
	is_text(walk("log -fq x"), "command=log option:follow no-option=-fq "
		"word=x end", "an unknown letter among known");
	is_text(walk("log --limit"), "command=log no-value:limit end",
		"a value that is missing");
	is_text(walk("log -fn"), "command=log option:follow no-value:limit "
		"end", "behind letters too");
	is_text(walk("log --"), "command=log end", "-- without more");
	is_text(walk("log --= -="), "command=log no-option=--= no-option=-= "
		"end", "no name at all");
}

/* "csv client" */
static const char *named(struct option_set s)
{
	static char out[512];
	size_t n = 0;

	*out = '\0';
	for (size_t i = 0; i < OPTIONS; i++)
		if (option_set_has(s, i))
			n += (size_t)snprintf(out + n, sizeof(out) - n, "%s%s",
					      n ? " " : "", options[i].name);
	return out;
}

static struct option_set own(struct option_set s)
{
	return option_set_less(s, options_global());
}

static void test_options(void)
{
	char *argv[] = { (char []){ "except" }, (char []){ "list" } };
	struct line l = line_over(table, 2, argv);

	is_text(named(own(line_options(&l))), "csv client limit follow",
		"before the command any");
	line_next(&l);
	is_text(named(own(line_options(&l))), "csv client",
		": then those of its words");
	line_next(&l);
	is_text(named(own(line_options(&l))), "csv", ": then the word's");
	is_text(named(options_global()), "config socket json color "
		"no-pager help version", "and those of every command");
}

static void test_take(void)
{
	char *argv[] = { (char []){ "--json" }, (char []){ "except" },
			 (char []){ "--client=a" }, (char []){ "add" },
			 (char []){ "x" } };
	struct line l = line_over(table, 5, argv);
	char *words[6];
	struct args a = { .words = words };
	enum line_part part;

	while ((part = line_next(&l)) != LINE_END)
		line_take(&l, part, &a);
	ok(a.as_json && !a.as_csv, "flags");
	is_text(a.client, "a", "values");
	ok(a.command == &table[1] && a.verb == &verbs[1], "rows");
	is_number(a.nwords, 2, "words, the one that chose first");
	is_text(a.words[0], "add", ": that one");
	is_text(a.words[1], "x", ": and the next");
	is_number(l.nwords, 1, ": which is the only one behind it");
	is_text(named(l.seen), "json client", "the options there were");
}

static void test_tables(void)
{
	ok(command_find(table, "log") == &table[0], "found");
	ok(!command_find(table, ""), ": nothing has no name");
	is_text(command_suggest(table, "lgo"), "log", "the nearest");
	is_text(command_suggest(table, "exceptions"), "except", ": or longer");
	ok(!command_suggest(table, "zzz"), ": or none");
	is_text(named(command_options(&table[1])), "csv client",
		"options of all words");
}

int main(void)
{
	test_whole();
	test_mistakes();
	test_options();
	test_take();
	test_tables();
	return done_testing();
}
