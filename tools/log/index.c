/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon log index: seals what was rotated, fills the history, lets go. */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>

#include "lib/log.h"
#include "nfq/event/remembered.h"
#include "ruleset/config/config_load.h"
#include "tools/archive/recall.h"
#include "tools/archive/seal.h"
#include "tools/centre/arrived.h"
#include "tools/changes.h"
#include "tools/cli/answer.h"
#include "tools/cli/who.h"
#include "tools/history/copies.h"
#include "tools/history/fill.h"
#include "tools/history/lastrun.h"
#include "tools/history/veil.h"
#include "tools/log/erase.h"
#include "tools/run.h"

enum { DAY = 86400 };

struct run {
	const struct config *c;
	struct answer *an;
	struct seal *seal;
	struct lastrun last;
	time_t now, since;	/* what ended before is too old; 0: nothing */

	/* Of the history, then. */
	bool has_all;		/* lines that there are */
	bool no_room;		/* on the disk */
};

/* --- the history ------------------------------------------------------- */

static void tell_filled(struct run *r, const struct history *h,
			const struct fill_result *got)
{
	char news[HISTORY_TEXT];

	if (*history_news(h, news))
		warnx("%s", news);
	if (!h->db.error && h->lock < 0)
		warnx("%s may not be written, or another does so", h->path);
	if (got->unread.len > 0)
		warnx("%s", got->unread.p);
	answer_put(r->an, "lines", cell_number(got->lines));
	answer_put(r->an, "waiting", cell_number(got->rest));
	answer_say(r->an, "%" PRIu64 " lines taken into the history, %" PRIu64
		   " not worth a write yet\n", got->lines, got->rest);
}

static bool copy_covers(void *arg, const struct ledger_entry *e)
{
	return copies_cover(arg, e);
}

/* One a month, and before what is in none leaves. */
static void keep_copy(struct run *r, struct history *h)
{
	struct fault why = { .ret = 0 };
	char text[FAULT_TEXT];

	if (h->lock < 0 || h->db.error ||
	    (copies_have(h, r->now) &&
	     !seal_drops(r->seal, r->c->log.sealed_size, r->since, copy_covers,
			 h)))
		return;
	db_run(&h->db, "COMMIT");
	if (!copies_make(h, r->now, &why))
		warnx("%s", fault_text(&why, text));
}

/* Old events are of pseudonyms, where that is asked for; of the copies, too. */
static void veil_old(struct run *r, struct history *h)
{
	uint64_t after = r->c->privacy.pseudonyms_after;
	char text[FAULT_TEXT];
	struct fault why = { .ret = 0 };
	struct privacy p;
	int64_t n;
	int ret;

	if (after == 0 || h->lock < 0 || h->db.error)
		return;
	db_run(&h->db, "ROLLBACK");
	ret = privacy_pseudonyms(&p, r->c);
	if (ret < 0) {
		warnx("%s/" PRIVACY_KEY ": %s", r->c->state, strerror(-ret));
		return;
	}
	n = veil_clients(&h->db, &p, (r->now - (int64_t)after) / DAY);
	if (n > 0)
		copies_remove(h);
	if (n > 0 && !copies_make(h, r->now, &why))
		warnx("%s", fault_text(&why, text));
	answer_put(r->an, "veiled", cell_signed(n));
	db_run(&h->db, "BEGIN");
}

/* Each day all of it is looked at: what is not asked for may be damaged for
 * long before anybody sees it. */
static void look_at_all(struct run *r, struct history *h)
{
	time_t ago = r->now - r->last.checked;

	if (h->lock >= 0 && (ago < 0 || ago >= DAY) && db_check(&h->db))
		r->last.checked = r->now;
}

/* What lines came to; `all` of them, whatever a write is worth. */
static bool fill_once(struct run *r, bool all, bool *damaged,
		      struct fault *why)
{
	struct fill_result got = { .lines = 0 };
	struct history h;
	bool well = history_open(&h, r->c, true, why);

	if (well)
		look_at_all(r, &h);
	if (well && !h.db.error)
		fill_history(&h, r->seal->store, all, &got);
	r->no_room = h.full || db_is_full(&h.db);
	*damaged = db_is_damaged(&h.db) && h.lock >= 0;
	well = history_well(&h, why);
	if (well && *h.refused) {
		fault_set(why, 0, "%s", h.refused);
		fault_at(why, h.path, 0);
		well = false;
	}
	r->has_all = well && h.lock >= 0 && got.rest == 0;
	if (!*damaged)
		tell_filled(r, &h, &got);
	if (well)
		veil_old(r, &h);
	if (well)
		keep_copy(r, &h);
	fill_done(&got);
	history_close(&h);
	return well;
}

