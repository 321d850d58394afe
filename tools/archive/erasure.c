/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Seals files anew without a client. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/folder.h"
#include "tools/archive/anew.h"
#include "tools/archive/erasure.h"
#include "tools/archive/frames.h"

void erasure_done(struct erasure *e)
{
	buffer_done(&e->left);
}

void erasure_leave(struct erasure *e, const char *path, const char *why)
{
	buffer_printf(&e->left, "%s: %s\n", path, why);
}

/* --- a sealed file ----------------------------------------------------- */

struct anew {
	struct erasure *e;
	const struct ledger_entry *of;
	const char *path;
	struct frames from;
	struct frames_out *to;
	struct jsontree tree;
	struct buffer lines, packed, line;
	uint64_t changed;	/* lines */
	uint64_t bytes;		/* unpacked, of all */
};

/* If its lines have no numbers the first one says what they are called. */
static const char *first_of(const struct anew *a, const struct record *r,
			    bool first)
{
	uint64_t seq;

	return first && a->of->first == 1 && !record_seq(r, &seq) ?
	       a->of->stream : NULL;
}

static void put_line(struct anew *a, const char *p, size_t len, bool first)
{
	struct record r;

	if (!blot_finds(a->e->client, p, len)) {
		frames_add(a->to, p, len);
		a->bytes += len + 1;
		return;
	}
	record_read(&r, &a->tree, p, len);
	blot_line(a->e->client, &r, p, len, first_of(a, &r, first), true,
		  &a->line);
	frames_add(a->to, a->line.p, a->line.len);
	a->bytes += a->line.len + 1;
	a->changed++;
}

static void put_lines(struct anew *a, bool first)
{
	char *p = a->lines.p, *end;

	for (; (end = strchr(p, '\n')); p = end + 1, first = false) {
		*end = '\0';
		put_line(a, p, (size_t)(end - p), first);
	}
	frames_end(a->to);
}

/* A frame without the client stays as it is, and so does one that nobody can
 * read any more. */
static int put_frame(struct anew *a, size_t i)
{
	int ret = frames_read(&a->from, i, &a->lines);

	if (ret == -EBADMSG)
		erasure_leave(a->e, a->path, "a frame is damaged");
	else if (ret < 0)
		return ret;
	if (ret == 0 && blot_finds(a->e->client, a->lines.p, a->lines.len)) {
		put_lines(a, i == 0);
		return 0;
	}
	a->bytes += a->from.frame[i].size;
	ret = frames_raw(&a->from, i, &a->packed);
	if (ret == 0)
		frames_put(a->to, &a->packed, a->from.frame[i].size);
	return ret;
}

/* Is it in there at all? */
static bool has_any(struct anew *a)
{
	for (size_t i = 0; i < a->from.n; i++)
		if (frames_read(&a->from, i, &a->lines) == 0 &&
		    blot_finds(a->e->client, a->lines.p, a->lines.len))
			return true;
	return false;
}

static int write_anew(struct anew *a, int fd)
{
	int ret = 0;

	a->to = frames_new(fd);
	for (size_t i = 0; i < a->from.n && ret == 0; i++)
		ret = put_frame(a, i);
	if (ret == 0)
		ret = frames_finish(a->to);
	if (ret == 0 && (fchmod(fd, 0640) < 0 || fsync(fd) < 0))
		ret = -errno;
	frames_free(a->to);
	return ret;
}

/* The ledger first: what has its hash then only waits for its name. */
static int replace(struct anew *a, struct seal *s, int fd, const char *temp)
{
	struct ledger_entry e = {
		.what = LEDGER_ERASE, .bytes = a->bytes,
	};
	struct stat st;
	int ret = fstat(fd, &st) < 0 ? -errno :
		  sealkey_digest_file(fd, e.digest);

	e.packed = ret == 0 ? (uint64_t)st.st_size : 0;
	memcpy(e.file, a->of->file, sizeof(e.file));
	memcpy(e.was, a->of->digest, sizeof(e.was));
	memcpy(e.by, a->e->by, sizeof(e.by));
	if (ret == 0)
		ret = folder_sync(temp);
	if (ret == 0)
		ret = ledger_append(&s->ledger, s->store->ledger, &s->key, &e);
	if (ret == 0 && rename(temp, a->path) < 0)
		ret = -errno;
	return ret == 0 ? folder_sync(a->path) : ret;
}

static int seal_anew(struct anew *a, struct seal *s)
{
	char *temp = xasprintf("%s" ANEW_NAME, a->path);
	int fd = open(temp, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC |
		      O_NOFOLLOW, 0640);
	int ret = fd < 0 ? -errno : write_anew(a, fd);

	if (ret == 0)
		ret = replace(a, s, fd, temp);
	if (fd >= 0)
		close(fd);
	if (ret < 0)
		unlink(temp);
	a->e->lines += ret == 0 ? a->changed : 0;
	a->e->files += ret == 0;
	free(temp);
	return ret;
}

/* One whose table is damaged, or that is away, stays for "verify" to name. */
static int erase_from(struct erasure *e, struct seal *s,
		      const struct ledger_entry *of)
{
	char *path = store_sealed(s->store, of->file);
	struct anew a = { .e = e, .of = of, .path = path };
	int ret = frames_open(&a.from, path);

	if (ret == -EBADMSG)
		erasure_leave(e, path, "its table of frames is damaged");
	if (ret == -EBADMSG || ret == -ENOENT)
		ret = 0;
	else if (ret == 0 && has_any(&a))
		ret = seal_anew(&a, s);
	frames_close(&a.from);
	jsontree_done(&a.tree);
	buffer_done(&a.lines);
	buffer_done(&a.packed);
	buffer_done(&a.line);
	free(path);
	return ret;
}

bool erasure_sealed(struct erasure *e, struct seal *s, struct fault *why)
{
	int ret = 0;

	/* The entries move while lines are added behind them. */
	for (size_t i = 0, n = s->ledger.n; i < n && ret == 0; i++) {
		const struct ledger_entry of = s->ledger.entries[i];

		if (of.what == LEDGER_SEAL && !of.dropped)
			ret = erase_from(e, s, &of);
	}
	if (ret < 0) {
		fault_set(why, ret, "cannot be sealed anew");
		fault_at(why, s->store->sealed, 0);
	}
	return ret == 0;
}
