/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The words that are known beforehand: modes, formats, shells and so on. */

#include <string.h>

#include "lib/suggest.h"
#include "ruleset/list/list.h"
#include "tools/cli/kind.h"

enum { CHOICES = 16, FORMATS_MAX = 64, NUMBER_MAX = 9 };

static const struct {
	bool closed;		/* there are no others */
	struct {
		const char *word, *help;
	} choices[CHOICES];
} kinds[KINDS] = {
	[KIND_COLOR] = { true, { { "auto", "on a terminal" },
		{ "always", NULL }, { "never", NULL } } },
	[KIND_ACTION] = { true, { { "blocked", "what was refused" },
		{ "would-block", "what enforcing would refuse" },
		{ "logged", "what is never refused" },
		{ "excepted", "what an exception let through" } } },
	[KIND_BY] = { true, { { "client", NULL }, { "vendor", NULL },
		{ "name", NULL }, { "role", NULL }, { "mac", NULL },
		{ "day", NULL }, { "hour", NULL }, { "action", NULL },
		{ "list", NULL }, { "via", NULL },
		{ "exception", NULL } } },
	[KIND_FORMAT] = { true, { { NULL, NULL } } },
	[KIND_MATCH] = { true, { { "auto", "as the format says" },
		{ "exact", "the name alone" },
		{ "suffix", "the name and all below it" } } },
	[KIND_MODE] = { true, { { "off", "nothing is looked at" },
		{ "observe", "what would be blocked is logged" },
		{ "enforce", "it is blocked" } } },
	[KIND_SHELL] = { true, { { "bash", NULL }, { "zsh", NULL },
		{ "fish", NULL } } },
	[KIND_EXPORT] = { true, { { "csv", "a table, for a spreadsheet" },
		{ "jsonl", "the lines themselves" },
		{ "sqlite", "a database of one table" },
		{ "clickhouse", "rows with tabs, cordon-eve(5)" },
		{ "ecs", "documents of the Elastic Common Schema" },
		{ "ocsf", "network activity of OCSF" } } },
	[KIND_REPORT] = { true, { { "html", "a page, complete in itself" },
		{ "text", "for reading here" },
		{ "csv", "its tables, for a spreadsheet" },
		{ "json", "all of it, for a program" } } },
	[KIND_MOMENT] = { false, { { "1h", "an hour ago" },
		{ "24h", "a day ago" }, { "7d", "a week ago" },
		{ "today", "since midnight" }, { "yesterday", NULL },
		{ "now", NULL } } },
	[KIND_DURATION] = { false, { { "5m", "five minutes" },
		{ "15m", "a quarter of an hour" }, { "2h", "two hours" },
		{ "1d", "a day" }, { "30d", "thirty days" } } },
	[KIND_CHANGE] = { false, { { "mode", NULL }, { "confirm", NULL },
		{ "vendors", "on or off" }, { "except", "exceptions" },
		{ "block", NULL }, { "allow", NULL }, { "protect", NULL },
		{ "hold", "lists pinned, rolled back or frozen" },
		{ "accept", "what guards of lists held back" },
		{ "generation", "lists that came in force" },
		{ "reload", "files that were read anew" },
		{ "guard", NULL }, { "repair", "of the kernel's table" },
		{ "start", NULL }, { "stop", NULL } } },
};

const char *kind_word(enum kind k, size_t i, const char **help)
{
	*help = NULL;
	if (k == KIND_FORMAT)
		return list_format_word(i);
	*help = i < CHOICES ? kinds[k].choices[i].help : NULL;
	return i < CHOICES ? kinds[k].choices[i].word : NULL;
}

int kind_index(enum kind k, const char *word)
{
	const char *known, *help;

	for (size_t i = 0; (known = kind_word(k, i, &help)); i++)
		if (strcmp(known, word) == 0)
			return (int)i;
	return -1;
}

bool kind_takes(enum kind k, const char *word)
{
	if (k == KIND_GENERATION)
		return *word && strlen(word) <= NUMBER_MAX &&
		       !word[strspn(word, "0123456789")];
	return kind_index(k, word) >= 0 || !kinds[k].closed;
}

const char *kind_suggest(enum kind k, const char *word)
{
	const char *words[FORMATS_MAX], *help;
	size_t n = 0;

	while (n < FORMATS_MAX && (words[n] = kind_word(k, n, &help)))
		n++;
	return suggest(word, words, n, sizeof(*words));
}
