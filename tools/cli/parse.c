/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads a command line by the table of commands. */

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "lib/array.h"
#include "lib/buffer.h"
#include "lib/log.h"
#include "lib/visible.h"
#include "tools/cli/line.h"
#include "tools/cli/parse.h"

/* --- refusing -------------------------------------------------------- */

/* The end of a message: where to read more. */
static const char *more(const struct line *l, char text[80])
{
	snprintf(text, 80, "see \"cordon help%s%s%s%s\"",
		 l->command ? " " : "", l->command ? l->command->name : "",
		 l->verb ? " " : "", l->verb ? l->verb->name : "");
	return text;
}

/* 'WHAT "FOUND"; NEXT see ...'; `next` may be "". */
static void refuse(const struct line *l, const char *what, const char *found,
		   const char *next)
{
	struct buffer safe = { 0 };
	char see[80];

	buffer_text(&safe, "");
	visible_text(&safe, found);
	fatalx_status(EX_USAGE, "%s \"%s\"; %s%s%s", what, safe.p, next,
		      *next ? " " : "", more(l, see));
}

/* The next step where `near` was meant; "" for NULL. */
static const char *meant(const char *near, char text[80])
{
	*text = '\0';
	if (near)
		snprintf(text, 80, "did you mean \"%s\"?", near);
	return text;
}

/* A word of a kind whose words are all known: the nearest, or which. */
static void refuse_value(const struct line *l, const char *what, enum kind k,
			 const char *found)
{
	struct buffer known = { 0 };
	const char *word, *help;
	char near[80];

	for (size_t i = 0; (word = kind_word(k, i, &help)); i++)
		buffer_printf(&known, "%s%s", i ? ", " : "it knows ", word);
	if (known.p)
		buffer_char(&known, ';');
	refuse(l, what, found, *meant(kind_suggest(k, found), near) ? near :
	       known.p ? known.p : "");
}

static void refuse_option(const struct line *l)
{
	const char *near = NULL;
	char name[64], see[80];

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(l->text, "="),
		 l->text);
	if (strncmp(name, "--", 2) == 0)
		near = option_suggest(name + 2, line_options(l));
	if (!near)
		refuse(l, "unknown option", l->text, "");
	fatalx_status(EX_USAGE, "unknown option %s; did you mean --%s? %s",
		      name, near, more(l, see));
}

static void refuse_part(const struct line *l, enum line_part part)
{
	char what[80], near[80], see[80];

	switch (part) {
	case LINE_NO_COMMAND:
		refuse(l, "unknown command", l->text,
		       meant(command_meant(l->commands, l->text, what), near));
		break;
	case LINE_NO_VERB:
		snprintf(what, sizeof(what), "\"cordon %s\" has no",
			 l->command->name);
		refuse(l, what, l->text,
		       meant(command_suggest(l->command->verbs, l->text),
			     near));
		break;
	case LINE_NO_OPTION:
		refuse_option(l);
		break;
	case LINE_NO_FLAG:
		refuse(l, "an option without value has one:", l->text, "");
		break;
	case LINE_NO_VALUE:
		fatalx_status(EX_USAGE, "--%s needs a value, %s (%s); %s",
			      l->option->name, l->option->value,
			      l->option->help, more(l, see));
	default:
		break;
	}
}

/* An option that another command takes. */
static void refuse_foreign(const struct line *l, const struct command *row,
			   const struct option_row *o)
{
	size_t n = (size_t)(o - options);
	struct buffer takers = { 0 };

	for (const struct command *c = l->commands; c->name; c++) {
		bool own = c == l->command;

		if (!own && option_set_has(command_options(c), n))
			buffer_printf(&takers, "%s%s", takers.len ? ", " : "",
				      c->name);
		for (const struct command *v = own ? c->verbs : NULL;
		     v && v->name; v++)
			if (option_set_has(command_own(v), n))
				buffer_printf(&takers, "%s%s %s", takers.len ?
					      ", " : "", c->name, v->name);
	}
	fatalx_status(EX_USAGE, "\"cordon %s%s%s\" does not take --%s; it "
		      "belongs to: %s", l->command->name,
		      row == l->command ? "" : " ",
		      row == l->command ? "" : row->name, o->name,
		      takers.len ? takers.p : "nothing");
}

/* --- checking -------------------------------------------------------- */

static void check_value(const struct line *l)
{
	const struct option_row *o = l->option;
	char what[80];

	if (o->kind == KIND_NONE || kind_takes(o->kind, l->text))
		return;
	snprintf(what, sizeof(what), "--%s does not know", o->name);
	refuse_value(l, what, o->kind, l->text);
}

