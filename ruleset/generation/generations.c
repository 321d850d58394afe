/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The folder of generations: which are there, which is current, and why. */

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/file.h"
#include "lib/folder.h"
#include "lib/hex.h"
#include "lib/lockfile.h"
#include "ruleset/generation/generations.h"

/* The largest lists take minutes on the smallest gateways. */
enum { COMPILE_SECONDS = 600 };

const char *const hold_words[HOLDS] = {
	[HOLD_NONE] = "none", [HOLD_PIN] = "pin", [HOLD_FREEZE] = "freeze",
	[HOLD_ROLLBACK] = "rollback",
};

char *generations_folder(const char *state, unsigned number)
{
	return xasprintf("%s/generations/%06u", state, number);
}

/* The number that is all of `text`, 0 if there is none. */
static unsigned number_of(const char *text)
{
	size_t len = strlen(text);

	if (len < 6 || len > 9 || strspn(text, "0123456789") != len)
		return 0;
	return (unsigned)strtoul(text, NULL, 10);
}

unsigned generations_current(const char *state)
{
	static const char folder[] = "generations/";
	char *link = xasprintf("%s/current", state);
	char target[64];
	ssize_t n = readlink(link, target, sizeof(target) - 1);

	free(link);
	if (n <= 0)
		return 0;
	target[n] = '\0';
	if (strncmp(target, folder, strlen(folder)) != 0)
		return 0;
	return number_of(target + strlen(folder));
}

static int compare(const void *pa, const void *pb)
{
	const unsigned *a = pa, *b = pb;

	return *a < *b ? -1 : *a > *b;
}

size_t generations_list(const char *state, unsigned **numbers)
{
	char *folder = xasprintf("%s/generations", state);
	DIR *d = opendir(folder);
	struct dirent *e;
	size_t n = 0;

	*numbers = NULL;
	free(folder);
	while (d && (e = readdir(d))) {
		unsigned number = number_of(e->d_name);

		if (number == 0)
			continue;
		*numbers = xgrow(*numbers, n, sizeof(**numbers));
		(*numbers)[n++] = number;
	}
	if (d)
		closedir(d);
	if (n > 0)
		qsort(*numbers, n, sizeof(**numbers), compare);
	return n;
}

unsigned generations_next(const char *state)
{
	unsigned last = generations_current(state), *numbers;
	size_t n = generations_list(state, &numbers);

	if (n > 0 && numbers[n - 1] > last)
		last = numbers[n - 1];
	free(numbers);
	return last + 1;
}

int generations_manifest(const char *state, unsigned number,
			 struct buffer *out)
{
	char *folder = generations_folder(state, number);
	char *path = xasprintf("%s/manifest.json", folder);
	int ret = file_read(path, SIZE_MAX, out);

	free(path);
	free(folder);
	return ret;
}

const struct jsontree_node *generations_tree(struct jsontree *t,
					     const char *state,
					     unsigned number)
{
	const struct jsontree_node *n = NULL;
	struct buffer text = { 0 };

	*t = (struct jsontree) { .n = 0 };
	if (number > 0 && generations_manifest(state, number, &text) == 0)
		n = jsontree_parse(t, text.p, text.len);
	buffer_done(&text);
	return n;
}

bool generations_origin(const char *state, unsigned number, struct origin *o)
{
	struct jsontree tree;
	bool says = origin_parse(o, generations_tree(&tree, state, number));

	jsontree_done(&tree);
	return says;
}

/* --- writing --------------------------------------------------------- */

int generations_lock(const char *state)
{
	char *path = xasprintf("%s/generations.lock", state);
	int fd = lockfile_take(path, COMPILE_SECONDS, NULL, NULL);

	free(path);
	return fd;
}

/* Renamed first: under its number a generation is whole or absent. */
static void remove_number(const char *state, unsigned number)
{
	char *folder = generations_folder(state, number);
	char *doomed = xasprintf("%s/generations/old", state);

	folder_remove(doomed);
	if (rename(folder, doomed) == 0)
		folder_remove(doomed);
	free(folder);
	free(doomed);
}

void generations_abandon(const char *state)
{
	static const char *const names[] = { "generations/new",
					     "generations/old",
					     "current.next" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		char *path = xasprintf("%s/%s", state, names[i]);

		folder_remove_all(path);
		free(path);
	}
}

int generations_begin(const char *state, char **folder)
{
	char *partial = xasprintf("%s/generations/new", state);
	int ret;

	folder_remove(partial);
	ret = folder_make(partial, 0755);
	if (ret == 0)
		*folder = partial;
	else
		free(partial);
	return ret;
}

