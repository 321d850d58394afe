/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Command lines of cordond. */

#include <fcntl.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "lib/array.h"
#include "nfq/options.h"
#include "ruleset/config/config_load.h"
#include "tests/unit/tap.h"

static struct options o;

static void parse(const char *line)
{
	static char copy[128];
	char *words[16] = { "cordond" }, *rest = copy, *word;
	int n = 1;

	strncpy(copy, line, sizeof(copy) - 1);
	while ((word = strsep(&rest, " ")))
		if (*word)
			words[n++] = word;
	optind = 0;
	options_read(&o, n, words);
}

static void test_good(void)
{
	parse("");
	ok(o.action == ACTION_RUN && !o.verbose, ": nothing: it runs");
	is_text(o.config, CONFIG_FILE, "with the usual configuration");
	parse("-v -c /x");
	ok(o.action == ACTION_RUN && o.verbose, "verbose");
	is_text(o.config, "/x", "with another");
	parse("-nvc/y");
	ok(o.action == ACTION_CHECK && o.verbose && !strcmp(o.config, "/y"),
	   "letters together");
	parse("--check --verbose --config=/z --check");
	ok(o.action == ACTION_CHECK && o.verbose && !strcmp(o.config, "/z"),
	   "words, and one twice");
}

static void test_actions(void)
{
	static const struct {
		const char *line;
		enum action action;
	} lines[] = {
		{ "-n", ACTION_CHECK }, { "--load", ACTION_LOAD },
		{ "--remove", ACTION_REMOVE }, { "--sockets", ACTION_SOCKETS },
		{ "-V", ACTION_VERSION }, { "--version", ACTION_VERSION },
		{ "-h", ACTION_HELP }, { "--help", ACTION_HELP },
		{ "--load -c /x", ACTION_LOAD },
	};

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		parse(lines[i].line);
		is_number(o.action, lines[i].action, "%s", lines[i].line);
	}
}

/* The status it ends with, -1 if it goes on. */
static int ends_with(const char *line)
{
	pid_t child = fork();
	int status, null;

	if (child == 0) {
		null = open("/dev/null", O_WRONLY);
		dup2(null, STDERR_FILENO);
		parse(line);
		_exit(0);
	}
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void test_bad(void)
{
	static const char *const lines[] = {
		"-x", "--unknown", "-c", "--config", "word", "-n word",
		"--check=1", "-n --load", "--load --remove", "-nx",
	};

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
		is_number(ends_with(lines[i]), EX_USAGE, "\"%s\" is none",
			  lines[i]);
	is_number(ends_with("-v"), 0, "this is one");
}

int main(void)
{
	test_good();
	test_actions();
	test_bad();
	return done_testing();
}
