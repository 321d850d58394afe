/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From what was fetched to the good copy of a source. */

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
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
#include "ruleset/list/list.h"
#include "tools/sync/intake.h"
#include "tools/sync/reading.h"

#define GOOD "good"
#define OLD "old"
#define REFUSED "refused"

/* --- its folder ------------------------------------------------------ */

bool intake_open(struct intake *in, const struct config *c,
		 const struct config_source *s, const struct guards *g)
{
	char *path = source_file(c->state, s, "");
	int ret = folder_make(path, 0755);

	*in = (struct intake) { .config = c, .source = s, .folder = -1 };
	source_state_read(&in->state, c, s);
	terms_make(&in->terms, g, s);
	if (in->state.asns > 0 && c->asn_database)
		terms_add_file(&in->terms, c->asn_database);
	/* Another server's words mean nothing to this one. */
	if (strcmp(in->state.settings, in->terms.settings) != 0)
		in->state.etag[0] = in->state.modified[0] = '\0';
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
	in->is_there = ret == 0;
	free(path);
	return ret == 0;
}

void intake_close(struct intake *in)
{
	if (in->folder >= 0)
		close(in->folder);
	in->folder = -1;
}

void intake_discard(struct intake *in, const char *name)
{
	char *path;

	if (unlinkat(in->folder, name, 0) == 0 || errno == ENOENT)
		return;
	path = source_file(in->config->state, in->source, name);
	folder_remove(path);
	free(path);
}

void intake_check(struct intake *in)
{
	char *path = source_cached(in->config->state, in->source);
	struct reading r;

	reading_do(&r, path, in->source, NULL, NULL);
	if (strcmp(r.content, in->before.content) != 0) {
		in->before.content[0] = '\0';
		in->before.etag[0] = in->before.modified[0] = '\0';
		in->state = in->before;
	}
	free(path);
}

int intake_file(struct intake *in, const char *name)
{
	int fd;

	intake_discard(in, name);
	fd = openat(in->folder, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW |
		    O_CLOEXEC, 0644);
	return fd < 0 ? -errno : fd;
}

void intake_clean(struct intake *in)
{
	static const char *const names[] = { INTAKE_FRESH, OLD, "fetched",
					     "signature" };

	for (size_t i = 0; in->folder >= 0 && i < ARRAY_SIZE(names); i++)
		intake_discard(in, names[i]);
}

/* --- how it ends ----------------------------------------------------- */

static void clear_blame(struct source_state *st)
{
	st->acceptable = false;
	st->copy_refused = 0;
	st->verdict[0] = st->why[0] = '\0';
}

static void set_well(struct intake *in)
{
	struct source_state *st = &in->state;
	char origin[SOURCE_ORIGIN];

	st->health = SOURCE_WELL;
	st->tried = st->good_at = time(NULL);
	st->retry_at = 0;
	snprintf(st->from, sizeof(st->from), "%s",
		 source_origin(in->source, origin));
	st->failures = 0;
	clear_blame(st);
	memcpy(st->settings, in->terms.settings, sizeof(st->settings));
	memcpy(st->terms, in->terms.all, sizeof(st->terms));
	st->reading = LIST_READING;
}

static void fail(struct intake *in, enum source_health health,
		 const char *fmt, va_list ap)
{
	struct source_state *st = &in->state;

	/* What is known of the good copy stays known. */
	*st = in->before;
	st->health = health;
	st->tried = time(NULL);
	st->retry_at = 0;
	st->failures++;
	clear_blame(st);
	memcpy(st->settings, in->terms.settings, sizeof(st->settings));
	vsnprintf(st->why, sizeof(st->why), fmt, ap);
	in->result = INTAKE_KEPT;
	in->advice = NULL;
}

void intake_fail(struct intake *in, enum source_health health,
		 const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fail(in, health, fmt, ap);
	va_end(ap);
}

void intake_blame(struct intake *in, int ret, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fail(in, SOURCE_FAILED, fmt, ap);
	va_end(ap);
	if (ret == -ENOSPC || ret == -EDQUOT)
		in->advice = "; make room on the disk of \"state\", and the "
			     "next sync takes it in";
}

