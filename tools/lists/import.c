/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon lists import: another way in for a list. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/log.h"
#include "ruleset/config/config_load.h"
#include "tools/cli/candidates.h"
#include "tools/run.h"
#include "tools/sync/sync.h"

/* --- for which source ------------------------------------------------ */

/* The source that the file is for: named, the only one, or the one whose
 * origin ends in the file's name. */
static const struct config_source *find(const struct args *a,
					const struct config *c,
					const char *path)
{
	const struct config_source *s = c->sources.items, *found = NULL;
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;

	if (a->source) {
		found = source_find(&c->sources, a->source);
		if (!found)
			fatalx_status(EX_USAGE, "%s see \"cordon lists "
				      "status\"", candidates_miss(KIND_SOURCE,
				      a, "source", a->source));
		return found;
	}
	if (c->sources.n == 1)
		return s;
	for (size_t i = 0; i < c->sources.n; i++) {
		char url[SOURCE_ORIGIN];
		const char *end = strrchr(source_origin(&s[i], url), '/');

		if (!end || strcmp(end + 1, name) != 0)
			continue;
		if (found)
			fatalx_status(EX_USAGE, "both %s and %s have a file "
				      "of this name; say which: --source ID",
				      found->id, s[i].id);
		found = &s[i];
	}
	if (!found)
		fatalx_status(EX_USAGE, "for which source? --source ID; see "
			      "\"cordon lists status\"");
	return found;
}

/* --- the file -------------------------------------------------------- */

/* What comes through a pipe, one byte more than it may have at most. */
static int spool(int from, uint64_t max)
{
	int fd = memfd_create("import", MFD_CLOEXEC);
	char chunk[65536];
	ssize_t n;

	if (fd < 0)
		fatal("memory");
	for (uint64_t have = 0; have <= max; have += (uint64_t)n) {
		n = read(from, chunk, sizeof(chunk));
		if (n < 0)
			fatal("cannot read what is to be imported");
		if (n == 0)
			break;
		if (write(fd, chunk, (size_t)n) != n)
			fatal("memory");
	}
	return fd;
}

/* Opened by who calls, as who reads it later has no privileges. */
static int open_file(const char *path, const struct config_source *s)
{
	bool piped = strcmp(path, "-") == 0;
	int fd = piped ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		fatalx_status(errno == EACCES ? EX_NOPERM : EX_NOINPUT,
			      "%s: %s", path, strerror(errno));
	if (S_ISDIR(st.st_mode))
		fatalx_status(EX_NOINPUT, "%s: is a folder", path);
	return S_ISREG(st.st_mode) && !piped ? fd : spool(fd, s->max_size);
}

/* What is signed has its signature beside it, or where "signature" says. */
static int open_signature(const char *path, const struct config_source *s)
{
	bool local = *s->signature && !*s->url && !*s->folder;
	char *beside = local ? xstrdup(s->signature) :
		       xasprintf("%s.minisig", path);
	int fd = *s->minisign ? open(beside, O_RDONLY | O_CLOEXEC) : -1;

	free(beside);
	return fd;
}

int lists_import_run(const struct args *a)
{
	struct gather_options o = { .n = 1, .accept = a->accept };
	const struct config_source *s;
	struct import file;
	struct config c;
	int lock, status;

	if (a->nwords != 2)
		fatalx_status(EX_USAGE, "usage: cordon lists import FILE "
			      "[--source ID]");
	sync_config(&c, a);
	s = find(a, &c, a->words[1]);
	if (*s->folder)
		fatalx_status(EX_USAGE, "source \"%s\" is a folder: put the "
			      "file there, then cordon sync", s->id);
	file.path = a->words[1];
	file.fd = open_file(file.path, s);
	file.signature = open_signature(file.path, s);
	o.ids = (char **)(uintptr_t)&s->id;
	o.import = &file;
	lock = sync_lock(&c, a);
	status = sync_now(a, &c, &o);
	close(lock);
	close(file.fd);
	if (file.signature >= 0)
		close(file.signature);
	config_done(&c);
	return status;
}
