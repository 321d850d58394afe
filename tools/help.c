/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon help [COMMAND] */

#include <sysexits.h>

#include "lib/log.h"
#include "lib/suggest.h"
#include "tools/command.h"

int help_run(const struct args *a)
{
	const struct command *c = NULL;
	const char *near;

	if (a->nwords > 0) {
		c = command_find(a->words[0]);
		near = suggest(a->words[0], &commands[0].name, ncommands,
			       sizeof(commands[0]));
		if (!c && near)
			fatalx_status(EX_USAGE, "no command \"%s\"; did you "
				      "mean \"%s\"?", a->words[0], near);
		if (!c)
			fatalx_status(EX_USAGE, "no command \"%s\"",
				      a->words[0]);
	}
	command_help(c);
	return 0;
}
