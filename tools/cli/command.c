/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looks into tables of commands. */

#include <string.h>

#include "lib/suggest.h"
#include "tools/cli/command.h"

const struct command *command_chosen(const struct args *a)
{
	return a->verb ? a->verb : a->command && a->command->verbs ?
	       a->command->verbs : a->command;
}

const struct command *command_find(const struct command *table,
				   const char *name)
{
	for (; table->name; table++)
		if (strcmp(table->name, name) == 0)
			return table;
	return NULL;
}

const char *command_suggest(const struct command *table, const char *name)
{
	size_t n = 0;

	while (table[n].name)
		n++;
	return suggest(name, &table->name, n, sizeof(*table));
}

uint64_t command_own(const struct command *c)
{
	return c->options | (c->forms == FORMS_ROWS ? OPTION_BIT(OPTION_CSV) |
			     OPTION_BIT(OPTION_PLAIN) : 0);
}

uint64_t command_options(const struct command *c)
{
	uint64_t all = command_own(c);

	for (const struct command *v = c->verbs; v && v->name; v++)
		all |= command_own(v);
	return all;
}
