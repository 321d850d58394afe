/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Clearing up: all that was left, and nothing else. */

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/file.h"
#include "lib/folder.h"
#include "ruleset/config/source.h"
#include "tests/unit/tap.h"
#include "tools/sync/leftovers.h"

static char *path(const char *name)
{
	static char text[4096];

	snprintf(text, sizeof(text), "%s/state/%s", scratch(), name);
	return text;
}

/* A file, and the folders above it; "NAME/" is a folder alone. */
static void make(const char *name)
{
	char *folder = xstrdup(path(name));

	*strrchr(folder, '/') = '\0';
	folder_make(folder, 0755);
	free(folder);
	if (name[strlen(name) - 1] != '/')
		file_write(path(name), "x", 1, 0644);
}

static bool is_there(const char *name)
{
	return access(path(name), F_OK) == 0;
}

static const char *const stays[] = {
	"sources/a/good", "sources/a/state.json", "sources/a/refused",
	"sources/b/good/one.list", "sources/b/good/new",
	"generations/000007/names.idx", "hold", "asns.tsv", "timed/block.list",
	"generations.lock", "hold.d/file", "exceptions.conf.Xy0000",
};

static const char *const goes[] = {
	"sources/a/new", "sources/a/old/one", "sources/a/fetched",
	"sources/a/signature", "sources/a/state.json.aB3dE6",
	"sources/b/new/one.list", "sources/gone/good",
	"sources/gone/state.json", "sources/was/good/deep/er/file",
	"sources/file", "hold.aB3dE6", "asns.tsv.aB3dE6",
	"trial/sources/a/good", "generations/new/names.idx",
	"generations/old/names.idx", "current.next",
};

enum { STAYS = ARRAY_SIZE(stays), GOES = ARRAY_SIZE(goes) };

int main(void)
{
	struct config_source sources[] = {
		{ .id = (char *)"a" }, { .id = (char *)"b" },
		{ .id = (char *)"link" },
	};
	struct config c = { .sources = { sources, 3 } };
	char *state = xstrdup(path(""));

	state[strlen(state) - 1] = '\0';
	c.state = state;
	leftovers_remove(&c);
	ok(true, "no state at all");
	for (int i = 0; i < STAYS; i++)
		make(stays[i]);
	for (int i = 0; i < GOES; i++)
		make(goes[i]);
	make("elsewhere/precious");
	is_number(symlink("../elsewhere", path("sources/link")), 0,
		  "a link in the place of a source");
	is_number(symlink("../elsewhere", path("sources/astray")), 0,
		  "a link that is no source");
	leftovers_remove(&c);
	for (int i = 0; i < STAYS; i++)
		ok(is_there(stays[i]), "%s stays", stays[i]);
	for (int i = 0; i < GOES; i++)
		ok(!is_there(goes[i]), "%s goes", goes[i]);
	ok(!is_there("sources/gone") && !is_there("sources/was") &&
	   !is_there("trial") && !is_there("sources/astray"),
	   ": and so do their folders");
	ok(is_there("elsewhere/precious"), "no link is followed");
	folder_remove_all(state);
	ok(!is_there("sources"), ": all of it at the end");
	free(state);
	return done_testing();
}
