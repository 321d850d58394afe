/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A command line, part by part. */

#include <string.h>

#include "tools/cli/line.h"

struct line line_over(const struct command *table, int argc, char **argv)
{
	return (struct line) { .argv = argv, .argc = argc, .commands = table };
}

struct option_set line_options(const struct line *l)
{
	struct option_set all = options_global();

	if (l->verb)
		return option_set_join(all, command_own(l->verb));
	if (l->command)
		return option_set_join(all, command_options(l->command));
	for (const struct command *c = l->commands; c->name; c++)
		all = option_set_join(all, command_options(c));
	return all;
}

/* With an option that was found: `value` is what is attached to it, NULL if
 * nothing is. */
static enum line_part take_option(struct line *l, const struct option_row *o,
				  const char *value)
{
	l->option = o;
	l->seen = option_set_with(l->seen, (size_t)(o - options));
	l->text = o->kind == KIND_NONE ? NULL : value;
	if (o->kind == KIND_NONE)
		return LINE_OPTION;
	if (!value && l->at == l->argc)
		return LINE_NO_VALUE;
	if (!value)
		l->text = l->argv[l->at++];
	return LINE_OPTION;
}

static enum line_part take_long(struct line *l, const char *text)
{
	const char *end = strchrnul(text + 2, '=');
	const struct option_row *o = option_find(text + 2,
						 (size_t)(end - text - 2),
						 line_options(l));

	l->text = text;
	if (!o)
		return LINE_NO_OPTION;
	if (*end && o->kind == KIND_NONE)
		return LINE_NO_FLAG;
	return take_option(l, o, *end ? end + 1 : NULL);
}

/* The next of "-abc": flags, and at last one whose value may be the rest. */
static enum line_part take_letter(struct line *l)
{
	const struct option_row *o = option_of_letter(*l->letters);
	const char *rest = l->letters + 1;

	if (!o) {
		l->text = l->argv[l->at - 1];
		l->letters = NULL;
		return LINE_NO_OPTION;
	}
	l->letters = *rest && o->kind == KIND_NONE ? rest : NULL;
	return take_option(l, o, *rest ? rest : NULL);
}

static bool takes_words(const struct line *l)
{
	const struct command *row = l->verb ? l->verb : l->command;

	return row && (l->verb || !row->verbs) && row->max_words != 0;
}

/* Do its letters come to options of this command? */
static bool has_letters(const struct line *l, const char *letters)
{
	struct option_set known = line_options(l);

	for (; *letters; letters++) {
		const struct option_row *o = option_of_letter(*letters);

		if (!o || !option_set_has(known, (size_t)(o - options)))
			return false;
		if (o->kind != KIND_NONE)
			return true;
	}
	return true;
}

/* A name whose first label begins with a hyphen, as some of adverts do: no
 * option has a dot in it. */
static bool is_name(const struct line *l, const char *text)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789-_.";

	return takes_words(l) && strchr(text, '.') &&
	       strspn(text, letters) == strlen(text) &&
	       (text[1] == '-' || !has_letters(l, text + 1));
}

/* A file, where the word that is meant without any takes some: what may be a
 * slip of a word's name is none. */
static bool is_for_first(const struct command *verbs, const char *word)
{
	return verbs->max_words != 0 &&
	       (strpbrk(word, "./") || strcmp(word, "-") == 0);
}

static enum line_part take_word(struct line *l, const char *word)
{
	const struct command *found;

	l->text = word;
	if (!l->command) {
		found = command_find(l->commands, word);
		if (!found)
			return LINE_NO_COMMAND;
		l->command = found;
		return LINE_COMMAND;
	}
	if (l->command->verbs && !l->verb) {
		found = command_find(l->command->verbs, word);
		if (!found && !is_for_first(l->command->verbs, word))
			return LINE_NO_VERB;
		l->verb = found ? found : l->command->verbs;
		if (found)
			return LINE_VERB;
	}
	l->nwords++;
	return LINE_WORD;
}

enum line_part line_next(struct line *l)
{
	const char *text;

	l->option = NULL;
	if (l->letters)
		return take_letter(l);
	if (l->at == l->argc)
		return LINE_END;
	text = l->argv[l->at++];
	if (!l->words_only && strcmp(text, "--") == 0) {
		l->words_only = true;
		return line_next(l);
	}
	if (l->words_only || text[0] != '-' || !text[1] || is_name(l, text))
		return take_word(l, text);
	if (text[1] == '-')
		return take_long(l, text);
	l->letters = text + 1;
	return take_letter(l);
}

void line_take(const struct line *l, enum line_part part, struct args *a)
{
	void *field = l->option ? (char *)a + l->option->offset : NULL;

	a->command = l->command;
	a->verb = l->verb;
	if (part == LINE_OPTION && l->option->kind == KIND_NONE) {
		*(bool *)field = true;
	} else if (part == LINE_OPTION) {
		*(const char **)field = l->text;
		if (a->nvalues < ARGS_VALUES)
			a->values[a->nvalues++] = (struct args_value) {
				(unsigned char)(l->option - options), l->text,
			};
	} else if (part == LINE_VERB || part == LINE_WORD) {
		a->words[a->nwords++] = l->argv[l->at - 1];
	}
}
