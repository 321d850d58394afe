/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a generation is compiled from, and whether it has changed. */

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/file.h"
#include "lib/folder.h"
#include "lib/hex.h"
#include "ruleset/config/catalogue.h"
#include "ruleset/config/config_central.h"
#include "ruleset/config/source.h"
#include "ruleset/config/source_copy.h"
#include "ruleset/config/timed.h"
#include "ruleset/generation/inputs.h"

enum { SETTLED = 2 };	/* seconds; no file system has coarser times */

/* --- reading --------------------------------------------------------- */

static uint64_t nanoseconds(struct timespec t)
{
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void add_up(int fd, uint8_t sum[INPUT_DIGEST])
{
	struct sha256_ctx sha;
	uint8_t chunk[65536];
	ssize_t n;

	sha256_init(&sha);
	while ((n = read(fd, chunk, sizeof(chunk))) > 0 ||
	       (n < 0 && errno == EINTR))
		if (n > 0)
			sha256_update(&sha, (size_t)n, chunk);
	sha256_digest(&sha, INPUT_DIGEST, sum);
}

static const struct input *find(const struct inputs *in, const char *path)
{
	for (size_t i = 0; in && i < in->n; i++)
		if (strcmp(in->items[i].path, path) == 0)
			return &in->items[i];
	return NULL;
}

static bool is_same(const struct input *a, const struct input *b)
{
	return b && b->settled && a->size == b->size && a->mtime == b->mtime &&
	       a->ctime == b->ctime && a->inode == b->inode;
}

static void read_input(struct input *i, const struct inputs *known)
{
	int fd = file_open(i->path);
	const struct input *before = find(known, i->path);
	struct stat st;

	i->missing = fd < 0 || fstat(fd, &st) < 0;
	if (!i->missing) {
		i->size = (uint64_t)st.st_size;
		i->mtime = nanoseconds(st.st_mtim);
		i->ctime = nanoseconds(st.st_ctim);
		i->inode = (uint64_t)st.st_ino;
		i->settled = st.st_ctim.tv_sec + SETTLED < time(NULL);
		if (is_same(i, before))
			memcpy(i->sum, before->sum, sizeof(i->sum));
		else
			add_up(fd, i->sum);
	}
	if (fd >= 0)
		close(fd);
}

static void add_file(struct inputs *in, const char *path,
		     const struct inputs *known)
{
	in->items = xgrow(in->items, in->n, sizeof(*in->items));
	in->items[in->n] = (struct input) { .path = xstrdup(path) };
	read_input(&in->items[in->n++], known);
}

static void add_folder(struct inputs *in, const char *folder,
		       const struct inputs *known)
{
	char **names;
	size_t n;

	folder_list(folder, ".conf", &names, &n);
	for (size_t i = 0; i < n; i++)
		add_file(in, names[i], known);
	folder_list_free(names, n);
}

static void add_updates(struct inputs *in, const struct config *config,
			const struct inputs *known)
{
	char **names;
	size_t n;

	catalogue_updates(config, &names, &n);
	for (size_t i = 0; i < n; i++)
		add_file(in, names[i], known);
	folder_list_free(names, n);
}

static void add_central(struct inputs *in, const struct config *config,
			const struct inputs *known)
{
	char *folder = config_central_vendors(config);

	if (folder)
		add_folder(in, folder, known);
	free(folder);
}

static void add_asns(struct inputs *in, const struct config *config,
		     const struct inputs *known)
{
	char *path = catalogue_asn_file(config);

	if (path)
		add_file(in, path, known);
	free(path);
}

/* What a list may include lies beside it. */
static void add_beside(struct inputs *in, const char *path,
		       const struct inputs *known)
{
	const char *slash = strrchr(path, '/');
	char *folder = xstrndup(path, (size_t)(slash - path));
	char **names;
	size_t n;

	folder_list(folder, "", &names, &n);
	for (size_t i = 0; i < n; i++)
		add_file(in, names[i], known);
	folder_list_free(names, n);
	free(folder);
}

static void add_source(struct inputs *in, const struct config *config,
		       const struct config_source *s,
		       const struct inputs *known)
{
	char **names;
	size_t n;

	source_files(config->state, s, &names, &n);
	for (size_t i = 0; i < n; i++)
		add_file(in, names[i], known);
	folder_list_free(names, n);
	if (strcmp(s->format, "v2fly") == 0 && *s->path)
		add_beside(in, s->path, known);
}

static void add_local(struct inputs *in, const struct config *config,
		      const struct inputs *known)
{
	static const enum leave_item items[TIMED_ACTIONS] = {
		[TIMED_BLOCK] = LEAVE_BLOCK, [TIMED_ALLOW] = LEAVE_ALLOW,
	};

	if (config_leaves(config, LEAVE_BLOCK))
		add_file(in, config->block_list, known);
	if (config_leaves(config, LEAVE_ALLOW)) {
		add_file(in, config->allow_list, known);
		add_file(in, config->protect_list, known);
	}
	for (enum timed_action a = 0; a < TIMED_ACTIONS; a++) {
		char *list = timed_list(config->state, a);

		if (config_leaves(config, items[a]) &&
		    access(list, F_OK) == 0)
			add_file(in, list, known);
		free(list);
	}
}

void inputs_read_local(struct inputs *in, const struct config *config)
{
	*in = (struct inputs) { .n = 0 };
	add_local(in, config, NULL);
}

bool inputs_is_local(const struct config *config, const char *path)
{
	bool is = strcmp(path, config->block_list) == 0 ||
		  strcmp(path, config->allow_list) == 0 ||
		  strcmp(path, config->protect_list) == 0;

	for (enum timed_action a = 0; a < TIMED_ACTIONS && !is; a++) {
		char *list = timed_list(config->state, a);

		is = strcmp(path, list) == 0;
		free(list);
	}
	return is;
}

void inputs_read(struct inputs *in, const struct config *config,
		 const struct inputs *known)
{
	const struct config_source *sources = config->sources.items;

	*in = (struct inputs) { .n = 0 };
	add_folder(in, config->catalogue, known);
	add_updates(in, config, known);
	add_central(in, config, known);
	if (config_leaves(config, LEAVE_VENDORS))
		add_folder(in, config->local_catalogue, known);
	add_asns(in, config, known);
	add_local(in, config, known);
	for (size_t i = 0; i < config->sources.n; i++)
		if (sources[i].id && sources[i].vendor)
			add_source(in, config, &sources[i], known);
}

void inputs_done(struct inputs *in)
{
	for (size_t i = 0; i < in->n; i++)
		free(in->items[i].path);
	free(in->items);
	*in = (struct inputs) { .n = 0 };
}

/* --- the digest ------------------------------------------------------ */

static void add_text(struct sha256_ctx *sha, const char *text)
{
	sha256_update(sha, strlen(text) + 1, (const uint8_t *)text);
}

/* The settings that what a list comes to depends on. */
static void add_settings(struct sha256_ctx *sha,
			 const struct config_source *s,
			 const struct source_copy *copy)
{
	char *const *exclude = s->exclude.items;
	/* Where it would be from says nothing as long as it is not there. */
	const char *const from = copy->content[0] ? copy->from : "";
	const char *const texts[] = {
		s->id, from, s->vendor, s->title, s->role,
		s->format, s->column,
	};
	const char *const more[] = { s->where, s->keys, s->country };
	const uint8_t numbers[] = {
		(uint8_t)s->action, (uint8_t)s->match, s->allow_special,
		s->expand,
	};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		add_text(sha, texts[i] ? texts[i] : "");
	sha256_update(sha, sizeof(numbers), numbers);
	/* Without these it is the digest that it always was. */
	for (size_t i = 0; i < ARRAY_SIZE(more); i++)
		if (more[i] && *more[i])
			add_text(sha, more[i]);
	for (size_t i = 0; i < s->exclude.n; i++)
		add_text(sha, exclude[i]);
	add_text(sha, "");
}

/* By which reading the copy was found good: until it was by that of now, what
 * the last generation has of it counts. */
static void add_reading(struct sha256_ctx *sha,
			const struct source_copy *copy)
{
	char text[16];

	if (copy->reading == 0)
		return;
	snprintf(text, sizeof(text), "%u", copy->reading);
	add_text(sha, text);
}

static void add_contents(struct sha256_ctx *sha, const struct input *f)
{
	add_text(sha, f->path);
	add_text(sha, f->missing ? "missing" : "there");
	sha256_update(sha, sizeof(f->sum), f->sum);
}

/* Of the files that are local, or of those that are not. */
static void add_part(struct sha256_ctx *sha, const struct inputs *in,
		     const struct config *config, bool local)
{
	for (size_t i = 0; i < in->n; i++)
		if (inputs_is_local(config, in->items[i].path) == local)
			add_contents(sha, &in->items[i]);
}

static void add_sources(struct sha256_ctx *sha, const struct config *config)
{
	const struct config_source *sources = config->sources.items;
	struct source_copy copy;

	for (size_t i = 0; i < config->sources.n; i++)
		if (sources[i].id && sources[i].vendor) {
			source_copy_read(&copy, config->state, &sources[i]);
			add_settings(sha, &sources[i], &copy);
			add_reading(sha, &copy);
		}
}

void inputs_digest(const struct inputs *in, const struct config *config,
		   uint8_t digest[INPUT_DIGEST])
{
	static const char version[] = "cordon generation 3";
	struct sha256_ctx sha;

	sha256_init(&sha);
	add_text(&sha, version);
	for (size_t i = 0; i < in->n; i++)
		add_contents(&sha, &in->items[i]);
	add_sources(&sha, config);
	sha256_digest(&sha, INPUT_DIGEST, digest);
}

void inputs_digest_local(const struct inputs *in, const struct config *config,
			 uint8_t digest[INPUT_DIGEST])
{
	struct sha256_ctx sha;

	sha256_init(&sha);
	add_part(&sha, in, config, true);
	sha256_digest(&sha, INPUT_DIGEST, digest);
}

void inputs_digest_lists(const struct inputs *in, const struct config *config,
			 uint8_t digest[INPUT_DIGEST])
{
	struct sha256_ctx sha;

	sha256_init(&sha);
	add_part(&sha, in, config, false);
	add_sources(&sha, config);
	sha256_digest(&sha, INPUT_DIGEST, digest);
}

/* --- the file -------------------------------------------------------- */

void inputs_write(const struct inputs *in, struct buffer *out)
{
	for (size_t i = 0; i < in->n; i++) {
		const struct input *f = &in->items[i];
		char sum[HEX_TEXT(INPUT_DIGEST)];

		if (f->missing || !f->settled || strchr(f->path, '\n'))
			continue;
		buffer_printf(out, "%s %" PRIx64 " %" PRIx64 " %" PRIx64 " %"
			      PRIx64 " %s\n",
			      hex_format(f->sum, INPUT_DIGEST, sum), f->size,
			      f->mtime, f->ctime, f->inode, f->path);
	}
}

static bool parse_line(const char *line, struct input *f)
{
	uint64_t *const numbers[] = {
		&f->size, &f->mtime, &f->ctime, &f->inode
	};
	const char *p = line + 2 * INPUT_DIGEST;

	*f = (struct input) { .settled = true };
	if (!hex_parse(line, f->sum, INPUT_DIGEST) || *p != ' ')
		return false;
	for (size_t i = 0; i < 4; i++) {
		char *end;

		errno = 0;
		*numbers[i] = strtoull(++p, &end, 16);
		if (end == p || *end != ' ' || errno != 0)
			return false;
		p = end;
	}
	f->path = xstrdup(p + 1);
	return true;
}

void inputs_parse(struct inputs *in, char *text)
{
	char *line;

	*in = (struct inputs) { .n = 0 };
	while (text && (line = strsep(&text, "\n"))) {
		struct input f;

		if (!text || !parse_line(line, &f))
			continue;
		in->items = xgrow(in->items, in->n, sizeof(*in->items));
		in->items[in->n++] = f;
	}
}
