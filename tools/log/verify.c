/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon log verify, index, key: what makes the log evidence. */

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sysexits.h>

#include "lib/log.h"
#include "ruleset/config/config.h"
#include "ruleset/config/config_load.h"
#include "tools/archive/seal.h"
#include "tools/archive/verify.h"
#include "tools/centre/arrived.h"
#include "tools/changes.h"
#include "tools/cli/answer.h"
#include "tools/cli/who.h"
#include "tools/history/fill.h"
#include "tools/log/erase.h"
#include "tools/run.h"

static int refuse(const struct fault *why)
{
	char text[FAULT_TEXT];

	warnx("%s", fault_text(why, text));
	return why->ret == -EACCES || why->ret == -EPERM ? EX_NOPERM :
	       EX_IOERR;
}

/* --- verify ------------------------------------------------------------ */

static const struct column wrong_columns[] = {
	{ .key = "where", .head = "WHERE" },
	{ .key = "what", .head = "WHAT" },
};

static const struct grid wrong_grid = {
	.key = "wrong", GRID_COLUMNS(wrong_columns),
	.in = IN_ROWS | IN_JSON,
};

static const struct column stream_columns[] = {
	{ .key = "stream", .head = "STREAM" },
	{ .key = "first", .head = "FIRST", .right = true },
	{ .key = "last", .head = "LAST", .right = true },
	{ .key = "missing", .head = "MISSING", .right = true },
};

static const struct grid stream_grid = {
	.key = "streams", GRID_COLUMNS(stream_columns), .in = IN_JSON,
};

static void tell_wrong(void *arg, const char *where, const char *what)
{
	struct answer *an = arg;

	answer_row(an, cell_text(where), cell_text(what));
	answer_say(an, "BAD  %s: %s\n", paint_safe(where), paint_safe(what));
}

static bool is_before(const struct gaps *g)
{
	return strncmp(g->stream, "before-", 7) == 0;
}

/* What the numbers say to people. */
static void say_stream(struct answer *an, const struct gaps *g)
{
	if (is_before(g))
		answer_say(an, "stream %s: lines of before they were "
			   "numbered; that none is missing cannot be "
			   "proven\n", g->stream);
	else
		answer_say(an, "stream %s: numbers %" PRIu64 " to %" PRIu64
			   ", %" PRIu64 " missing\n", g->stream, g->first,
			   g->next - 1, gaps_missing(g));
}

static void put_streams(struct answer *an, const struct verify *v)
{
	answer_table(an, &stream_grid);
	for (size_t i = 0; i < v->nstreams; i++) {
		const struct gaps *g = &v->streams[i];

		answer_row(an, cell_text(g->stream), cell_number(g->first),
			   cell_number(g->next - 1),
			   cell_number(gaps_missing(g)));
		say_stream(an, g);
	}
	answer_table_end(an);
}

/* A client was taken out, which is not wrong. */
static void say_erased(struct answer *an, const struct verify *v)
{
	if (v->erasures == 0 && v->erased == 0)
		return;
	answer_say(an, "%" PRIu64 " line%s of clients that were erased, in %u "
		   "time%s", v->erased, v->erased == 1 ? "" : "s", v->erasures,
		   v->erasures == 1 ? "" : "s");
	answer_say(an, *v->erased_when ? ", the last %s by %s\n" : "\n",
		   paint_safe(v->erased_when), paint_safe(v->erased_by));
}

static void say_end(struct answer *an, const struct verify *v)
{
	if (*v->head)
		answer_say(an, "%u sealed file%s looked at; the ledger ends "
			   "with %s, %s\n", v->files, v->files == 1 ? "" :
			   "s", v->head, v->is_signed ? "signed" :
			   v->key->can_check ? "NOT all signed" :
			   "without a key");
	else
		answer_say(an, "nothing is sealed yet\n");
	say_erased(an, v);
	if (v->wrong == 0)
		answer_say(an, "nothing is wrong\n");
}

int log_verify_run(const struct args *a)
{
	struct store store;
	struct sealkey key;
	struct fault why = { .ret = 0 };
	struct config c;
	struct verify v = { .store = &store, .key = &key,
			    .tell = tell_wrong };
	int status = 0;

	config_load(&c, a->config);
	store_init(&store, c.log.file);
	if (sealkey_read(&key, c.log.seal_key) < 0)
		warnx("%s: cannot be read: signatures are not checked",
		      c.log.seal_key);
	v.arg = answer_begin(a, "cordon.log.verify/1");
	answer_table(v.arg, &wrong_grid);
	if (!verify_run(&v, &why))
		status = refuse(&why);
	answer_table_end(v.arg);
	if (status == 0) {
		put_streams(v.arg, &v);
		answer_put(v.arg, "files", cell_number(v.files));
		answer_put(v.arg, "head", cell_text(v.head));
		answer_put(v.arg, "signed", cell_bool(v.is_signed));
		answer_put(v.arg, "erased", cell_number(v.erased));
		answer_put(v.arg, "erasures", cell_number(v.erasures));
		say_end(v.arg, &v);
		status = v.wrong > 0 ? EX_DATAERR : 0;
	}
	answer_end(v.arg);
	verify_done(&v);
	store_done(&store);
	config_done(&c);
	return status;
}

/* --- index ------------------------------------------------------------- */

/* Of the history, then. */
struct filled {
	bool has_all;		/* lines that there are */
	bool no_room;		/* on the disk */
};

