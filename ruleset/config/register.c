/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads and writes what commands write down. */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/lockfile.h"
#include "lib/moment.h"
#include "ruleset/config/register.h"

char *register_path(const struct registry *r, const char *state)
{
	return xasprintf("%s/%s.conf", state, r->name);
}

char *register_lock_path(const struct registry *r, const char *state)
{
	return xasprintf("%s/%s.lock", state, r->name);
}

int register_lock(const struct registry *r, const char *state,
		  uint64_t seconds)
{
	char *path = register_lock_path(r, state);
	int fd = lockfile_take(path, seconds, NULL, NULL);

	free(path);
	return fd;
}

bool register_read(const struct registry *r, const char *state, void *base,
		   struct conf_report *report)
{
	char *path = register_path(r, state);
	bool good = access(path, F_OK) != 0 ||
		    conf_read(path, r->rows, r->nrows, base, report);

	free(path);
	return good;
}

bool register_is_hidden(const struct registry *r, const char *state)
{
	char *path = register_path(r, state);
	bool hidden = r->private && access(path, R_OK) != 0 && errno == EACCES;

	free(path);
	return hidden;
}

void register_narrow(const struct registry *r, const char *state)
{
	char *path = register_path(r, state);
	int fd = r->private ? open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC) :
			      -1;
	struct stat st;

	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    (st.st_mode & S_IRWXO))
		fchmod(fd, st.st_mode & (mode_t)(07777 & ~S_IRWXO));
	if (fd >= 0)
		close(fd);
	free(path);
}

void register_moment(const char *file, unsigned line, const char *key,
		     const char *text, time_t *out, struct conf_report *report)
{
	if (!strchr(text, 'T') || !moment_parse(text, 0, out))
		conf_complain(report, file, line, "%s = \"%s\" is not a "
			      "moment such as 2026-09-23T08:15:00Z", key,
			      text);
}

int register_store(const struct registry *r, const char *state,
		   const void *base)
{
	char *path = register_path(r, state);
	struct buffer text = { 0 };
	int ret;

	buffer_printf(&text, "# %s\n", r->head);
	conf_print(&text, r->rows, r->nrows, base, NULL);
	ret = r->private ? file_write_given(path, text.p, text.len, 0640) :
			   file_write(path, text.p, text.len, 0644);
	buffer_done(&text);
	free(path);
	return ret;
}
