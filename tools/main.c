/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon, the command line. */

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "lib/alloc.h"
#include "lib/log.h"
#include "lib/suggest.h"
#include "ruleset/config.h"
#include "tools/command.h"

/* The first word that is not an option or an option's value. */
static const struct command *find_command(const struct args *a)
{
	const struct command *c;
	const char *near;

	if (a->nwords == 0)
		return NULL;
	c = command_find(a->words[0]);
	if (c)
		return c;
	near = suggest(a->words[0], &commands[0].name, ncommands,
		       sizeof(commands[0]));
	if (near)
		fatalx_status(EX_USAGE, "unknown command \"%s\"; did you mean "
			      "\"%s\"?", a->words[0], near);
	fatalx_status(EX_USAGE, "unknown command \"%s\"; see \"cordon help\"",
		      a->words[0]);
}

/* Finds the command's name among the arguments: options before it are the
 * global ones. */
static int command_index(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (argv[i][0] != '-')
			return i;
		if (strcmp(argv[i], "-c") == 0 || strcmp(argv[i], "-s") == 0 ||
		    strcmp(argv[i], "--config") == 0 ||
		    strcmp(argv[i], "--socket") == 0 ||
		    strcmp(argv[i], "--color") == 0)
			i++;
	}
	return argc;
}

int main(int argc, char **argv)
{
	struct args a = { .config = CONFIG_FILE };
	const struct command *c;
	int at, status;

	setlocale(LC_ALL, "");
	log_init("cordon", false);
	a.words = xcalloc((size_t)argc, sizeof(*a.words));
	at = command_index(argc, argv);
	if (at < argc) {
		a.words[0] = argv[at];
		a.nwords = 1;
	}
	c = find_command(&a);
	a.nwords = 0;
	/* Without the command's name all that is left is its arguments. */
	if (at < argc)
		memmove(&argv[at], &argv[at + 1],
			(size_t)(argc - at) * sizeof(*argv));
	command_parse(c, &a, at < argc ? argc - 1 : argc, argv);
	if (a.version)
		puts("cordon " CORDON_VERSION);
	if (a.help || (!c && !a.version))
		command_help(c);
	status = !c && !a.help && !a.version ? EX_USAGE : 0;
	if (c && !a.help && !a.version)
		status = c->run(&a);
	free(a.words);
	if (fflush(stdout) != 0 || ferror(stdout))
		fatal("standard output");
	return status;
}