static void check_words(const struct line *l, const struct args *a,
			const struct command *row)
{
	char **words = a->words + (a->nwords - l->nwords);
	const char *name = l->command->name;
	const char *verb = row == l->command ? "" : row->name;
	const char *space = *verb ? " " : "";
	char what[80], see[80];

	if (l->nwords < row->min_words)
		fatalx_status(EX_USAGE, "%s what? usage: cordon %s%s%s %s; %s",
			      *verb ? verb : name, name, space, verb,
			      row->arguments, more(l, see));
	if (row->max_words >= 0 && l->nwords > row->max_words) {
		snprintf(what, sizeof(what), "\"cordon %s%s%s\" takes no",
			 name, space, verb);
		refuse(l, row->max_words ? "one word too many:" : what,
		       words[row->max_words], "");
	}
	for (int i = 0; i < l->nwords; i++) {
		enum kind k = row->words[i > 0 && row->words[1]];

		if (kind_takes(k, words[i]))
			continue;
		snprintf(what, sizeof(what), "\"cordon %s%s%s\" does not "
			 "know", name, space, verb);
		refuse_value(l, what, k, words[i]);
	}
}

/* Pairs of which one is meant. */
static const enum option pairs[][2] = {
	{ OPTION_JSON, OPTION_CSV }, { OPTION_JSON, OPTION_PLAIN },
	{ OPTION_CSV, OPTION_PLAIN }, { OPTION_NAGIOS, OPTION_JSON },
	{ OPTION_NAGIOS, OPTION_CSV }, { OPTION_NAGIOS, OPTION_PLAIN },
	{ OPTION_FOR, OPTION_UNTIL }, { OPTION_FOR, OPTION_CONFIRM },
	{ OPTION_FOR, OPTION_REMOVE }, { OPTION_FOR, OPTION_LIST },
	{ OPTION_LIST, OPTION_REMOVE }, { OPTION_TEXTFILE, OPTION_HTTP },
	{ OPTION_NAMES, OPTION_ANSWERS }, { OPTION_BOOT, OPTION_DRY_RUN },
};

static void refuse_both(const struct line *l)
{
	char see[80];

	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++)
		if (option_set_has(l->seen, pairs[i][0]) &&
		    option_set_has(l->seen, pairs[i][1]))
			fatalx_status(EX_USAGE, "give --%s or --%s, not both; "
				      "%s", options[pairs[i][0]].name,
				      options[pairs[i][1]].name, more(l, see));
}

/* What the first of them said would be passed over in silence. Where cordon
 * finds its things is what an alias says and who calls that says anew. */
static void refuse_again(const struct line *l, struct option_set seen)
{
	const struct command *row = l->verb ? l->verb :
		l->command && l->command->verbs ? l->command->verbs :
		l->command;
	size_t n = (size_t)(l->option - options);
	char see[80];

	if (n == OPTION_CONFIG || n == OPTION_SOCKET || (row &&
	    option_set_has(option_set_of(row->often, COMMAND_OPTIONS), n)))
		return;
	if (option_set_has(seen, n))
		fatalx_status(EX_USAGE, "--%s was given twice; %s",
			      l->option->name, more(l, see));
}

static void check_options(const struct line *l, const struct command *row)
{
	struct option_set own = option_set_join(options_global(),
						command_own(row));
	struct option_set foreign = option_set_less(l->seen, own);

	for (size_t i = 0; i < OPTIONS; i++)
		if (option_set_has(foreign, i))
			refuse_foreign(l, row, &options[i]);
	refuse_both(l);
}

/* --- reading --------------------------------------------------------- */

void parse_line(struct args *a, int argc, char **argv)
{
	struct line l = line_over(a->commands, argc, argv);
	const struct command *row;
	struct option_set seen = { .words = { 0 } };
	enum line_part part;

	while ((part = line_next(&l)) != LINE_END) {
		if (part >= LINE_NO_COMMAND)
			refuse_part(&l, part);
		if (part == LINE_OPTION) {
			refuse_again(&l, seen);
			check_value(&l);
		}
		line_take(&l, part, a);
		seen = l.seen;
	}
	if (a->nvalues == ARGS_VALUES)
		fatalx_status(EX_USAGE, "more than %d options with a value",
			      ARGS_VALUES - 1);
	row = command_chosen(a);
	if (!row || a->help || a->version)
		return;
	check_options(&l, row);
	check_words(&l, a, row);
}
