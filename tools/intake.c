/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From what was fetched to the good copy of a source. */

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "tools/intake.h"
#include "tools/proof.h"
#include "tools/reading.h"

#define NEW "new"
#define GOOD "good"
#define OLD "old"
#define REFUSED "refused"

/* --- its folder ------------------------------------------------------ */

bool intake_open(struct intake *in, const struct config *c,
		 const struct config_source *s)
{
	char *path = source_file(c, s, "");
	int ret = folder_make(path, 0755);

	*in = (struct intake) { .config = c, .source = s, .folder = -1 };
	source_state_read(&in->state, c, s);
	in->before = in->state;
	path[strlen(path) - 1] = '\0';
	if (ret == 0) {
		in->folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
				  O_CLOEXEC);
		ret = in->folder < 0 ? -errno : 0;
	}
	if (ret < 0)
		intake_fail(in, SOURCE_FAILED, "%s: %s", path,
			    ret == -ELOOP || ret == -ENOTDIR ?
			    "is not a folder" : strerror(-ret));
	free(path);
	return ret == 0;
}

void intake_close(struct intake *in)
{
	if (in->folder >= 0)
		close(in->folder);
	in->folder = -1;
	free(in->check);
	in->check = NULL;
}

/* Removes a file, or a folder with files in it. */
static void discard(struct intake *in, const char *name)
{
	char *path;

	if (unlinkat(in->folder, name, 0) == 0 || errno == ENOENT)
		return;
	path = source_file(in->config, in->source, name);
	folder_remove(path);
	free(path);
}

int intake_file(struct intake *in, const char *name)
{
	int fd;

	discard(in, name);
	fd = openat(in->folder, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW |
		    O_CLOEXEC, 0644);
	return fd < 0 ? -errno : fd;
}

void intake_clean(struct intake *in)
{
	static const char *const names[] = { NEW, OLD, "fetched",
					     "signature" };

	for (size_t i = 0; in->folder >= 0 &&
	     i < sizeof(names) / sizeof(names[0]); i++)
		discard(in, names[i]);
}

/* --- how it ends ----------------------------------------------------- */

static void set_well(struct intake *in)
{
	struct source_state *st = &in->state;

	st->health = SOURCE_WELL;
	st->tried = st->good_at = time(NULL);
	st->failures = 0;
	st->acceptable = false;
	st->verdict[0] = st->why[0] = '\0';
}

void intake_fail(struct intake *in, enum source_health health,
		 const char *fmt, ...)
{
	struct source_state *st = &in->state;
	va_list ap;

	/* What is known of the good copy stays known. */
	*st = in->before;
	st->health = health;
	st->tried = time(NULL);
	st->failures++;
	st->acceptable = false;
	st->verdict[0] = '\0';
	va_start(ap, fmt);
	vsnprintf(st->why, sizeof(st->why), fmt, ap);
	va_end(ap);
	in->result = INTAKE_KEPT;
}

void intake_same(struct intake *in)
{
	struct source_state *st = &in->state;
	char etag[sizeof(st->etag)], modified[sizeof(st->modified)];

	memcpy(etag, st->etag, sizeof(etag));
	memcpy(modified, st->modified, sizeof(modified));
	*st = in->before;
	memcpy(st->etag, etag, sizeof(etag));
	memcpy(st->modified, modified, sizeof(modified));
	set_well(in);
	in->result = INTAKE_SAME;
}

/* Keeps what was refused, so that its lines can be looked at. */
static void refuse(struct intake *in, enum source_health health,
		   const char *verdict, bool acceptable, unsigned line,
		   const char *why)
{
	char *at = source_file(in->config, in->source, REFUSED);
	char place[32] = "";

	discard(in, REFUSED);
	renameat(in->folder, NEW, in->folder, REFUSED);
	if (line > 0)
		snprintf(place, sizeof(place), ":%u", line);
	intake_fail(in, health, "%s%s: %s", at, place, why);
	snprintf(in->state.verdict, sizeof(in->state.verdict), "%s", verdict);
	in->state.acceptable = acceptable;
	free(at);
}

void intake_hold(struct intake *in, const char *verdict, const char *why)
{
	refuse(in, SOURCE_REFUSED, verdict, true, 0, why);
}

/* --- its text -------------------------------------------------------- */

/* All new text is there: what does it mean? */
static void look(struct intake *in, const struct guards *g)
{
	struct source_state *st = &in->state;
	char *path = source_file(in->config, in->source, NEW);
	struct reading r;

	in->check = xcalloc(1, sizeof(*in->check));
	guard_begin(in->check, g, in->source);
	reading_do(&r, path, in->source, in->check);
	free(path);
	/* What it includes from beside it may be another all the same. */
	if (strcmp(r.content, in->before.content) == 0 &&
	    in->check->names == in->before.names &&
	    in->check->prefixes == in->before.prefixes) {
		discard(in, NEW);
		intake_same(in);
		return;
	}
	if (r.refused[0]) {
		refuse(in, SOURCE_REFUSED, guard_words[GUARD_NO_LIST], false,
		       r.refused_line, r.refused);
		return;
	}
	guard_end(in->check, source_state_entries(&in->before), r.rejects);
	if (in->check->verdict == GUARD_NO_LIST && r.first_reject[0])
		snprintf(in->check->why + strlen(in->check->why),
			 sizeof(in->check->why) - strlen(in->check->why),
			 ", the first: %s", r.first_reject);
	if (in->check->verdict != GUARD_OK &&
	    !(in->accept && guard_can_accept(in->check->verdict))) {
		refuse(in, SOURCE_REFUSED, guard_words[in->check->verdict],
		       guard_can_accept(in->check->verdict), in->check->line,
		       in->check->why);
		return;
	}
	set_well(in);
	st->changed = st->tried;
	st->names = in->check->names;
	st->prefixes = in->check->prefixes;
	st->special = in->check->special;
	st->rejects = r.rejects;
	st->skipped = r.skipped;
	snprintf(st->format, sizeof(st->format), "%s",
		 r.format);
	snprintf(st->content, sizeof(st->content), "%s", r.content);
	in->result = INTAKE_NEW;
}

