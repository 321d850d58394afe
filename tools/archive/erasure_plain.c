/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Takes a client out of files that are not sealed. */

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/folder.h"
#include "tools/archive/entry.h"
#include "tools/archive/erasure.h"
#include "tools/record/linefile.h"

extern char **environ;

/* --- lines ------------------------------------------------------------- */

struct walk {
	struct erasure *e;
	struct linefile in;
	struct entry_place place;
	struct jsontree tree;
	struct buffer line;
};

/* What becomes of the line; NULL: it may stay. */
static const struct buffer *erased(struct walk *w, const char *line,
				   size_t len, bool shorter)
{
	struct record r;
	bool first;

	record_read(&r, &w->tree, line, len);
	first = !entry_goes_on(&w->place, &r, line, len) && w->place.before;
	if (!blot_finds(w->e->client, line, len))
		return NULL;
	blot_line(w->e->client, &r, line, len, first ? w->place.stream : NULL,
		  shorter, &w->line);
	w->e->lines++;
	return &w->line;
}

static void walk_done(struct walk *w)
{
	linefile_close(&w->in);
	jsontree_done(&w->tree);
	buffer_done(&w->line);
}

/* --- a plain file ------------------------------------------------------ */

/* Lines that are too long for one, or that have no end: all that is left. */
static int blot_rest(const struct blot *b, int fd)
{
	struct stat st;
	size_t n;
	char *p;

	if (fstat(fd, &st) < 0)
		return -errno;
	n = (size_t)st.st_size;
	if (n == 0)
		return 0;
	p = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (p == MAP_FAILED)
		return -errno;
	if (blot_finds(b, p, n))
		blot_out(b, p, n);
	munmap(p, n);
	return 0;
}

/* Lines that are there change no more, whoever appends to them. */
static int write_over(struct erasure *e, const char *path, int fd)
{
	struct walk w = { .e = e };
	int ret = linefile_open(&w.in, path), error = 0;
	const struct buffer *now;
	enum linefile_result got;
	size_t len;
	char *line;

	while (ret == 0 && (got = linefile_next(&w.in, &line, &len, &error)) <
	       LINEFILE_END) {
		if (got == LINEFILE_TOO_LONG)
			continue;
		now = erased(&w, line, len, false);
		if (now && pwrite(fd, now->p, now->len, (off_t)w.in.offset) !=
		    (ssize_t)now->len)
			ret = errno ? -errno : -EIO;
	}
	walk_done(&w);
	if (ret == 0)
		ret = error < 0 ? error : blot_rest(e->client, fd);
	return ret == 0 && fsync(fd) < 0 ? -errno : ret;
}

/* --- one that was packed ----------------------------------------------- */

static const struct packer {
	char magic[6];
	size_t len;
	const char *program;
} packers[] = {
	{ "\x1f\x8b", 2, "gzip" }, { "\xfd" "7zXZ", 6, "xz" },
	{ "\x28\xb5\x2f\xfd", 4, "zstd" },
};

static const struct packer *packer_of(int fd)
{
	char head[6] = "";

	if (pread(fd, head, sizeof(head), 0) < 2)
		return NULL;
	for (size_t i = 0; i < ARRAY_SIZE(packers); i++)
		if (memcmp(head, packers[i].magic, packers[i].len) == 0)
			return &packers[i];
	return NULL;
}

/* All lines of a packed file into a plain one; 1 if the client was in it. */
static int unpack(struct erasure *e, const char *path, int to)
{
	uint64_t before = e->lines;
	struct walk w = { .e = e };
	int ret = linefile_open(&w.in, path), error = 0;
	const struct buffer *now;
	size_t len;
	char *line;

	while (ret == 0 && linefile_next(&w.in, &line, &len, &error) <
	       LINEFILE_END) {
		now = erased(&w, line, len, true);
		if (now) {
			line = now->p;
			len = now->len;
		}
		if (write(to, line, len) != (ssize_t)len ||
		    write(to, "\n", 1) != 1)
			ret = errno ? -errno : -ENOSPC;
	}
	walk_done(&w);
	return ret < 0 ? ret : error < 0 ? error : e->lines > before;
}

/* A program's standard input and output; 0 if it did well. */
static int run_packer(const char *program, int from, int to)
{
	char *words[] = { (char *)(uintptr_t)program, (char[]) { "-c" }, NULL };
	posix_spawn_file_actions_t files;
	int ret, status = 1;
	pid_t pid;

	if (lseek(from, 0, SEEK_SET) < 0)
		return -errno;
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, from, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&files, to, STDOUT_FILENO);
	ret = -posix_spawnp(&pid, program, &files, NULL, words, environ);
	posix_spawn_file_actions_destroy(&files);
	if (ret < 0)
		return ret;
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return status == 0 ? 0 : -EIO;
}

/* A file of no name, in the folder of the log, since it may be large. */
static int scratch(const struct store *store)
{
	char *name = xasprintf("%s/.erase.XXXXXX", store->folder);
	int fd = mkostemp(name, O_CLOEXEC);

	if (fd >= 0)
		unlink(name);
	free(name);
	return fd < 0 ? -errno : fd;
}

static int put_in_place(int fd, const char *temp, const char *path,
			const struct stat *was)
{
	if (fchown(fd, was->st_uid, was->st_gid) < 0 ||
	    fchmod(fd, was->st_mode & 07777) < 0 || fsync(fd) < 0 ||
	    rename(temp, path) < 0)
		return -errno;
	return folder_sync(path);
}

/* What was packed is packed again, by the program that makes such files. */
static int pack_anew(struct erasure *e, const struct store *store,
		     const char *path, const struct packer *with,
		     const struct stat *was)
{
	char *temp = xasprintf("%s/.erase.packed", store->folder);
	int plain = scratch(store), fd = -1;
	int ret = plain < 0 ? plain : unpack(e, path, plain);

	if (ret == 1) {
		fd = open(temp, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC |
			  O_NOFOLLOW, 0600);
		ret = fd < 0 ? -errno : run_packer(with->program, plain, fd);
		if (ret == 0)
			ret = put_in_place(fd, temp, path, was);
		if (ret < 0)
			unlink(temp);
	}
	if (plain >= 0)
		close(plain);
	if (fd >= 0)
		close(fd);
	free(temp);
	return ret;
}

/* --- all of them ------------------------------------------------------- */

static void erase_from(struct erasure *e, const struct store *store,
		       const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW);
	uint64_t before = e->lines;
	const struct packer *with;
	struct stat st;
	int ret = 0;

	if (fd < 0 || fstat(fd, &st) < 0)
		ret = -errno;
	with = ret == 0 ? packer_of(fd) : NULL;
	if (ret == 0)
		ret = with ? pack_anew(e, store, path, with, &st) :
		      write_over(e, path, fd);
	if (fd >= 0)
		close(fd);
	if (ret < 0 && ret != -ENOENT)
		erasure_leave(e, path, ret == -EBADMSG ? "it is damaged" :
			      ret == -ENODATA ? "it ends too early" :
			      strerror(-ret));
	e->files += e->lines > before;
}

/* The file that is written comes first: what is rotated meanwhile was looked
 * at. */
void erasure_plain(struct erasure *e, const struct store *store)
{
	char *temp = xasprintf("%s/.erase.packed", store->folder);
	struct store_file *files;
	size_t n;

	unlink(temp);
	free(temp);
	erase_from(e, store, store->log);
	store_rotated(store, &files, &n);
	for (size_t i = 0; i < n; i++)
		erase_from(e, store, files[i].path);
	store_free(files, n);
}
