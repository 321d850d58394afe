/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looks into tables of commands. */

#include <stdio.h>
#include <string.h>

#include "lib/array.h"
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

/* "un" and "dis" before a command that can be taken back. */
static const struct command *opposite(const struct command *table,
				      const char *name)
{
	static const char *const before[] = { "un", "dis", "de" };
	const struct command *c;

	for (size_t i = 0; i < ARRAY_SIZE(before); i++) {
		size_t len = strlen(before[i]);

		if (strncmp(name, before[i], len) != 0)
			continue;
		c = command_find(table, name + len);
		if (c && option_set_has(command_own(c), OPTION_REMOVE))
			return c;
	}
	return NULL;
}

const char *command_meant(const struct command *table, const char *name,
			  char text[COMMAND_MEANT])
{
	const struct command *c = opposite(table, name), *verb;

	if (c) {
		snprintf(text, COMMAND_MEANT, "%s --remove", c->name);
		return text;
	}
	for (c = table; c->name; c++) {
		verb = c->verbs ? command_find(c->verbs, name) : NULL;
		if (!verb && kind_index(c->words[0], name) < 0)
			continue;
		snprintf(text, COMMAND_MEANT, "%s %.40s", c->name, name);
		return text;
	}
	return command_suggest(table, name);
}

struct option_set command_own(const struct command *c)
{
	static const unsigned char rows[] = { OPTION_CSV, OPTION_PLAIN, 0 };
	struct option_set own = option_set_of(c->options, COMMAND_OPTIONS);

	return c->forms != FORMS_ROWS ? own :
	       option_set_join(own, option_set_of(rows, sizeof(rows)));
}

struct option_set command_options(const struct command *c)
{
	struct option_set all = command_own(c);

	for (const struct command *v = c->verbs; v && v->name; v++)
		all = option_set_join(all, command_own(v));
	return all;
}
