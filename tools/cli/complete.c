/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Completes a command line, by the tables that parse it. */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "ruleset/config/config.h"
#include "ruleset/config/config_load.h"
#include "tools/cli/candidates.h"
#include "tools/cli/complete.h"
#include "tools/cli/line.h"
#include "tools/cli/shellword.h"

enum { GIVE_UP_SECONDS = 1 };

/* What may stand there. */
struct answer {
	bool files;
	struct candidate_words words;
	const char *prefix;	/* stands before each, "--format=" */
	size_t prefix_len;
};

/* --- finding --------------------------------------------------------- */

static void offer_kind(struct answer *out, enum kind k, const struct args *a)
{
	out->files = k == KIND_FILE;
	candidates_of_kind(&out->words, k, a);
}

static void offer_rows(struct answer *out, const struct command *table)
{
	for (; table && table->name; table++)
		candidates_add(&out->words, table->name, table->summary);
}

static void offer_options(struct answer *out, struct option_set set)
{
	char word[40];

	for (size_t i = 0; i < OPTIONS; i++) {
		if (!option_set_has(set, i))
			continue;
		snprintf(word, sizeof(word), "--%s", options[i].name);
		candidates_add(&out->words, word, options[i].help);
	}
}

/* "--format=": the value of an option in the same word. */
static void offer_attached(struct answer *out, const char *word,
			   const struct line *l, const struct args *a)
{
	size_t len = strcspn(word, "=");
	const struct option_row *o = option_find(word + 2, len - 2,
						 line_options(l));

	out->prefix = word;
	out->prefix_len = len + 1;
	if (o && o->kind != KIND_NONE)
		offer_kind(out, o->kind, a);
}

static void offer_word(struct answer *out, const struct line *l,
		       const struct args *a)
{
	const struct command *row = command_chosen(a), *of;

	if (!l->command) {
		offer_rows(out, l->commands);
	} else if (l->command->verbs && !l->verb) {
		offer_rows(out, l->command->verbs);
	} else if (row->words[0] == KIND_COMMAND) {
		of = l->nwords ? command_find(l->commands, a->words[0]) : NULL;
		offer_rows(out, l->nwords == 0 ? l->commands :
			   l->nwords == 1 && of ? of->verbs : NULL);
	} else if (row->max_words < 0 || l->nwords < row->max_words) {
		offer_kind(out, row->words[l->nwords > 0 && row->words[1]],
			   a);
	}
}

/* The words before the one that is being typed decide what that may be. */
static void find(struct answer *out, const struct command *commands, int n,
		 char **words)
{
	struct args a = { .config = CONFIG_FILE, .commands = commands };
	struct line l = line_over(commands, n - 1, words);
	const char *typed = words[n - 1];
	enum line_part part;

	a.words = xcalloc((size_t)n, sizeof(*a.words));
	while ((part = line_next(&l)) != LINE_END && part != LINE_NO_VALUE &&
	       part != LINE_NO_COMMAND && part != LINE_NO_VERB)
		line_take(&l, part, &a);
	if (part == LINE_NO_VALUE)
		offer_kind(out, l.option->kind, &a);
	else if (part == LINE_END && !l.words_only && *typed == '-' &&
		 strchr(typed, '='))
		offer_attached(out, typed, &l, &a);
	else if (part == LINE_END && !l.words_only && *typed == '-')
		offer_options(out, option_set_less(line_options(&l),
						   l.seen));
	else if (part == LINE_END)
		offer_word(out, &l, &a);
	free(a.words);
}

/* --- answering ------------------------------------------------------- */

static void head(const struct answer *a, struct buffer *out)
{
	buffer_text(out, a->files ? "files\n" : a->words.n ? "words\n" :
		    "nothing\n");
}

/* zsh takes the prefix away before it compares; fish compares whole words. */
static void put_described(const struct answer *a, bool whole,
			  struct buffer *out)
{
	head(a, out);
	for (size_t i = 0; i < a->words.n; i++) {
		const struct candidate_word *c = &a->words.items[i];

		if (whole)
			buffer_add(out, a->prefix, a->prefix_len);
		buffer_text(out, c->word);
		if (*c->help)
			buffer_printf(out, "\t%s", c->help);
		buffer_char(out, '\n');
	}
}

/*
 * bash compares nothing by itself, and replaces what stands behind the last
 * break of a word. Of files their beginning is told, and what of it is not
 * replaced.
 */
static void put_bash(const struct answer *a, const char *typed, char open,
		     const char *before, struct buffer *out)
{
	struct buffer word = { 0 };
	size_t skip = strlen(before);

	head(a, out);
	if (a->files)
		buffer_printf(out, "%s\n%s\n", typed + a->prefix_len,
			      skip > a->prefix_len ? before + a->prefix_len :
			      "");
	for (size_t i = 0; i < a->words.n; i++) {
		buffer_reset(&word);
		buffer_add(&word, a->prefix, a->prefix_len);
		buffer_text(&word, a->words.items[i].word);
		if (strncmp(word.p, typed, strlen(typed)) == 0 &&
		    strncmp(word.p, before, skip) == 0 &&
		    shellword_quote(word.p + skip, open, out))
			buffer_char(out, '\n');
	}
	buffer_done(&word);
}

/* Takes the quotes off; returns the one that is open. */
static char unquote(char **word)
{
	struct buffer plain = { 0 };
	char open;

	buffer_text(&plain, "");
	open = shellword_unquote(*word, &plain);
	free(*word);
	*word = buffer_take(&plain);
	return open;
}

static void complete_bash(const struct command *commands, int argc,
			  char **argv, struct buffer *out)
{
	struct answer a = { .prefix = "" };
	struct buffer before = { 0 };
	char **words = xcalloc((size_t)argc, sizeof(*words)), *end, open = 0;
	long at = strtol(argv[0], &end, 10);
	int n = 0;

	/* Of COMP_WORDS the first is the command's own name. */
	if (at >= 1 && at <= argc - 2)
		n = shellword_join(argv + 2, (int)at, words, &before);
	buffer_text(&before, "");
	for (int i = 0; i < n; i++)
		open = unquote(&words[i]);
	if (n > 0) {
		find(&a, commands, n, words);
		put_bash(&a, words[n - 1], open, before.p, out);
	}
	for (int i = 0; i < n; i++)
		free(words[i]);
	free(words);
	candidates_done(&a.words);
	buffer_done(&before);
}

static void complete_described(const struct command *commands, int argc,
			       char **argv, bool whole, struct buffer *out)
{
	struct answer a = { .prefix = "" };

	find(&a, commands, argc, argv);
	put_described(&a, whole, out);
	candidates_done(&a.words);
}

static void give_up(int signal)
{
	(void)signal;
	_exit(0);
}

int complete(const struct command *commands, int argc, char **argv)
{
	const struct itimerval limit = { .it_value = { GIVE_UP_SECONDS, 0 } };
	const char *shell = argc > 0 ? argv[0] : "";
	struct buffer out = { 0 };

	signal(SIGALRM, give_up);
	setitimer(ITIMER_REAL, &limit, NULL);
	if (!freopen("/dev/null", "w", stderr))
		return 0;
	if (argc > 1 && strcmp(shell, "bash") == 0)
		complete_bash(commands, argc - 1, argv + 1, &out);
	else if (argc > 1 && kind_takes(KIND_SHELL, shell))
		complete_described(commands, argc - 1, argv + 1,
				   strcmp(shell, "fish") == 0, &out);
	if (out.len > 0)
		fwrite(out.p, 1, out.len, stdout);
	buffer_done(&out);
	return 0;
}
