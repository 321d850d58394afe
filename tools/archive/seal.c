/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Seals rotated files. */

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/folder.h"
#include "lib/lockfile.h"
#include "tools/archive/anew.h"
#include "tools/archive/entry.h"
#include "tools/archive/frames.h"
#include "tools/archive/seal.h"
#include "tools/record/linefile.h"

enum {
	SETTLE = 3,		/* seconds; who writes looks each second */
	WAIT = 600,		/* for another who seals */
};

/* --- one sealed file --------------------------------------------------- */

/* The one that is being written. */
struct out {
	int fd;
	char *path;		/* NULL: there is none */
	struct frames_out *frames;
	struct ledger_entry entry;
};

static bool begin(struct seal *s, struct out *o, struct fault *why)
{
	o->path = store_sealed(s->store, ".new");
	o->fd = open(o->path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC |
		     O_NOFOLLOW, 0640);
	if (o->fd < 0 || fchmod(o->fd, 0640) < 0) {
		fault_set(why, -errno, "cannot be written");
		fault_at(why, o->path, 0);
		return false;
	}
	o->frames = frames_new(o->fd);
	o->entry = (struct ledger_entry) { .what = LEDGER_SEAL };
	return true;
}

/* What has got no name by now takes no room. */
static void give_up(struct out *o)
{
	frames_free(o->frames);
	if (o->path && o->fd >= 0)
		close(o->fd);
	if (o->path)
		unlink(o->path);
	free(o->path);
	*o = (struct out) { .fd = -1 };
}

/* Size and hash of the file as it lies there. */
static int measure(int fd, struct ledger_entry *e)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	e->packed = (uint64_t)st.st_size;
	return sealkey_digest_file(fd, e->digest);
}

/* The file gets its name first: what is in no ledger then is taken up by the
 * next run. */
static int finish(struct seal *s, struct out *o)
{
	struct ledger_entry *e = &o->entry;
	int ret = frames_finish(o->frames);
	char *path;

	snprintf(e->file, sizeof(e->file), "%s-%020" PRIu64 ".jsonl.zst",
		 e->stream, e->first);
	path = store_sealed(s->store, e->file);
	if (ret == 0 && fsync(o->fd) < 0)
		ret = -errno;
	if (ret == 0)
		ret = measure(o->fd, e);
	if (ret == 0 && rename(o->path, path) < 0)
		ret = -errno;
	if (ret == 0)
		ret = folder_sync(path);
	if (ret == 0)
		ret = ledger_append(&s->ledger, s->store->ledger, &s->key, e);
	free(path);
	return ret;
}

static bool end(struct seal *s, struct out *o, struct fault *why)
{
	int ret = 0;

	if (o->path && o->entry.lines > 0) {
		ret = finish(s, o);
		s->files += ret == 0;
		s->lines += ret == 0 ? o->entry.lines : 0;
	}
	if (ret < 0) {
		fault_set(why, ret, "cannot be sealed");
		fault_at(why, s->store->sealed, 0);
	}
	give_up(o);
	return ret == 0;
}

/* --- the lines of a rotated file --------------------------------------- */

struct walk {
	struct seal *seal;
	struct out out;
	struct entry_place place;
	uint64_t covered;	/* of its stream, sealed before */
	struct jsontree tree;
	struct fault *why;
};

static bool take_line(struct walk *w, const char *line, size_t len)
{
	struct record r;
	bool bad = record_read(&r, &w->tree, line, len) == RECORD_BAD;

	if (!entry_goes_on(&w->place, &r, line, len)) {
		if (!end(w->seal, &w->out, w->why))
			return false;
		w->covered = ledger_covers(&w->seal->ledger, w->place.stream);
	}
	if (w->place.seq <= w->covered)
		return true;
	if (!w->out.path && !begin(w->seal, &w->out, w->why))
		return false;
	w->seal->broken += bad;
	frames_add(w->out.frames, line, len);
	entry_note(&w->out.entry, &w->place, &r, len);
	return true;
}

/* What cannot be read any further is sealed as far as it could; the rest is
 * nobody's any more, and its numbers are missing. */
