/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Clears up behind syncs that did not end. */

#include <dirent.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/folder.h"
#include "ruleset/config/source.h"
#include "ruleset/generation/generations.h"
#include "tools/sync/leftovers.h"

/* Removes what `is_left` says of the names in `folder`. */
static void sweep(const char *folder, const struct config *c,
		  bool (*is_left)(const struct config *c, const char *name))
{
	DIR *d = opendir(folder);
	struct dirent *e;

	while (d && (e = readdir(d))) {
		char *path;

		if (strcmp(e->d_name, ".") == 0 ||
		    strcmp(e->d_name, "..") == 0 || !is_left(c, e->d_name))
			continue;
		path = xasprintf("%s/%s", folder, e->d_name);
		folder_remove_all(path);
		free(path);
	}
	if (d)
		closedir(d);
}

static bool is_no_source(const struct config *c, const char *name)
{
	return !source_find(&c->sources, name);
}

static bool is_no_copy(const struct config *c, const char *name)
{
	(void)c;
	return strcmp(name, "good") != 0 && strcmp(name, "refused") != 0 &&
	       strcmp(name, "state.json") != 0;
}

/* Files that were to be renamed, and what a dry run made. */
static bool is_unfinished(const struct config *c, const char *name)
{
	(void)c;
	return fnmatch("hold.??????", name, 0) == 0 ||
	       fnmatch("asns.tsv.??????", name, 0) == 0 ||
	       strcmp(name, "trial") == 0;
}

void leftovers_remove(const struct config *c)
{
	const struct config_source *s = c->sources.items;
	char *sources = xasprintf("%s/sources", c->state);
	int lock;
	struct stat st;

	sweep(sources, c, is_no_source);
	for (size_t i = 0; i < c->sources.n; i++) {
		char *folder = xasprintf("%s/%s", sources, s[i].id);

		/* A link in its place leads to what is not ours. */
		if (lstat(folder, &st) == 0 && S_ISDIR(st.st_mode))
			sweep(folder, c, is_no_copy);
		free(folder);
	}
	free(sources);
	lock = generations_lock(c->state);
	if (lock < 0)
		return;
	sweep(c->state, c, is_unfinished);
	generations_abandon(c->state);
	close(lock);
}
