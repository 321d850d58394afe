/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A text of any length through a window. */

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/text.h"

enum { WINDOW = 4 * TEXT_LINE_MAX };

void text_over(struct text *t, const void *p, size_t len)
{
	*t = (struct text) {
		.at = p, .end = (const char *)p + len, .line = 1, .first = 1,
		.fd = -1,
		.start = p, .nul = len > 0 && memchr(p, '\0', len),
	};
}

void text_from(struct text *t, int fd)
{
	*t = (struct text) {
		.line = 1, .first = 1, .fd = fd, .window = xcalloc(1, WINDOW),
	};
	t->at = t->end = t->window;
}

void text_done(struct text *t)
{
	free(t->window);
	if (t->fd >= 0)
		close(t->fd);
	*t = (struct text) { .fd = -1 };
}

bool text_rewind(struct text *t)
{
	off_t from = (off_t)t->from;

	if (t->fd >= 0 && lseek(t->fd, from, SEEK_SET) != from)
		return false;
	t->at = t->fd >= 0 ? t->window : t->start + from;
	if (t->fd >= 0)
		t->end = t->window;
	t->line = t->first;
	t->error = 0;
	t->cut = t->rest = false;
	return true;
}

/* Reads more behind what is there, which moves to the window's start. */
static bool read_more(struct text *t)
{
	size_t kept = (size_t)(t->end - t->at);
	ssize_t n;

	if (t->fd < 0 || t->error || kept == WINDOW)
		return false;
	memmove(t->window, t->at, kept);
	t->at = t->window;
	do {
		n = read(t->fd, t->window + kept, WINDOW - kept);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		t->error = -errno;
	else if (n > 0 && memchr(t->window + kept, '\0', (size_t)n))
		t->nul = true;
	t->end = t->window + kept + (n > 0 ? n : 0);
	return n > 0;
}

bool text_fill(struct text *t)
{
	return t->at < t->end || read_more(t);
}

struct span text_head(struct text *t)
{
	while (t->end - t->at < WINDOW && read_more(t))
		;
	return (struct span) {
		(const uint8_t *)t->at, (size_t)(t->end - t->at)
	};
}

/* The newline of a line that is longer than what is there; NULL if the text
 * ends first, or the line is too long. */
static const char *find_newline(struct text *t)
{
	size_t seen = 0;
	const char *lf;

	for (;;) {
		size_t left = (size_t)(t->end - t->at);

		lf = left > seen ? memchr(t->at + seen, '\n', left - seen) :
		     NULL;
		seen = left;
		if (lf || seen > TEXT_LINE_MAX || !read_more(t))
			return lf;
	}
}

static void skip_line(struct text *t)
{
	const char *lf = NULL;

	t->rest = false;
	while (!lf && text_fill(t)) {
		lf = memchr(t->at, '\n', (size_t)(t->end - t->at));
		t->at = lf ? lf + 1 : t->end;
	}
}

bool text_line(struct text *t, struct span *line)
{
	const char *lf;
	size_t left;

	if (t->rest)
		skip_line(t);
	left = (size_t)(t->end - t->at);
	lf = left ? memchr(t->at, '\n', left) : NULL;
	if (!lf)
		lf = find_newline(t);
	if (!lf && t->at == t->end)
		return false;
	line->p = (const uint8_t *)t->at;
	line->len = (size_t)((lf ? lf : t->end) - t->at);
	t->line++;
	t->cut = line->len > TEXT_LINE_MAX;
	if (t->cut)
		line->len = TEXT_LINE_MAX;
	t->at = lf ? lf + 1 : t->end;
	t->rest = t->cut && !lf;
	return true;
}
