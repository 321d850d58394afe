/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files of what is remembered, and their bounds. */

#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/folder.h"
#include "lib/json.h"
#include "lib/jsontree.h"
#include "nfq/event/remembered.h"

#define GONE "gone.json"

char *remembered_folder(const char *log)
{
	char *copy = xstrdup(log);
	char *folder = xasprintf("%s/remembered", dirname(copy));

	free(copy);
	return folder;
}

char *remembered_path(const char *folder, time_t t)
{
	char name[64];
	struct tm tm;

	strftime(name, sizeof(name), "%Y-%m-%dT%H" REMEMBERED_PLAIN,
		 gmtime_r(&t, &tm));
	return xasprintf("%s/%s", folder, name);
}

time_t remembered_hour(const char *path)
{
	const char *slash = strrchr(path, '/'), *end;
	struct tm tm = { .tm_year = 0 };

	end = strptime(slash ? slash + 1 : path, "%Y-%m-%dT%H", &tm);
	if (!end || (strcmp(end, REMEMBERED_PLAIN) != 0 &&
		     strcmp(end, REMEMBERED_PLAIN REMEMBERED_PACKED) != 0))
		return 0;
	return timegm(&tm);
}

/* --- all of them ------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void leave_ours(char **paths, size_t *n)
{
	size_t kept = 0;

	for (size_t i = 0; i < *n; i++)
		if (remembered_hour(paths[i]) != 0)
			paths[kept++] = paths[i];
		else
			free(paths[i]);
	*n = kept;
}

int remembered_list(const char *folder, char ***paths, size_t *n)
{
	char **plain = NULL, **packed = NULL;
	size_t nplain = 0, npacked = 0;
	int ret = folder_list(folder, REMEMBERED_PLAIN, &plain, &nplain);

	if (ret == 0)
		ret = folder_list(folder, REMEMBERED_PLAIN REMEMBERED_PACKED,
				  &packed, &npacked);
	*n = nplain + npacked;
	*paths = xcalloc(*n + 1, sizeof(**paths));
	if (nplain > 0)
		memcpy(*paths, plain, nplain * sizeof(**paths));
	if (npacked > 0)
		memcpy(*paths + nplain, packed, npacked * sizeof(**paths));
	free(plain);
	free(packed);
	qsort(*paths, *n, sizeof(**paths), by_name);
	leave_ours(*paths, n);
	return ret;
}

/* --- what was removed -------------------------------------------------- */

void remembered_gone(const char *folder, struct remembered_gone *gone)
{
	char *path = xasprintf("%s/" GONE, folder);
	const struct jsontree_node *n = NULL;
	struct jsontree tree = { .n = 0 };
	struct buffer text = { 0 };

	if (file_read(path, 4096, &text) == 0)
		n = jsontree_parse(&tree, text.p, text.len);
	*gone = (struct remembered_gone) {
		.until = (time_t)jsontree_number(n, "until"),
		.hours = (uint64_t)jsontree_number(n, "hours"),
		.for_size = (uint64_t)jsontree_number(n, "for_size"),
	};
	jsontree_done(&tree);
	buffer_done(&text);
	free(path);
}

static void note_gone(const char *folder, const struct remembered_gone *gone)
{
	char *path = xasprintf("%s/" GONE, folder);
	struct buffer text = { 0 };
	struct json j = json_into(&text);

	json_open(&j, NULL, '{');
	json_signed(&j, "until", gone->until);
	json_number(&j, "hours", gone->hours);
	json_number(&j, "for_size", gone->for_size);
	json_close(&j, '}');
	buffer_char(&text, '\n');
	/* Without it the files that are there still tell since when. */
	(void)file_write_given(path, text.p, text.len, 0640);
	buffer_done(&text);
	free(path);
}

/* --- bounds ------------------------------------------------------------ */

static void remove_one(const char *path, time_t hour, bool for_size,
		       struct remembered_gone *gone)
{
	if (unlink(path) < 0)
		return;
	gone->hours++;
	gone->for_size += for_size;
	if (hour + REMEMBERED_HOUR > gone->until)
		gone->until = hour + REMEMBERED_HOUR;
}

static uint64_t size_of(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? (uint64_t)st.st_size : 0;
}

void remembered_bound(const char *folder, uint64_t size, uint64_t age,
		      time_t now)
{
	struct remembered_gone gone, before;
	uint64_t all = 0;
	char **paths;
	size_t n;

	remembered_list(folder, &paths, &n);
	remembered_gone(folder, &gone);
	before = gone;
	for (size_t i = 0; i < n; i++)
		all += size_of(paths[i]);
	for (size_t i = 0; i < n; i++) {
		time_t hour = remembered_hour(paths[i]);
		bool old = hour + REMEMBERED_HOUR <= now - (time_t)age;

		if (hour == now - now % REMEMBERED_HOUR ||
		    (!old && all <= size))
			continue;
		all -= size_of(paths[i]);
		remove_one(paths[i], hour, !old, &gone);
	}
	if (gone.hours > before.hours)
		note_gone(folder, &gone);
	folder_list_free(paths, n);
}
