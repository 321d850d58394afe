/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Packs what is remembered, and erases in it. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/folder.h"
#include "nfq/event/remembered.h"
#include "tools/archive/frames.h"
#include "tools/archive/recall.h"
#include "tools/record/linefile.h"
#include "tools/record/recalled.h"

enum { QUIET = 900 };		/* seconds without a line, and it is over */

#define ANEW ".anew"		/* whole, and waits for its name */
#define PART ".part"

/* --- an hour's lines --------------------------------------------------- */

/* A contact by what tells it apart, as written; what is counted of it. Other
 * lines are by themselves, with a count of 0. */
struct line {
	char *text;
	time_t first, last;
	uint64_t count;
};

struct hour {
	struct line *lines;
	size_t n;
};

static void hour_done(struct hour *h)
{
	for (size_t i = 0; i < h->n; i++)
		free(h->lines[i].text);
	free(h->lines);
}

/* All of the line before what is counted; NULL of what is no contact. */
static char *told_apart(const char *line)
{
	const char *end = strstr(line, ",\"first\":");

	return end ? xasprintf("%.*s", (int)(end - line), line) : NULL;
}

static void take(struct hour *h, struct jsontree *tree, const char *text,
		 size_t len)
{
	struct recalled r;
	enum recalled_kind kind = recalled_read(&r, tree, text, len);
	struct line line = { .text = NULL };

	if (kind == RECALLED_NOTHING)
		return;
	if (kind == RECALLED_CONTACT && (line.text = told_apart(text))) {
		line.first = r.first;
		line.last = r.last;
		line.count = r.count;
	} else {
		line.text = xstrdup(text);
	}
	h->lines = xgrow(h->lines, h->n, sizeof(*h->lines));
	h->lines[h->n++] = line;
}

/* 0 if all of it could be read. */
static int read_hour(struct hour *h, const char *path)
{
	struct jsontree tree = { .n = 0 };
	enum linefile_result got = LINEFILE_END;
	struct linefile in;
	int error = linefile_open(&in, path);
	size_t len;
	char *text;

	while (error == 0 && (got = linefile_next(&in, &text, &len, &error)) <
	       LINEFILE_END)
		if (got == LINEFILE_LINE)
			take(h, &tree, text, len);
	linefile_close(&in);
	jsontree_done(&tree);
	return error;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(((const struct line *)a)->text,
		      ((const struct line *)b)->text);
}

static void add_up(struct hour *h)
{
	size_t n = 0;

	if (h->n == 0)
		return;
	qsort(h->lines, h->n, sizeof(*h->lines), by_text);
	for (size_t i = 0; i < h->n; i++) {
		struct line *l = &h->lines[i], *to = n ? &h->lines[n - 1] : l;

		if (n == 0 || l->count == 0 || by_text(to, l) != 0) {
			h->lines[n++] = *l;
			continue;
		}
		to->first = l->first < to->first ? l->first : to->first;
		to->last = l->last > to->last ? l->last : to->last;
		to->count += l->count;
		free(l->text);
	}
	h->n = n;
}

/* --- packing ----------------------------------------------------------- */

static void put_line(struct frames_out *out, const struct line *l,
		     struct buffer *text)
{
	buffer_reset(text);
	buffer_text(text, l->text);
	if (l->count > 0)
		buffer_printf(text, ",\"first\":%lld,\"last\":%lld,"
			      "\"count\":%llu}", (long long)l->first,
			      (long long)l->last,
			      (unsigned long long)l->count);
	frames_add(out, text->p, text->len);
}

/* A new file, that belongs to whom the old one did: 0 or -errno. */
static int write_packed(const struct hour *h, const char *path,
			const struct stat *as)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC |
		      O_NOFOLLOW, 0600);
	struct buffer text = { 0 };
	struct frames_out *out;
	int ret;

	if (fd < 0)
		return -errno;
	out = frames_new(fd);
	for (size_t i = 0; i < h->n; i++)
		put_line(out, &h->lines[i], &text);
	ret = frames_finish(out);
	frames_free(out);
	if (ret == 0 && (fchown(fd, as->st_uid, as->st_gid) < 0 ||
			 fchmod(fd, as->st_mode & 0777) < 0 || fsync(fd) < 0))
		ret = -errno;
	close(fd);
	buffer_done(&text);
	if (ret < 0)
		unlink(path);
	return ret;
}

/* The new file is whole before the old one goes, and gets its name behind
 * that: where both are there somebody was killed before, and where only the
 * new one is, between. */
static int put_in_place(const char *part, const char *plain,
			const char *packed)
{
	char *anew = xasprintf("%s" ANEW, packed);
	int ret = rename(part, anew) < 0 ? -errno : folder_sync(packed);

	if (ret == 0 && unlink(plain) < 0)
		ret = -errno;
	if (ret == 0 && rename(anew, packed) < 0)
		ret = -errno;
	free(anew);
	return ret;
}