static bool take_file(struct seal *s, const char *path, struct fault *why)
{
	struct walk w = { .seal = s, .out = { .fd = -1 }, .why = why };
	enum linefile_result got;
	struct linefile l;
	bool well = true;
	size_t len;
	char *line;
	int error = linefile_open(&l, path);

	while (error == 0 && well &&
	       (got = linefile_next(&l, &line, &len, &error)) < LINEFILE_END) {
		/* It is none of cordond's; its beginning stays to say so. */
		if (got == LINEFILE_TOO_LONG && len > LINEFILE_LONGEST / 2)
			line[len = LINEFILE_LONGEST / 2] = '\0';
		well = take_line(&w, line, len);
	}
	if (well)
		well = end(s, &w.out, why);
	give_up(&w.out);
	linefile_close(&l);
	jsontree_done(&w.tree);
	return well;
}

/* Goes to the place of the last of at most `n` lines. */
static void walk_to(struct linefile *l, unsigned long n, struct walk *w)
{
	struct record r;
	size_t len;
	char *line;
	int error;

	while (n-- > 0 &&
	       linefile_next(l, &line, &len, &error) == LINEFILE_LINE) {
		record_read(&r, &w->tree, line, len);
		entry_goes_on(&w->place, &r, line, len);
	}
}

static bool is_covered(const struct seal *s, const struct entry_place *p)
{
	return p->seq <= ledger_covers(&s->ledger, p->stream);
}

/* Certainly, that is: the first line tells whose it is, and, of a file that
 * may have more than when it was sealed, the last; small ones are read. */
static bool is_sealed(const struct seal *s, const struct store_file *f)
{
	struct walk w = { .out = { .fd = -1 } };
	bool sealed = false;
	struct linefile l;

	if (linefile_open(&l, f->path) == 0) {
		walk_to(&l, 1, &w);
		sealed = is_covered(s, &w.place);
	}
	if (sealed && packed_is_plain(l.from)) {
		sealed = f->size > 2 * LINEFILE_LONGEST && !w.place.before &&
			 linefile_seek(&l, f->size - LINEFILE_LONGEST) == 0;
		walk_to(&l, sealed ? LINEFILE_LONGEST : 0, &w);
		sealed = sealed && !w.place.before && is_covered(s, &w.place);
	}
	linefile_close(&l);
	jsontree_done(&w.tree);
	return sealed;
}

/* Of a time to come it is, if the clock was wrong then. */
static bool is_settled(const struct store_file *f, time_t now)
{
	return f->changed + SETTLE <= now || f->changed > now + SETTLE;
}

bool seal_rotated(struct seal *s, struct fault *why)
{
	struct store_file *files;
	bool well = true;
	size_t n;

	store_rotated(s->store, &files, &n);
	for (size_t i = 0; i < n && well; i++)
		if (is_settled(&files[i], time(NULL)) &&
		    !is_sealed(s, &files[i]))
			well = take_file(s, files[i].path, why);
	store_free(files, n);
	return well;
}

/* --- its folder -------------------------------------------------------- */

/* Killed between a file and its line: the file tells again what is in it. */
static int take_up(struct seal *s, const char *path, const char *name)
{
	struct ledger_entry e = { .what = LEDGER_SEAL };
	struct entry_place place = { .seq = 0 };
	struct jsontree tree = { .n = 0 };
	struct record r;
	struct linefile l;
	size_t len;
	char *line;
	int ret = linefile_open(&l, path), error = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	while (ret == 0 &&
	       linefile_next(&l, &line, &len, &error) == LINEFILE_LINE) {
		record_read(&r, &tree, line, len);
		entry_goes_on(&place, &r, line, len);
		entry_note(&e, &place, &r, len);
	}
	snprintf(e.file, sizeof(e.file), "%s", name);
	if (ret == 0)
		ret = error < 0 ? error : fd < 0 ? -errno : measure(fd, &e);
	if (ret == 0 && e.lines > 0)
		ret = ledger_append(&s->ledger, s->store->ledger, &s->key, &e);
	if (fd >= 0)
		close(fd);
	linefile_close(&l);
	jsontree_done(&tree);
	return ret;
}

/* Before lines were numbered there were no sealed files, so that what is in
 * the folder and in no ledger, and whole, is ours. What is not whole stays for
 * "verify" to name. */
static void look_around(struct seal *s)
{
	char *unfinished = store_sealed(s->store, ".new"), **names;
	size_t n;

	unlink(unfinished);
	free(unfinished);
	anew_take_up(s->store, &s->ledger);
	if (folder_list(s->store->sealed, ".jsonl.zst", &names, &n) < 0)
		return;
	for (size_t i = 0; i < n; i++) {
		const char *name = strrchr(names[i], '/') + 1;
		const struct ledger_entry *e = ledger_find(&s->ledger, name);

		if (!e)
			take_up(s, names[i], name);
		else if (e->dropped)
			unlink(names[i]);
	}
	folder_list_free(names, n);
}