/* Checks and unpacks one file to `name` in the folder `at`. */
static bool take(struct intake *in, int raw, int signature, int at,
		 const char *name)
{
	char why[200];
	int out = openat(at, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW |
			 O_CLOEXEC, 0644);
	enum source_health health = SOURCE_WELL;

	if (out < 0) {
		intake_fail(in, SOURCE_FAILED, "%s: %s", name,
			    strerror(errno));
		return false;
	}
	if (!proof_check(in->source, raw, signature, in->state.sha256,
			 in->state.key, why, sizeof(why)))
		health = SOURCE_UNVERIFIED;
	else if (!proof_unpack(in->source, in->config->user, raw, out, why,
			       sizeof(why)))
		health = SOURCE_UNVERIFIED;
	else if (fsync(out) < 0) {
		snprintf(why, sizeof(why), "%s", strerror(errno));
		health = SOURCE_FAILED;
	}
	close(out);
	if (health != SOURCE_WELL)
		intake_fail(in, health, "%s", why);
	return health == SOURCE_WELL;
}

void intake_fetched(struct intake *in, const struct guards *g, int raw,
		    int signature)
{
	discard(in, NEW);
	if (take(in, raw, signature, in->folder, NEW))
		look(in, g);
}

/* --- files of this machine ------------------------------------------- */

/* A plain file of at most max_size; -1, and the state says why. */
static int open_plain(struct intake *in, const char *path)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		intake_fail(in, SOURCE_FAILED, "%s: %s", path,
			    strerror(errno));
	else if (!S_ISREG(st.st_mode))
		intake_fail(in, SOURCE_FAILED, "%s: is not a plain file",
			    path);
	else if ((uint64_t)st.st_size > in->source->max_size)
		intake_fail(in, SOURCE_REFUSED, "%s: is larger than %llu "
			    "bytes (max_size)", path,
			    (unsigned long long)in->source->max_size);
	else
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

static bool take_path(struct intake *in, const char *path, int at,
		      const char *name)
{
	char *beside = *in->source->signature && !*in->source->url &&
		       !*in->source->folder ?
		       xstrdup(in->source->signature) :
		       xasprintf("%s.minisig", path);
	int raw = open_plain(in, path), signature = -1;
	bool good = raw >= 0;

	if (good && *in->source->minisign) {
		signature = open_plain(in, beside);
		good = signature >= 0;
		if (!good)
			in->state.health = SOURCE_UNVERIFIED;
	}
	if (good)
		good = take(in, raw, signature, at, name);
	if (raw >= 0)
		close(raw);
	if (signature >= 0)
		close(signature);
	free(beside);
	return good;
}

static bool is_signature(const char *path)
{
	size_t n = strlen(path);

	return n > 8 && strcmp(path + n - 8, ".minisig") == 0;
}

static bool take_folder(struct intake *in)
{
	char **names;
	size_t n;
	int at, ret = file_list(in->source->folder, "", &names, &n);
	bool good = ret == 0;

	if (ret == 0 && mkdirat(in->folder, NEW, 0755) < 0)
		ret = -errno;
	at = openat(in->folder, NEW, O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
		    O_CLOEXEC);
	if (ret < 0 || at < 0) {
		intake_fail(in, SOURCE_FAILED, "%s: %s", in->source->folder,
			    strerror(ret < 0 ? -ret : errno));
		good = false;
	} else if (n == 0) {
		intake_fail(in, SOURCE_FAILED, "%s: has no files",
			    in->source->folder);
		good = false;
	}
	for (size_t i = 0; good && i < n; i++)
		good = is_signature(names[i]) ||
		       take_path(in, names[i], at,
				 strrchr(names[i], '/') + 1);
	if (good && fsync(at) < 0)
		intake_fail(in, SOURCE_FAILED, "%s", strerror(errno));
	if (at >= 0)
		close(at);
	file_list_free(names, n);
	return good && in->result != INTAKE_KEPT;
}

void intake_read(struct intake *in, const struct guards *g)
{
	discard(in, NEW);
	if (*in->source->folder ? take_folder(in) :
	    take_path(in, in->source->path, in->folder, NEW))
		look(in, g);
}

void intake_import(struct intake *in, const struct guards *g,
		   const char *path)
{
	discard(in, NEW);
	/* What the server had before says nothing about this file. */
	in->state.etag[0] = in->state.modified[0] = '\0';
	if (take_path(in, path, in->folder, NEW))
		look(in, g);
}

/* --- becoming the good copy ------------------------------------------ */

int intake_promote(struct intake *in)
{
	int ret = 0;

	/* A folder cannot be renamed over another with files in it. */
	discard(in, OLD);
	if (renameat2(in->folder, NEW, in->folder, GOOD, RENAME_EXCHANGE) ==
	    0)
		discard(in, NEW);
	else if (renameat(in->folder, NEW, in->folder, GOOD) < 0) {
		/* No exchange on this file system, or nothing to exchange. */
		renameat(in->folder, GOOD, in->folder, OLD);
		if (renameat(in->folder, NEW, in->folder, GOOD) < 0)
			ret = -errno;
		discard(in, OLD);
	}
	if (ret == 0 && fsync(in->folder) < 0)
		ret = -errno;
	discard(in, REFUSED);
	return ret;
}