static bool fill(struct run *r, bool all, struct fault *why)
{
	char text[FAULT_TEXT];
	bool damaged;

	if (fill_once(r, all, &damaged, why))
		return true;
	if (!damaged)
		return false;
	warnx("%s", fault_text(why, text));
	return fill_once(r, all, &damaged, why);
}

/* --- letting go -------------------------------------------------------- */

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
static bool let_go(struct run *r, struct fault *why)
{
	const struct config *c = r->c;
	struct seal *s = r->seal;
	struct arrived arrived;
	const struct seal_waiting waiting = {
		has_arrived, &arrived, *c->centre.url ? c->centre.hold : 0,
	};
	bool well;

	arrived_read(&arrived, c);
	well = seal_drop(s, c->log.sealed_size, r->since, &waiting, why);
	arrived_done(&arrived);
	if (s->given_up > 0)
		tell_gone(c, s->given_up, "had not arrived at the centre");
	return well;
}

/* Nothing leaves before the history has it, unless the disk is short. */
static bool index_log(struct run *r, struct fault *why)
{
	struct seal *s = r->seal;
	struct fault none;
	bool drops, well;

	if (!seal_rotated(s, why))
		return false;
	drops = seal_drops(s, r->c->log.sealed_size, r->since, NULL, NULL);
	well = fill(r, drops, why);
	if (!drops)
		return well;
	if (r->has_all)
		return let_go(r, why);
	if (!r->no_room) {
		warnx("no sealed file is removed, as the history does not "
		      "have all of them yet");
		return well;
	}
	if (let_go(r, &none) && s->dropped > 0)
		tell_gone(r->c, s->dropped, "the history does not have whole: "
			  "the disk is full");
	return well;
}

/* --- the command ------------------------------------------------------- */

static void tell_sealed(struct answer *an, const struct seal *s)
{
	answer_put(an, "sealed", cell_number(s->lines));
	answer_put(an, "files", cell_number(s->files));
	answer_put(an, "dropped", cell_number(s->dropped));
	answer_put(an, "given_up", cell_number(s->given_up));
	answer_say(an, "%" PRIu64 " lines sealed in %u file%s\n", s->lines,
		   s->files, s->files == 1 ? "" : "s");
	if (s->broken > 0)
		warnx("%u lines of the log are none of an event", s->broken);
	if (s->dropped > 0)
		answer_say(an, "%u of the oldest sealed files removed\n",
			   s->dropped);
}

/* Who may write nothing runs it for himself, and for nobody else. */
static int end(struct run *r, bool well, const struct fault *why)
{
	char text[FAULT_TEXT] = "";

	if (!well)
		warnx("%s", fault_text(why, text));
	r->last.at = r->now;
	if (well)
		r->last.well = r->now;
	snprintf(r->last.why, sizeof(r->last.why), "%.*s",
		 (int)sizeof(r->last.why) - 1, text);
	lastrun_write(&r->last, r->c->state);
	return well ? 0 : why->ret == -EACCES || why->ret == -EPERM ?
	       EX_NOPERM : EX_IOERR;
}

/* While cordond is away its bounds hold, too. */
static bool pack_remembered(const struct run *r, struct fault *why)
{
	char *folder = remembered_folder(r->c->log.file);
	bool well = recall_pack(folder, r->now, why);

	remembered_bound(folder, r->c->remember_size, r->c->remember_age,
			 r->now);
	free(folder);
	return well;
}

int log_index_run(const struct args *a)
{
	struct fault why = { .ret = 0 }, none;
	struct seal s = { .lock = -1 };
	struct run r = { .seal = &s, .now = time(NULL) };
	struct store store;
	struct config c;
	int status;
	bool well;

	config_load(&c, a->config);
	store_init(&store, c.log.file);
	lastrun_read(&r.last, c.state);
	/* Its place, while there is room for it. */
	if (r.last.at == 0)
		lastrun_write(&r.last, c.state);
	r.c = &c;
	r.since = c.log.sealed_age == 0 ? 0 :
		  r.now - (time_t)c.log.sealed_age;
	r.an = answer_begin(a, "cordon.log.index/1");
	well = erase_resume(&c, &why) &&
	       seal_open(&s, &store, c.log.seal_key, &why) &&
	       index_log(&r, &why);
	well = pack_remembered(&r, well ? &why : &none) && well;
	status = end(&r, well, &why);
	tell_sealed(r.an, &s);
	answer_end(r.an);
	seal_close(&s);
	store_done(&store);
	config_done(&c);
	return status;
}