int generations_switch(const char *state, unsigned number)
{
	char *link = xasprintf("%s/current", state);
	char *next = xasprintf("%s/current.next", state);
	char target[64];
	int ret = 0;

	snprintf(target, sizeof(target), "generations/%06u", number);
	unlink(next);
	if (symlink(target, next) < 0 || rename(next, link) < 0)
		ret = -errno;
	else
		ret = folder_sync(link);
	free(link);
	free(next);
	return ret;
}

/* Is the generation the youngest of one of the last GENERATIONS_KEPT states of
 * the lists? `seen` has those of the ones above, `n` of them. Where it is not
 * known what it is of, it is of its own. */
static bool is_of_lists(const char *state, unsigned number,
			char seen[GENERATIONS_KEPT][HEX_TEXT(INPUT_DIGEST)],
			size_t *n)
{
	struct origin o;

	generations_origin(state, number, &o);
	for (size_t i = 0; i < *n && o.lists[0]; i++)
		if (strcmp(seen[i], o.lists) == 0)
			return false;
	if (*n == GENERATIONS_KEPT)
		return false;
	memcpy(seen[(*n)++], o.lists, sizeof(o.lists));
	return true;
}

/* Removes what is neither among the last, nor of the last states of the
 * lists: local rules change often, and push none of these out. */
static void prune(const char *state)
{
	unsigned current = generations_current(state), *numbers;
	size_t n = generations_list(state, &numbers), kept = 0;
	char seen[GENERATIONS_KEPT][HEX_TEXT(INPUT_DIGEST)];
	struct generations_hold h;

	generations_hold(state, &h);
	for (size_t i = n; i-- > 0; )
		if (!is_of_lists(state, numbers[i], seen, &kept) &&
		    i + GENERATIONS_KEPT < n && numbers[i] != current &&
		    (h.kind == HOLD_NONE || numbers[i] != h.number))
			remove_number(state, numbers[i]);
	free(numbers);
}

int generations_publish(const char *state, unsigned number)
{
	char *partial = xasprintf("%s/generations/new", state);
	char *folder = generations_folder(state, number);
	int ret = rename(partial, folder) < 0 ? -errno : 0;

	if (ret == 0) {
		ret = folder_sync(folder);
		if (ret == 0)
			ret = generations_switch(state, number);
		if (ret < 0 && generations_current(state) != number)
			remove_number(state, number);
	}
	if (ret == 0)
		prune(state);
	free(partial);
	free(folder);
	return ret;
}

/* --- what holds the current one -------------------------------------- */

/* "WORD NUMBER INPUTS", then the reason on a line of its own. */
static bool parse_hold(char *text, struct generations_hold *h)
{
	char *rest = text;
	char *line = strsep(&rest, "\n");
	const char *word = strsep(&line, " ");
	const char *number = strsep(&line, " ");
	const char *inputs = strsep(&line, " ");

	for (enum hold k = HOLD_PIN; k < HOLDS; k++)
		if (strcmp(word, hold_words[k]) == 0)
			h->kind = k;
	if (h->kind == HOLD_NONE || !number || !inputs)
		return false;
	h->number = number_of(number);
	if (h->number == 0 && h->kind != HOLD_FREEZE)
		return false;
	if (h->kind == HOLD_ROLLBACK &&
	    (strlen(inputs) != 2 * HOLD_INPUTS ||
	     !hex_parse(inputs, h->inputs, HOLD_INPUTS)))
		return false;
	snprintf(h->reason, sizeof(h->reason), "%s", rest ?
		 strsep(&rest, "\n") : "");
	return true;
}

void generations_hold(const char *state, struct generations_hold *h)
{
	char *path = xasprintf("%s/hold", state);
	struct buffer text = { 0 };

	*h = (struct generations_hold) { .kind = HOLD_NONE };
	if (file_read(path, 1024, &text) == 0 && text.p &&
	    !parse_hold(text.p, h))
		*h = (struct generations_hold) { .kind = HOLD_NONE };
	buffer_done(&text);
	free(path);
}

int generations_set_hold(const char *state, const struct generations_hold *h)
{
	char *path = xasprintf("%s/hold", state), inputs[HEX_TEXT(HOLD_INPUTS)];
	struct buffer text = { 0 };
	int ret;

	if (h->kind == HOLD_NONE) {
		ret = unlink(path) < 0 && errno != ENOENT ? -errno :
		      folder_sync(path);
		free(path);
		return ret;
	}
	buffer_printf(&text, "%s %06u %s\n", hold_words[h->kind], h->number,
		      h->kind == HOLD_ROLLBACK ?
		      hex_format(h->inputs, HOLD_INPUTS, inputs) : "-");
	for (const char *p = h->reason; *p; p++)
		buffer_char(&text, iscntrl((unsigned char)*p) ? ' ' : *p);
	buffer_char(&text, '\n');
	ret = file_write(path, text.p, text.len, 0644);
	buffer_done(&text);
	free(path);
	return ret;
}
