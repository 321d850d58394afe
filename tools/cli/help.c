/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon help: the table of commands, for people and for programs. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "lib/alloc.h"
#include "lib/log.h"
#include "tools/cli/answer.h"
#include "tools/cli/help.h"

enum { LEFT = 24 };	/* columns of what is explained */

static const char *or_nothing(const char *text)
{
	return text ? text : "";
}

/* --- for people ------------------------------------------------------ */

/* Which words of a command take an option, "(pin, freeze)"; nothing where it
 * has none, or where all do. */
static void put_takers(struct buffer *out, const struct command *c,
		       size_t option)
{
	const char *before = "(";
	bool all = true;

	for (const struct command *v = c->verbs; v && v->name; v++)
		all = all && option_set_has(command_own(v), option);
	if (all || option_set_has(options_global(), option))
		return;
	for (const struct command *v = c->verbs; v->name; v++) {
		if (!option_set_has(command_own(v), option))
			continue;
		buffer_printf(out, "%s%s", before, v->name);
		before = ", ";
	}
	buffer_char(out, ')');
}

static void say_option(struct answer *an, const struct command *c,
		       const struct option_row *o)
{
	struct buffer takers = { 0 };
	char left[40];

	buffer_text(&takers, "");
	put_takers(&takers, c, (size_t)(o - options));
	snprintf(left, sizeof(left), "%c%c%c --%s%s%s",
		 o->letter ? '-' : ' ', o->letter ? o->letter : ' ',
		 o->letter ? ',' : ' ', o->name, o->value ? " " : "",
		 or_nothing(o->value));
	answer_say(an, "  %-*s %s%s%s\n", LEFT, left, o->help,
		   takers.len == 0 ? "" :
		   LEFT + strlen(o->help) + takers.len > 76 ?
		   "\n                           " : " ", takers.p);
	buffer_done(&takers);
}

static void say_options(struct answer *an, const struct command *c,
			struct option_set set)
{
	for (size_t i = 0; i < OPTIONS; i++)
		if (option_set_has(set, i))
			say_option(an, c, &options[i]);
}

static void say_examples(struct answer *an, const char *examples)
{
	const char *end;

	answer_say(an, "\nexamples:\n");
	for (; *examples; examples = *end ? end + 1 : end) {
		end = strchrnul(examples, '\n');
		answer_say(an, "  %.*s\n", (int)(end - examples), examples);
	}
}

static void say_verbs(struct answer *an, const struct command *c)
{
	answer_say(an, "\nwords (without any: %s); \"cordon help %s WORD\" "
		   "explains one:\n", c->verbs->name, c->name);
	for (const struct command *v = c->verbs; v->name; v++) {
		char left[40];

		snprintf(left, sizeof(left), "%s %s", v->name,
			 or_nothing(v->arguments));
		answer_say(an, "  %-*s %s\n", LEFT, left, v->summary);
	}
}

static void say_one(struct answer *an, const struct command *c,
		    const struct command *verb)
{
	const struct command *row = verb ? verb : c;
	const char *space = verb ? " " : "", *name = verb ? verb->name : "";
	struct option_set own = command_options(row);
	bool some = !option_set_empty(own);

	answer_say(an, "cordon %s%s%s - %s\n\nusage: cordon %s%s%s%s%s%s\n",
		   c->name, space, name, row->summary, c->name, space, name,
		   some ? " [options]" : "", row->arguments ? " " : "",
		   or_nothing(row->arguments));
	if (row->verbs)
		say_verbs(an, row);
	if (some) {
		answer_say(an, "\noptions:\n");
		say_options(an, row, own);
	}
	answer_say(an, "\noptions of every command:\n");
	say_options(an, row, options_global());
	say_examples(an, row->examples);
}

/* What is asked for last is named only. */
static const char names_alone[] = "run";

/* No more than a screen of 24 lines. */
static void say_all(struct answer *an, const struct command *commands)
{
	const struct command *c = commands;
	const char *task = "";

	answer_say(an, "usage: cordon COMMAND [options]; \"cordon help "
		   "COMMAND\" explains one of them\n\n");
	for (; c->name && strcmp(c->task, names_alone) != 0; c++) {
		answer_say(an, "%-8s%-11s%s\n", strcmp(c->task, task) == 0 ?
			   "" : c->task, c->name, c->summary);
		task = c->task;
	}
	answer_say(an, "%-8s", names_alone);
	for (; c->name; c++)
		answer_say(an, "%s%s", c->name, c[1].name ? ", " : "\n");
	answer_say(an, "all:");
	for (size_t i = 0; i < OPTIONS; i++)
		if (option_set_has(options_global(), i))
			answer_say(an, " --%s%s%s", options[i].name,
				   options[i].value ? " " : "",
				   or_nothing(options[i].value));
	answer_say(an, "\n");
}

