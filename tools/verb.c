/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds and runs the word behind a command. */

#include <string.h>
#include <sysexits.h>

#include "lib/log.h"
#include "lib/suggest.h"
#include "tools/verb.h"

static int run(const struct args *a, const char *command,
	       const struct verb *v)
{
	if (v->max >= 0 && a->nwords > v->max)
		fatalx_status(EX_USAGE, "unexpected \"%s\"; see \"cordon help "
			      "%s\"", a->words[v->max], command);
	if (a->nwords > 0 && a->nwords < v->min)
		fatalx_status(EX_USAGE, "which one? see \"cordon %s list\"",
			      command);
	return v->run(a);
}

int verb_run(const struct args *a, const char *command,
	     const struct verb *verbs, size_t n)
{
	const char *word = a->nwords ? a->words[0] : verbs[0].name;
	const char *near;

	for (size_t i = 0; i < n; i++)
		if (strcmp(verbs[i].name, word) == 0)
			return run(a, command, &verbs[i]);
	near = suggest(word, &verbs[0].name, n, sizeof(*verbs));
	if (near)
		fatalx_status(EX_USAGE, "unknown word \"%s\"; did you mean "
			      "\"%s\"?", word, near);
	fatalx_status(EX_USAGE, "unknown word \"%s\"; see \"cordon help %s\"",
		      word, command);
}
