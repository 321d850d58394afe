/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers lines, over restarts. */

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/hex.h"
#include "lib/log.h"
#include "nfq/event/logfile.h"
#include "nfq/event/sequence.h"

enum {
	DIGITS = 20, LINE = SEQUENCE_STREAM + DIGITS + 1,
	TAIL = 65536,	/* more than a line has bytes */
};

/* --- the last line of a log ------------------------------------------ */

/* The number behind the last `key` of `n` bytes at `p`, 0 without. No name
 * that somebody sends can be written with its quotes. */
static uint64_t last_number(const char *p, size_t n, const char *key)
{
	size_t len = strlen(key);

	for (size_t i = n; i-- > 0; )
		if (n - i > len && memcmp(p + i, key, len) == 0)
			return strtoull(p + i + len, NULL, 10);
	return 0;
}

/* The last number of the stream in the file, 0 if it has none. */
static uint64_t last_in(const char *path, const char *stream)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	char *tail = xcalloc(1, TAIL + 1);
	char key[SEQUENCE_STREAM + 24];
	uint64_t number = 0;
	struct stat st;
	ssize_t n = 0;

	snprintf(key, sizeof(key), "\"stream\":\"%s\",\"seq\":", stream);
	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		n = pread(fd, tail, TAIL, st.st_size > TAIL ?
			  st.st_size - TAIL : 0);
	if (n > 0)
		number = last_number(tail, (size_t)n, key);
	if (fd >= 0)
		close(fd);
	free(tail);
	return number;
}

/* A log just rotated may be empty. */
static uint64_t last_written(const char *log, const char *stream)
{
	uint64_t number = last_in(log, stream);
	char *before;

	if (number > 0)
		return number;
	before = xasprintf("%s.1", log);
	number = last_in(before, stream);
	free(before);
	return number;
}

/* --- the file -------------------------------------------------------- */

static bool parse(struct sequence *s, const char line[LINE])
{
	uint8_t bytes[SEQUENCE_STREAM / 2];

	if (line[SEQUENCE_STREAM - 1] != ' ' || line[LINE - 1] != '\n' ||
	    strspn(line + SEQUENCE_STREAM, "0123456789") != DIGITS ||
	    !hex_parse(line, bytes, sizeof(bytes)))
		return false;
	hex_format(bytes, sizeof(bytes), s->stream);
	s->next = strtoull(line + SEQUENCE_STREAM, NULL, 10);
	return s->next > 0;
}

static bool read_file(struct sequence *s)
{
	char line[LINE + 1] = "";

	return s->fd >= 0 && pread(s->fd, line, LINE, 0) == LINE &&
	       parse(s, line);
}

static void draw(struct sequence *s)
{
	uint8_t bytes[SEQUENCE_STREAM / 2];

	if (getrandom(bytes, sizeof(bytes), 0) != sizeof(bytes))
		fatal("getrandom");
	hex_format(bytes, sizeof(bytes), s->stream);
	s->next = 1;
}

void sequence_store(struct sequence *s)
{
	char line[LINE + 1];

	if (s->fd < 0 || s->stored == s->next)
		return;
	snprintf(line, sizeof(line), "%s %0*" PRIu64 "\n", s->stream, DIGITS,
		 s->next);
	if (pwrite(s->fd, line, LINE, 0) == LINE)
		s->stored = s->next;
}

static void start(struct sequence *s, const char *log)
{
	uint64_t last;

	s->fd = logfile_open_beside(s->path);
	s->stored = 0;
	if (!read_file(s)) {
		draw(s);
	} else {
		s->stored = s->next;
		last = last_written(log, s->stream);
		if (last >= s->next)
			s->next = last + 1;
	}
	sequence_store(s);
}

void sequence_open(struct sequence *s, const char *log)
{
	*s = (struct sequence) {
		.path = xasprintf("%s.stream", log), .fd = -1,
	};
	start(s, log);
}

void sequence_close(struct sequence *s)
{
	if (s->fd >= 0)
		close(s->fd);
	free(s->path);
	*s = (struct sequence) { .fd = -1 };
}

bool sequence_check(struct sequence *s, const char *log)
{
	struct stat there, ours;

	if (s->fd >= 0 && stat(s->path, &there) == 0 &&
	    fstat(s->fd, &ours) == 0 && there.st_ino == ours.st_ino &&
	    there.st_dev == ours.st_dev)
		return false;
	/* Where it could not be made, the stream goes on as it was. */
	if (s->fd < 0 && access(s->path, F_OK) < 0) {
		s->fd = logfile_open_beside(s->path);
		sequence_store(s);
		return false;
	}
	if (s->fd >= 0)
		close(s->fd);
	start(s, log);
	return true;
}
