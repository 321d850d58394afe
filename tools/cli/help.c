/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon help: the table of commands, for people and for programs. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "lib/alloc.h"
#include "lib/json.h"
#include "lib/log.h"
#include "tools/cli/line.h"

enum { LEFT = 24 };	/* columns of what is explained */

/* --- for people ------------------------------------------------------ */

/* Which words of a command take an option, "(pin, freeze)"; nothing where it
 * has none, or where all do. */
static void put_takers(struct buffer *out, const struct command *c,
		       uint64_t bit)
{
	const char *before = "(";
	bool all = true;

	for (const struct command *v = c->verbs; v && v->name; v++)
		all = all && (v->options & bit);
	if (all || !bit)
		return;
	for (const struct command *v = c->verbs; v->name; v++) {
		if (!(v->options & bit))
			continue;
		buffer_printf(out, "%s%s", before, v->name);
		before = ", ";
	}
	buffer_char(out, ')');
}

static void print_option(const struct command *c, const struct option_row *o)
{
	struct buffer takers = { 0 };
	char left[40];

	buffer_text(&takers, "");
	put_takers(&takers, c, OPTION_BIT(o - options) & ~OPTIONS_GLOBAL);
	snprintf(left, sizeof(left), "%c%c%c --%s%s%s",
		 o->letter ? '-' : ' ', o->letter ? o->letter : ' ',
		 o->letter ? ',' : ' ', o->name, o->value ? " " : "",
		 o->value ? o->value : "");
	printf("  %-*s %s%s%s\n", LEFT, left, o->help, takers.len == 0 ? "" :
	       LEFT + strlen(o->help) + takers.len > 76 ?
	       "\n                           " : " ", takers.p);
	buffer_done(&takers);
}

static void print_options(const struct command *c, uint64_t set)
{
	for (size_t i = 0; i < OPTIONS; i++)
		if (set & OPTION_BIT(i))
			print_option(c, &options[i]);
}

static void print_examples(const char *examples)
{
	const char *end;

	puts("\nexamples:");
	for (; *examples; examples = *end ? end + 1 : end) {
		end = strchrnul(examples, '\n');
		printf("  %.*s\n", (int)(end - examples), examples);
	}
}

static void print_verbs(const struct command *c)
{
	printf("\nwords (without any: %s); \"cordon help %s WORD\" explains "
	       "one:\n", c->verbs->name, c->name);
	for (const struct command *v = c->verbs; v->name; v++) {
		char left[40];

		snprintf(left, sizeof(left), "%s %s", v->name, v->arguments);
		printf("  %-*s %s\n", LEFT, left, v->summary);
	}
}

static void print_one(const struct command *c, const struct command *verb)
{
	const struct command *row = verb ? verb : c;
	const char *space = verb ? " " : "", *name = verb ? verb->name : "";
	uint64_t own = command_options(row);

	printf("cordon %s%s%s - %s\n\nusage: cordon %s%s%s%s%s%s\n", c->name,
	       space, name, row->summary, c->name, space, name,
	       own ? " [options]" : "", *row->arguments ? " " : "",
	       row->arguments);
	if (row->verbs)
		print_verbs(row);
	if (own) {
		puts("\noptions:");
		print_options(row, own);
	}
	puts("\noptions of every command:");
	print_options(row, OPTIONS_GLOBAL);
	print_examples(row->examples);
}

/* No more than a screen of 24 lines. */
static void print_all(const struct command *commands)
{
	const char *task = "";

	puts("usage: cordon COMMAND [options]; \"cordon help COMMAND\" "
	     "explains one of them\n");
	for (const struct command *c = commands; c->name; c++) {
		printf("%-8s%-11s%s\n", strcmp(c->task, task) == 0 ? "" :
		       c->task, c->name, c->summary);
		task = c->task;
	}
	printf("\nall take:");
	for (size_t i = 0; i < OPTIONS; i++)
		if (OPTIONS_GLOBAL & OPTION_BIT(i))
			printf(" --%s%s%s", options[i].name,
			       options[i].value ? " " : "",
			       options[i].value ? options[i].value : "");
	putchar('\n');
}

/* --- for programs ---------------------------------------------------- */

static void put_options(struct json *j, const char *key, uint64_t set)
{
	json_open(j, key, '[');
	for (size_t i = 0; i < OPTIONS; i++) {
		char letter[2] = { options[i].letter };

		if (!(set & OPTION_BIT(i)))
			continue;
		json_open(j, NULL, '{');
		json_text(j, "name", options[i].name);
		json_text(j, "letter", letter);
		json_text(j, "value", options[i].value ? options[i].value : "");
		json_text(j, "help", options[i].help);
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void put_examples(struct json *j, const char *examples)
{
	const char *end;

	json_open(j, "examples", '[');
	for (; *examples; examples = *end ? end + 1 : end) {
		char *line;

		end = strchrnul(examples, '\n');
		line = xstrndup(examples, (size_t)(end - examples));
		json_text(j, NULL, line);
		free(line);
	}
	json_close(j, ']');
}

static void put_command(struct json *j, const struct command *c)
{
	json_open(j, NULL, '{');
	json_text(j, "name", c->name);
	if (c->task)
		json_text(j, "task", c->task);
	json_text(j, "arguments", c->arguments);
	json_text(j, "summary", c->summary);
	put_examples(j, c->examples);
	put_options(j, "options", c->options);
	json_open(j, "words", '[');
	for (const struct command *v = c->verbs; v && v->name; v++)
		put_command(j, v);
	json_close(j, ']');
	json_close(j, '}');
}

/* One command, or all. */
static void print_json(const struct command *commands,
		       const struct command *c)
{
	struct buffer out = { 0 };
	struct json j = json_into(&out);

	json_open(&j, NULL, '{');
	json_text(&j, "schema", "cordon.help/1");
	put_options(&j, "options", OPTIONS_GLOBAL);
	json_open(&j, "commands", '[');
	if (c)
		put_command(&j, c);
	for (const struct command *all = commands; !c && all->name; all++)
		put_command(&j, all);
	json_close(&j, ']');
	json_close(&j, '}');
	puts(out.p);
	buffer_done(&out);
}

void help_print(const struct args *a, const struct command *c,
		const struct command *verb)
{
	if (a->json)
		print_json(a->commands, verb ? verb : c);
	else if (c)
		print_one(c, verb);
	else
		print_all(a->commands);
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