/* Taken in, but not well: too many of its lines are no entries. */
static void weigh_losses(struct intake *in)
{
	struct source_state *st = &in->state;
	uint64_t lost = st->lost.n[LOSS_REJECTED];
	uint64_t all = source_state_entries(st) + st->lost.n[LOSS_SPECIAL] +
		       lost;

	if (lost * 100 <= (uint64_t)in->source->max_lost * all)
		return;
	st->health = SOURCE_LOSSY;
	snprintf(st->why, sizeof(st->why), "%" PRIu64 " of %" PRIu64 " lines "
		 "are no entries, the first: %.180s", lost, all,
		 st->sample);
}

/* The good copy is what there is; of this try only the server's words stay. */
static void same(struct intake *in)
{
	struct source_state *st = &in->state;
	char etag[sizeof(st->etag)], modified[sizeof(st->modified)];
	uint64_t accepted = st->accepted;
	int64_t signed_at = st->signed_at;

	memcpy(etag, st->etag, sizeof(etag));
	memcpy(modified, st->modified, sizeof(modified));
	*st = in->before;
	memcpy(st->etag, etag, sizeof(etag));
	memcpy(st->modified, modified, sizeof(modified));
	st->signed_at = signed_at;
	st->accepted = accepted;
	set_well(in);
	if (in->before.health == SOURCE_LOSSY)
		weigh_losses(in);
	in->result = INTAKE_SAME;
}

static void blame(struct intake *in, enum source_health health,
		  const char *name, const struct fault *why)
{
	char *at = source_file(in->config->state, in->source, name);
	char text[FAULT_TEXT];
	struct fault f = *why;

	fault_at(&f, at, why->line);
	intake_fail(in, health, "%s", fault_text(&f, text));
	free(at);
}

/* Keeps what was refused, so that its lines can be looked at. */
static void refuse(struct intake *in, const char *verdict, bool acceptable,
		   const struct fault *why)
{
	intake_discard(in, REFUSED);
	renameat(in->folder, INTAKE_FRESH, in->folder, REFUSED);
	blame(in, SOURCE_REFUSED, REFUSED, why);
	snprintf(in->state.verdict, sizeof(in->state.verdict), "%s", verdict);
	in->state.acceptable = acceptable;
}

void intake_hold(struct intake *in, const char *verdict,
		 const struct fault *why)
{
	refuse(in, verdict, true, why);
}

/* --- its text -------------------------------------------------------- */

/* What a copy means, and what the guards say to it. */
struct look {
	struct guard_check *check;
	struct reading r;
};

/* What is no list at all, before what the guards say to it. */
static void refuse_reading(struct guard_check *c, const struct fault *why)
{
	fault_set(&c->fault, why->ret, "%s%s%s", why->place,
		  why->place[0] ? ": " : "", why->what);
	c->fault.line = why->line;
	c->verdict = GUARD_NO_LIST;
}

static void look_begin(struct look *l, struct intake *in,
		       const struct guards *g, const char *name)
{
	char *path = source_file(in->config->state, in->source, name);
	char what[FAULT_WHAT];

	l->check = xcalloc(1, sizeof(*l->check));
	guard_begin(l->check, g, in->source);
	reading_do(&l->r, path, in->source, l->check,
		   in->config->asn_database);
	guard_end(l->check, source_state_entries(&in->before), l->r.rejects);
	free(path);
	if (fault_any(&l->r.refused)) {
		refuse_reading(l->check, &l->r.refused);
	} else if (l->check->verdict == GUARD_FEW && *l->r.asn_fault) {
		memcpy(what, l->check->fault.what, sizeof(what));
		fault_set(&l->check->fault, 0, "%.120s; it names %zu AS "
			  "numbers, but %.120s", what, l->r.asns,
			  l->r.asn_fault);
	} else if (l->check->verdict == GUARD_NO_LIST &&
		   l->r.first_reject[0]) {
		memcpy(what, l->check->fault.what, sizeof(what));
		fault_set(&l->check->fault, 0, "%.200s, the first: %s", what,
			  l->r.first_reject);
	}
}

static void look_end(struct look *l)
{
	free(l->check);
}

/* May it count? What was accepted once is not asked about again. */
static bool passes(struct intake *in, const struct look *l, bool is_same)
{
	enum guard_verdict v = l->check->verdict;

	if (v == GUARD_OK)
		return true;
	return guard_check_can_accept(l->check) &&
	       (in->accept || (is_same && in->before.accepted));
}

