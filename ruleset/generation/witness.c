/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The youngest file of those that were written before. */

#include <stdlib.h>
#include <sys/stat.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "ruleset/generation/witness.h"

enum { SLACK = 120 };	/* seconds */

void witness_take(struct witness *w, const char *what, time_t made)
{
	if (made <= w->made)
		return;
	free(w->what);
	*w = (struct witness) { xstrdup(what), made };
}

/* Of a link it is when it was made. */
static void ask_file(struct witness *w, const char *path)
{
	struct stat st;

	if (lstat(path, &st) == 0)
		witness_take(w, path, st.st_mtime);
}

static void ask_in(struct witness *w, const char *folder, const char *name)
{
	char *path = xasprintf("%s/%s", folder, name);

	ask_file(w, path);
	free(path);
}

void witness_ask(struct witness *w, const char *path, const struct config *c)
{
	static const char *const written[] = {
		"current", "exceptions.conf", "timed.conf", "mode.conf",
		"sources",
	};
	struct stat program;

	*w = (struct witness) { .made = 0 };
	if (stat("/proc/self/exe", &program) == 0)
		witness_take(w, "this program", program.st_mtime);
	ask_file(w, path);
	ask_file(w, c->catalogue);
	ask_file(w, c->log.file);
	ask_file(w, c->state);
	for (size_t i = 0; i < ARRAY_SIZE(written); i++)
		ask_in(w, c->state, written[i]);
}

void witness_done(struct witness *w)
{
	free(w->what);
	w->what = NULL;
}

bool witness_belies(const struct witness *w, time_t now)
{
	return now + SLACK < w->made;
}