static int pack_one(const char *plain, const struct stat *as)
{
	char *packed = xasprintf("%s" REMEMBERED_PACKED, plain);
	char *part = xasprintf("%s" PART, packed);
	struct hour h = { .n = 0 };
	int ret = read_hour(&h, plain);

	/* After a step of the clock an hour comes again. */
	if (ret == 0 && access(packed, F_OK) == 0)
		ret = read_hour(&h, packed);
	add_up(&h);
	if (ret == 0)
		ret = write_packed(&h, part, as);
	if (ret == 0)
		ret = put_in_place(part, plain, packed);
	hour_done(&h);
	free(part);
	free(packed);
	return ret;
}

/* What somebody left who was killed. */
static void take_up(const char *folder)
{
	char **names;
	size_t n;

	folder_list(folder, REMEMBERED_PACKED PART, &names, &n);
	for (size_t i = 0; i < n; i++)
		unlink(names[i]);
	folder_list_free(names, n);
	folder_list(folder, REMEMBERED_PACKED ANEW, &names, &n);
	for (size_t i = 0; i < n; i++) {
		char *packed = xasprintf("%.*s", (int)(strlen(names[i]) -
						       strlen(ANEW)),
					 names[i]);
		const size_t end = strlen(packed) - strlen(REMEMBERED_PACKED);
		char *plain = xasprintf("%.*s", (int)end, packed);

		if (access(plain, F_OK) == 0)
			unlink(names[i]);
		else
			rename(names[i], packed);
		free(plain);
		free(packed);
	}
	folder_list_free(names, n);
}

static bool is_packed(const char *path)
{
	size_t n = strlen(path), s = strlen(REMEMBERED_PACKED);

	return n > s && strcmp(path + n - s, REMEMBERED_PACKED) == 0;
}

bool recall_pack(const char *folder, time_t now, struct fault *why)
{
	bool well = true;
	struct stat st;
	char **paths;
	size_t n;

	take_up(folder);
	remembered_list(folder, &paths, &n);
	for (size_t i = 0; i < n && well; i++) {
		int ret = 0;

		if (is_packed(paths[i]) || stat(paths[i], &st) < 0 ||
		    remembered_hour(paths[i]) + REMEMBERED_HOUR + QUIET > now ||
		    st.st_mtime + QUIET > now)
			continue;
		ret = pack_one(paths[i], &st);
		well = ret == 0;
		if (!well) {
			fault_set(why, ret, "cannot be packed");
			fault_at(why, paths[i], 0);
		}
	}
	folder_list_free(paths, n);
	return well;
}

/* --- erasing ----------------------------------------------------------- */

/* Blanks in its place: who writes goes on behind it. */
static int blank_plain(struct erasure *e, const char *path)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW), error = 0;
	struct linefile in;
	int ret = fd < 0 ? -errno : linefile_open(&in, path);
	size_t len;
	char *text;

	if (fd < 0)
		return ret;
	while (ret == 0 && linefile_next(&in, &text, &len, &error) <
	       LINEFILE_END) {
		if (!blot_finds(e->client, text, len))
			continue;
		memset(text, ' ', len);
		e->lines++;
		if (pwrite(fd, text, len, (off_t)in.offset) != (ssize_t)len)
			ret = errno ? -errno : -EIO;
	}
	linefile_close(&in);
	if (ret == 0)
		ret = error < 0 ? error : fsync(fd) < 0 ? -errno : 0;
	close(fd);
	return ret;
}

static int pack_without(struct erasure *e, const char *path)
{
	char *part = xasprintf("%s" PART, path);
	struct hour h = { .n = 0 };
	int ret = read_hour(&h, path);
	uint64_t before = e->lines;
	struct stat st;
	size_t n = 0;

	for (size_t i = 0; i < h.n; i++)
		if (blot_finds(e->client, h.lines[i].text,
			       strlen(h.lines[i].text))) {
			free(h.lines[i].text);
			e->lines++;
		} else {
			h.lines[n++] = h.lines[i];
		}
	h.n = n;
	if (ret == 0 && e->lines > before) {
		ret = stat(path, &st) < 0 ? -errno :
		      write_packed(&h, part, &st);
		if (ret == 0 && rename(part, path) < 0)
			ret = -errno;
		if (ret == 0)
			ret = folder_sync(path);
	}
	hour_done(&h);
	free(part);
	return ret;
}

void recall_erase(struct erasure *e, const char *folder)
{
	char **paths;
	size_t n;

	take_up(folder);
	remembered_list(folder, &paths, &n);
	for (size_t i = 0; i < n; i++) {
		uint64_t before = e->lines;
		int ret = is_packed(paths[i]) ? pack_without(e, paths[i]) :
						blank_plain(e, paths[i]);

		if (ret < 0)
			erasure_leave(e, paths[i], ret == -EBADMSG ?
				      "it is damaged" : ret == -ENODATA ?
				      "it ends too early" : strerror(-ret));
		e->files += e->lines > before;
	}
	folder_list_free(paths, n);
}