/* It stays, as nothing empties a set by accident; but not in silence. */
static void refuse_copy(struct intake *in, const struct look *l)
{
	enum guard_verdict v = l->check->verdict;

	blame(in, SOURCE_REFUSED, GOOD, &l->check->fault);
	snprintf(in->state.verdict, sizeof(in->state.verdict), "%s",
		 guard_words[v]);
	in->state.acceptable = guard_check_can_accept(l->check);
	in->state.copy_refused = true;
}

static void set_counts(struct source_state *st, const struct look *l)
{
	st->accepted = l->check->verdict != GUARD_OK;
	st->names = l->check->names;
	st->prefixes = l->check->prefixes;
	st->lost = l->r.lost;
	st->asns = l->r.asns;
	st->announced = l->r.announced;
	snprintf(st->asn_fault, sizeof(st->asn_fault), "%s", l->r.asn_fault);
	snprintf(st->format, sizeof(st->format), "%s", l->r.format);
	snprintf(st->content, sizeof(st->content), "%s", l->r.content);
	snprintf(st->sample, sizeof(st->sample), "%s", l->r.first_reject);
}

void intake_look(struct intake *in, const struct guards *g)
{
	struct source_state *st = &in->state;
	struct look l;
	bool is_same;

	look_begin(&l, in, g, INTAKE_FRESH);
	/* What it includes from beside it may be another all the same. */
	is_same = l.r.content[0] &&
		  strcmp(l.r.content, in->before.content) == 0 &&
		  l.check->names == in->before.names &&
		  l.check->prefixes == in->before.prefixes;
	if (is_same)
		intake_discard(in, INTAKE_FRESH);
	if (!passes(in, &l, is_same)) {
		if (is_same)
			refuse_copy(in, &l);
		else
			refuse(in, guard_words[l.check->verdict],
			       guard_check_can_accept(l.check),
			       &l.check->fault);
	} else if (is_same) {
		same(in);
		set_counts(st, &l);
		weigh_losses(in);
	} else {
		set_well(in);
		st->changed = st->tried;
		set_counts(st, &l);
		weigh_losses(in);
		in->result = INTAKE_NEW;
	}
	look_end(&l);
}

/* Is its good copy judged by something else than before? */
static bool is_judged_anew(const struct intake *in)
{
	return in->before.content[0] &&
	       (in->before.copy_refused ||
		strcmp(in->before.terms, in->terms.all) != 0);
}

/* The good copy again, where that can come to something else. */
static bool look_again(struct intake *in, const struct guards *g)
{
	struct look l;
	bool good;

	if (!is_judged_anew(in))
		return true;
	look_begin(&l, in, g, GOOD);
	good = strcmp(l.r.content, in->before.content) != 0 ||
	       passes(in, &l, true);
	if (!good)
		refuse_copy(in, &l);
	else
		in->state.accepted = l.check->verdict != GUARD_OK;
	look_end(&l);
	return good;
}

void intake_same(struct intake *in, const struct guards *g)
{
	if (look_again(in, g))
		same(in);
}

void intake_not_asked(struct intake *in, const struct guards *g)
{
	struct source_state *st = &in->state;

	if (!is_judged_anew(in))
		return;
	if (look_again(in, g)) {
		memcpy(st->terms, in->terms.all, sizeof(st->terms));
		st->reading = LIST_READING;
		in->result = INTAKE_SAME;
	}
	if (in->result == INTAKE_SAME && st->copy_refused) {
		st->health = SOURCE_WELL;
		st->failures = 0;
		clear_blame(st);
	}
	/* Nobody was asked: when it is due stays. */
	st->tried = in->before.tried;
	memcpy(st->settings, in->before.settings, sizeof(st->settings));
}

/* --- becoming the good copy ------------------------------------------ */

int intake_promote(struct intake *in)
{
	int ret = 0;

	/* A folder cannot be renamed over another with files in it. */
	intake_discard(in, OLD);
	if (file_exchange(in->folder, INTAKE_FRESH, GOOD) == 0)
		intake_discard(in, INTAKE_FRESH);
	else if (renameat(in->folder, INTAKE_FRESH, in->folder, GOOD) < 0) {
		/* No exchange on this file system, or nothing to exchange. */
		renameat(in->folder, GOOD, in->folder, OLD);
		if (renameat(in->folder, INTAKE_FRESH, in->folder, GOOD) < 0)
			ret = -errno;
		intake_discard(in, OLD);
	}
	if (ret == 0 && fsync(in->folder) < 0)
		ret = -errno;
	intake_discard(in, REFUSED);
	return ret;
}
