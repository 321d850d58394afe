/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon, the command line. */

#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "lib/alloc.h"
#include "lib/log.h"
#include "ruleset/config/config.h"
#include "ruleset/config/config_load.h"
#include "tools/cli/answer.h"
#include "tools/cli/complete.h"
#include "tools/cli/help.h"
#include "tools/cli/pager.h"
#include "tools/cli/parse.h"
#include "tools/commands.h"

static void print_version(const struct args *a)
{
	struct answer *an = answer_begin(a, "cordon.version/1");

	answer_put(an, "version", cell_text(CORDON_VERSION));
	answer_say(an, "cordon " CORDON_VERSION "\n");
	answer_end(an);
}

static int run_command(const struct args *a)
{
	const struct command *c = command_chosen(a);

	if (c->paged)
		pager_start(a);
	return c->run(a);
}

static int run(struct args *a)
{
	/* These have no rows, whatever the command has that they are asked
	 * of. */
	if (a->help || a->version)
		a->as_csv = a->as_plain = false;
	if (a->version)
		print_version(a);
	else if (a->help || !a->command)
		help_print(a, a->command, a->verb);
	else
		return run_command(a);
	return a->command || a->help || a->version ? 0 : EX_USAGE;
}

int main(int argc, char **argv)
{
	struct args a = { .config = CONFIG_FILE, .commands = commands };
	int status;

	setlocale(LC_ALL, "");
	/* Texts are UTF-8, whatever the locale of a cron job or a console. */
	if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		setlocale(LC_CTYPE, "C.UTF-8");
	log_init("cordon", false);
	if (argc > 1 && strcmp(argv[1], COMPLETE_WORD) == 0)
		return complete(commands, argc - 2, argv + 2);
	a.words = xcalloc((size_t)argc + 1, sizeof(*a.words));
	if (argc > 1)
		parse_line(&a, argc - 1, argv + 1);
	status = run(&a);
	free(a.words);
	if (fflush(stdout) != 0 || ferror(stdout))
		fatal("standard output");
	return status;
}
