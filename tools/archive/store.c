/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds the files of a log. */

#include <dirent.h>
#include <libgen.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "tools/archive/store.h"

void store_init(struct store *s, const char *log)
{
	char *copy = xstrdup(log);

	s->log = xstrdup(log);
	s->folder = xstrdup(dirname(copy));
	s->sealed = xasprintf("%s/sealed", s->folder);
	s->ledger = xasprintf("%s/ledger", s->sealed);
	free(copy);
}

void store_done(struct store *s)
{
	free(s->log);
	free(s->folder);
	free(s->sealed);
	free(s->ledger);
	*s = (struct store) { .log = NULL };
}

/* Whatever begins with the log's name and a dot or dash, as logrotate makes
 * them, but what cordond keeps beside it. */
static bool is_rotated(const char *name, const char *base)
{
	static const char *const others[] = { ".stream", ".lock", ".tmp" };
	size_t n = strlen(base);

	if (strncmp(name, base, n) != 0 ||
	    (name[n] != '.' && name[n] != '-') || !name[n + 1])
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		if (strncmp(name + n, others[i], strlen(others[i])) == 0)
			return false;
	return true;
}

static unsigned long number_of(const char *rest)
{
	char *end;
	unsigned long n;

	if (*rest != '.' || rest[1] < '0' || rest[1] > '9')
		return 0;
	n = strtoul(rest + 1, &end, 10);
	return *end == '\0' || *end == '.' ? n : 0;
}

/* NAME.2 is older than NAME.1, whatever clocks said; and both are younger than
 * what somebody gave another name. */
static int older_first(const void *pa, const void *pb)
{
	const struct store_file *a = pa, *b = pb;

	if (!a->number != !b->number)
		return a->number ? 1 : -1;
	if (a->number != b->number)
		return a->number > b->number ? -1 : 1;
	if (a->changed != b->changed)
		return a->changed < b->changed ? -1 : 1;
	return strcmp(a->path, b->path);
}

void store_rotated(const struct store *s, struct store_file **files,
		   size_t *n)
{
	const char *base = strrchr(s->log, '/');
	DIR *dir = opendir(s->folder);
	struct dirent *e;
	struct stat st;

	base = base ? base + 1 : s->log;
	*files = NULL;
	*n = 0;
	while (dir && (e = readdir(dir))) {
		char *path;

		if (!is_rotated(e->d_name, base))
			continue;
		path = xasprintf("%s/%s", s->folder, e->d_name);
		if (stat(path, &st) < 0 || !S_ISREG(st.st_mode)) {
			free(path);
			continue;
		}
		*files = xgrow(*files, *n, sizeof(**files));
		(*files)[(*n)++] = (struct store_file) {
			path, st.st_mtime,
			number_of(e->d_name + strlen(base)),
			(uint64_t)st.st_size,
		};
	}
	if (dir)
		closedir(dir);
	if (*n > 0)
		qsort(*files, *n, sizeof(**files), older_first);
}

void store_free(struct store_file *files, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(files[i].path);
	free(files);
}

char *store_sealed(const struct store *s, const char *name)
{
	return xasprintf("%s/%s", s->sealed, name);
}
