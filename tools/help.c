/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon help [COMMAND] */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "lib/alloc.h"
#include "lib/json.h"
#include "lib/log.h"
#include "lib/suggest.h"
#include "tools/command.h"

static void put_lines(struct json *j, const char *key, const char *text)
{
	const char *end;

	json_open(j, key, '[');
	for (; *text; text = *end ? end + 1 : end) {
		char *line;

		end = strchrnul(text, '\n');
		line = xstrndup(text, (size_t)(end - text));
		json_text(j, NULL, line);
		free(line);
	}
	json_close(j, ']');
}

/* All commands, or the one. */
static void print_json(const struct command *only)
{
	struct buffer out = { 0 };
	struct json j = json_into(&out);

	json_open(&j, NULL, '{');
	json_text(&j, "schema", "cordon.help/1");
	json_open(&j, "commands", '[');
	for (size_t i = 0; i < ncommands; i++) {
		const struct command *c = &commands[i];

		if (only && c != only)
			continue;
		json_open(&j, NULL, '{');
		json_text(&j, "name", c->name);
		json_text(&j, "arguments", c->arguments);
		json_text(&j, "summary", c->summary);
		json_bool(&j, "table", c->takes & TAKES_TABLE);
		put_lines(&j, "examples", c->examples);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_close(&j, '}');
	puts(out.p);
	buffer_done(&out);
}

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
	if (a->json)
		print_json(c);
	else
		command_help(c);
	return 0;
}
