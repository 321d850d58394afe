/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Hands out the lines of log files. */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "tools/record/linefile.h"

enum { WINDOW = 4 * LINEFILE_LONGEST };

void linefile_over(struct linefile *l, int fd)
{
	*l = (struct linefile) {
		.from = packed_over(fd), .window = xcalloc(1, WINDOW),
	};
}

int linefile_open(struct linefile *l, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0) {
		*l = (struct linefile) { .from = NULL };
		return -errno;
	}
	linefile_over(l, fd);
	return 0;
}

void linefile_close(struct linefile *l)
{
	packed_close(l->from);
	free(l->window);
	*l = (struct linefile) { .from = NULL };
}

int linefile_seek(struct linefile *l, uint64_t offset)
{
	int ret = packed_seek(l->from, offset);

	if (ret < 0)
		return ret;
	l->at = l->len = 0;
	l->offset = l->behind = offset;
	l->skipping = false;
	return 0;
}

/* More behind what is there; 0 at the end, or -errno. */
static ssize_t fill(struct linefile *l)
{
	ssize_t n;

	memmove(l->window, l->window + l->at, l->len - l->at);
	l->len -= l->at;
	l->at = 0;
	n = packed_read(l->from, l->window + l->len, WINDOW - l->len);
	if (n > 0)
		l->len += (size_t)n;
	return n;
}

/* What is there of a line that is too long. */
static void drop(struct linefile *l)
{
	l->behind += l->len - l->at;
	l->at = l->len;
	l->skipping = true;
}

enum linefile_result linefile_next(struct linefile *l, char **line, size_t *len,
			     int *error)
{
	size_t looked = 0;
	bool skipped;
	ssize_t n;
	char *end;

	while (!(end = memchr(l->window + l->at + looked, '\n',
			      l->len - l->at - looked))) {
		looked = l->len - l->at;
		if (looked > LINEFILE_LONGEST) {
			drop(l);
			looked = 0;
		}
		n = fill(l);
		*error = n < 0 ? (int)n : 0;
		if (n <= 0)
			return n < 0 ? LINEFILE_ERROR : LINEFILE_END;
	}
	skipped = l->skipping;
	*line = l->window + l->at;
	*len = (size_t)(end - *line);
	*end = '\0';
	l->offset = l->behind;
	l->behind += *len + 1;
	l->at += *len + 1;
	l->number++;
	l->skipping = false;
	return skipped || *len >= LINEFILE_LONGEST ? LINEFILE_TOO_LONG :
	       LINEFILE_LINE;
}