/* What lines came to; `all` of them, whatever a write is worth. */
static bool fill(const struct config *c, const struct store *store, bool all,
		 struct answer *an, struct filled *is, struct fault *why)
{
	struct fill_result r = { .lines = 0 };
	struct history h;
	bool well = history_open(&h, c, true, why);

	if (well) {
		fill_history(&h, store, all, &r);
		well = history_well(&h, why);
	}
	is->has_all = well && h.lock >= 0 && r.rest == 0;
	is->no_room = (h.db.error & 0xff) == SQLITE_FULL;
	if (*h.aside)
		warnx("%s was damaged; it is made anew, and the old one %s",
		      h.path, h.aside);
	if (well && h.lock < 0)
		warnx("%s may not be written, or another does so", h.path);
	if (r.unread.len > 0)
		warnx("%s", r.unread.p);
	answer_put(an, "lines", cell_number(r.lines));
	answer_put(an, "waiting", cell_number(r.rest));
	answer_say(an, "%" PRIu64 " lines taken into the history, %" PRIu64
		   " not worth a write yet\n", r.lines, r.rest);
	fill_done(&r);
	history_close(&h);
	return well;
}

/* Files left too early: people are told, and the register. */
static void tell_gone(const struct config *c, unsigned files, const char *what)
{
	struct audit audit;

	warnx("%u sealed files removed that %s", files, what);
	changes_open(&audit, c->log.file);
	audit_write(&audit, "retention", who_uid(), "%u sealed files removed "
		    "that %s", files, what);
	audit_close(&audit);
}

static bool has_arrived(void *arg, const struct ledger_entry *e)
{
	return arrived_has(arg, e->stream, e->last);
}

/* What the centre has not yet waits, as far as there is room. */
static bool let_go(struct seal *s, const struct config *c, time_t since,
		   struct fault *why)
{
	struct arrived arrived;
	const struct seal_waiting waiting = {
		has_arrived, &arrived, *c->centre.url ? c->centre.hold : 0,
	};
	bool well;

	arrived_read(&arrived, c);
	well = seal_drop(s, c->log.sealed_size, since, &waiting, why);
	arrived_done(&arrived);
	if (s->given_up > 0)
		tell_gone(c, s->given_up, "had not arrived at the centre");
	return well;
}

/* Nothing leaves before the history has it, unless the disk is short. */
static bool index_log(struct seal *s, const struct config *c,
		      struct answer *an, struct fault *why)
{
	const struct config_log *log = &c->log;
	time_t since = log->sealed_age == 0 ? 0 :
		       time(NULL) - (time_t)log->sealed_age;
	struct filled is = { .has_all = false };
	struct fault none;
	bool drops, well;

	if (!seal_rotated(s, why))
		return false;
	drops = seal_drops(s, log->sealed_size, since);
	well = fill(c, s->store, drops, an, &is, why);
	if (!drops)
		return well;
	if (is.has_all)
		return let_go(s, c, since, why);
	if (!is.no_room) {
		warnx("no sealed file is removed, as the history does not "
		      "have all of them yet");
		return well;
	}
	if (let_go(s, c, since, &none) && s->dropped > 0)
		tell_gone(c, s->dropped, "the history does not have whole: "
			  "the disk is full");
	return well;
}

int log_index_run(const struct args *a)
{
	struct fault why = { .ret = 0 };
	struct store store;
	struct config c;
	struct answer *an;
	struct seal s = { .lock = -1 };
	int status = 0;

	config_load(&c, a->config);
	store_init(&store, c.log.file);
	an = answer_begin(a, "cordon.log.index/1");
	if (!erase_resume(&c, &why) ||
	    !seal_open(&s, &store, c.log.seal_key, &why) ||
	    !index_log(&s, &c, an, &why))
		status = refuse(&why);
	answer_put(an, "sealed", cell_number(s.lines));
	answer_put(an, "files", cell_number(s.files));
	answer_put(an, "dropped", cell_number(s.dropped));
	answer_put(an, "given_up", cell_number(s.given_up));
	answer_say(an, "%" PRIu64 " lines sealed in %u file%s\n", s.lines,
		   s.files, s.files == 1 ? "" : "s");
	if (s.broken > 0)
		warnx("%u lines of the log are none of an event", s.broken);
	if (s.dropped > 0)
		answer_say(an, "%u of the oldest sealed files removed\n",
			   s.dropped);
	answer_end(an);
	seal_close(&s);
	store_done(&store);
	config_done(&c);
	return status;
}

/* --- key --------------------------------------------------------------- */

int log_key_run(const struct args *a)
{
	struct answer *an = answer_begin(a, "cordon.log.key/1");
	struct config c;
	int ret = 0;

	config_load(&c, a->config);
	if (!*c.log.seal_key) {
		warnx("log.seal_key of cordon.conf(5) does not say where");
		ret = EX_CONFIG;
	} else if ((ret = sealkey_make(c.log.seal_key)) < 0) {
		warnx("%s: %s", c.log.seal_key, strerror(-ret));
		ret = ret == -EACCES ? EX_NOPERM : EX_CANTCREAT;
	} else {
		answer_put(an, "key", cell_text(c.log.seal_key));
		answer_say(an, "%s made; keep %s.pub elsewhere, too\n",
			   paint_safe(c.log.seal_key),
			   paint_safe(c.log.seal_key));
	}
	answer_end(an);
	config_done(&c);
	return ret;
}