/* --- for programs ---------------------------------------------------- */

static void put_options(struct answer *an, const char *key,
			struct option_set set)
{
	static const struct column columns[] = {
		{ .key = "name" }, { .key = "letter" },
		{ .key = "value" }, { .key = "help" },
	};
	const struct grid table = {
		.key = key, GRID_COLUMNS(columns), .in = IN_JSON,
	};

	answer_table(an, &table);
	for (size_t i = 0; i < OPTIONS; i++)
		if (option_set_has(set, i))
			answer_row(an, cell_text(options[i].name),
				   cell_text((char[]) { options[i].letter,
							'\0' }),
				   cell_text(or_nothing(options[i].value)),
				   cell_text(options[i].help));
	answer_table_end(an);
}

static void put_examples(struct answer *an, const char *examples)
{
	const char *end;

	answer_open(an, "examples", '[');
	for (; *examples; examples = *end ? end + 1 : end) {
		char *line;

		end = strchrnul(examples, '\n');
		line = xstrndup(examples, (size_t)(end - examples));
		answer_put(an, NULL, cell_text(line));
		free(line);
	}
	answer_close(an);
}

static void put_command(struct answer *an, const struct command *c)
{
	answer_open(an, NULL, '{');
	answer_put(an, "name", cell_text(c->name));
	answer_put(an, "task", cell_text(c->task));
	answer_put(an, "arguments", cell_text(or_nothing(c->arguments)));
	answer_put(an, "summary", cell_text(c->summary));
	put_examples(an, c->examples);
	put_options(an, "options", command_own(c));
	answer_open(an, "words", '[');
	for (const struct command *v = c->verbs; v && v->name; v++)
		put_command(an, v);
	answer_close(an);
	answer_close(an);
}

/* One command, or all. */
static void put_commands(struct answer *an, const struct command *commands,
			 const struct command *c)
{
	put_options(an, "options", options_global());
	answer_open(an, "commands", '[');
	if (c)
		put_command(an, c);
	for (const struct command *all = commands; !c && all->name; all++)
		put_command(an, all);
	answer_close(an);
}

/* A row a command and word; those of one command, or all. */
static void put_rows(struct answer *an, const struct command *commands,
		     const struct command *only)
{
	static const struct column columns[] = {
		{ .key = "command", .head = "COMMAND" },
		{ .key = "word", .head = "WORD" },
		{ .key = "arguments", .head = "ARGUMENTS" },
		{ .key = "summary", .head = "SUMMARY" },
	};
	static const struct grid table = {
		GRID_COLUMNS(columns), .in = IN_ROWS,
	};

	answer_table(an, &table);
	for (const struct command *c = commands; c->name; c++) {
		if (only && only != c)
			continue;
		answer_row(an, cell_text(c->name), cell_text(""),
			   cell_text(c->arguments), cell_text(c->summary));
		for (const struct command *v = c->verbs; v && v->name; v++)
			answer_row(an, cell_text(c->name), cell_text(v->name),
				   cell_text(v->arguments),
				   cell_text(v->summary));
	}
	answer_table_end(an);
}

void help_print(const struct args *a, const struct command *c,
		const struct command *verb)
{
	struct answer *an = answer_begin(a, "cordon.help/1");

	if (c)
		say_one(an, c, verb);
	else
		say_all(an, a->commands);
	put_commands(an, a->commands, verb ? verb : c);
	put_rows(an, a->commands, c);
	answer_end(an);
}

/* --- cordon help [COMMAND [WORD]] ------------------------------------ */

static const struct command *find(const struct command *table,
				  const char *name, const char *of)
{
	const struct command *c = table ? command_find(table, name) : NULL;
	const char *near = table ? command_suggest(table, name) : NULL;

	if (c)
		return c;
	if (near)
		fatalx_status(EX_USAGE, "%s has no \"%s\"; did you mean "
			      "\"%s\"?", of, name, near);
	fatalx_status(EX_USAGE, "%s has no \"%s\"; see \"%s\"", of, name,
		      of);
}

int help_run(const struct args *a)
{
	const struct command *c = NULL, *verb = NULL;
	char of[64];

	if (a->nwords > 0)
		c = find(a->commands, a->words[0], "cordon help");
	if (a->nwords > 1) {
		snprintf(of, sizeof(of), "cordon help %s", c->name);
		verb = find(c->verbs, a->words[1], of);
	}
	help_print(a, c, verb);
	return 0;
}