bool seal_open(struct seal *s, struct store *store, const char *key,
	       struct fault *why)
{
	char *lock = store_sealed(store, ".lock");
	int ret;

	*s = (struct seal) { .store = store, .lock = -1 };
	ret = access(store->sealed, F_OK) < 0 ?
	      folder_make(store->sealed, 02750) : 0;
	s->lock = ret < 0 ? ret : lockfile_take(lock, WAIT, NULL, NULL);
	fault_set(why, s->lock < 0 ? s->lock : 0, "cannot seal the log");
	fault_at(why, store->sealed, 0);
	if (s->lock >= 0) {
		ret = sealkey_read(&s->key, key);
		/* Its public half alone signs nothing. */
		if (ret == 0 && *key && access(key, F_OK) < 0)
			ret = -errno;
	}
	if (s->lock >= 0 && ret < 0) {
		fault_set(why, ret, "cannot be read as a key");
		fault_at(why, key, 0);
	} else if (s->lock >= 0 &&
		   (ret = ledger_read(&s->ledger, store->ledger,
				      &s->key)) < 0) {
		fault_set(why, ret, "cannot be read");
		fault_at(why, store->ledger, 0);
	}
	free(lock);
	if (s->lock < 0 || ret < 0)
		return false;
	*why = (struct fault) { .ret = 0 };
	look_around(s);
	return true;
}

void seal_close(struct seal *s)
{
	if (s->lock >= 0)
		close(s->lock);
	ledger_done(&s->ledger);
}

/* --- letting go -------------------------------------------------------- */

static bool drop(struct seal *s, const char *file, struct fault *why)
{
	struct ledger_entry gone = { .what = LEDGER_DROP };
	char *path = store_sealed(s->store, file);
	int ret;

	snprintf(gone.file, sizeof(gone.file), "%s", file);
	ret = ledger_append(&s->ledger, s->store->ledger, &s->key, &gone);
	if (ret == 0 && unlink(path) < 0 && errno != ENOENT)
		ret = -errno;
	if (ret < 0) {
		fault_set(why, ret, "cannot be removed");
		fault_at(why, path, 0);
	}
	s->dropped += ret == 0;
	free(path);
	return ret == 0;
}

static bool is_there(const struct ledger_entry *e)
{
	return e->what == LEDGER_SEAL && !e->dropped;
}

static bool ended_before(const struct ledger_entry *e, time_t since)
{
	time_t t;

	return since && moment_parse(e->to, 0, &t) && t < since;
}

static uint64_t bytes_there(const struct seal *s)
{
	uint64_t all = 0;

	for (size_t i = 0; i < s->ledger.n; i++)
		if (is_there(&s->ledger.entries[i]))
			all += s->ledger.entries[i].packed;
	return all;
}

bool seal_drops(const struct seal *s, uint64_t most, time_t since,
		bool (*has)(void *arg, const struct ledger_entry *e),
		void *arg)
{
	uint64_t all = bytes_there(s);

	for (size_t i = 0; i < s->ledger.n; i++) {
		const struct ledger_entry *e = &s->ledger.entries[i];

		if (!is_there(e) || (all <= most && !ended_before(e, since)))
			continue;
		if (!has || !has(arg, e))
			return true;
		all -= e->packed;
	}
	return false;
}

/* Is it kept for who has not had it yet, as there is room? */
static bool is_kept(const struct seal_waiting *w, const struct ledger_entry *e,
		    uint64_t all, bool *lost)
{
	*lost = w->hold > 0 && !w->has(w->arg, e);
	return *lost && all <= w->hold;
}

bool seal_drop(struct seal *s, uint64_t most, time_t since,
	       const struct seal_waiting *w, struct fault *why)
{
	uint64_t all = bytes_there(s);
	bool well = true, lost;

	/* The entries may move while lines are added behind them. */
	for (size_t i = 0, n = s->ledger.n; i < n && well; i++) {
		struct ledger_entry e = s->ledger.entries[i];

		if (!is_there(&e) ||
		    (all <= most && !ended_before(&e, since)) ||
		    is_kept(w, &e, all, &lost))
			continue;
		well = drop(s, e.file, why);
		s->given_up += well && lost;
		all -= e.packed;
	}
	return well;
}
