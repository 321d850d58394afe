/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon log verify, key: what makes the log evidence. */

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sysexits.h>

#include "lib/log.h"
#include "lib/moment.h"
#include "ruleset/config/config.h"
#include "ruleset/config/config_load.h"
#include "tools/archive/seal.h"
#include "tools/archive/minisign.h"
#include "tools/archive/verify.h"
#include "tools/cli/answer.h"
#include "tools/log/fleet_verify.h"
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
	char until[MOMENT_TEXT];

	if (is_before(g))
		answer_say(an, "stream %s: lines of before they were "
			   "numbered; that none is missing is not provable "
			   "before %s\n", g->stream,
			   moment_format(g->until, until));
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
	if (args_fleet(a)) {
		status = fleet_verify(a, &c);
		config_done(&c);
		return status;
	}
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

/* --- key --------------------------------------------------------------- */

int log_key_run(const struct args *a)
{
	struct answer *an = answer_begin(a, "cordon.log.key/1");
	char shown[MINISIGN_KEY];
	struct sealkey key;
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
		sealkey_read(&key, c.log.seal_key);
		answer_put(an, "key", cell_text(c.log.seal_key));
		answer_put(an, "minisign", cell_text(minisign_key(&key,
								  shown)));
		answer_say(an, "%s made; keep %s.pub elsewhere, too\n",
			   paint_safe(c.log.seal_key),
			   paint_safe(c.log.seal_key));
		answer_say(an, "reports are signed with it, too; who gets one "
			   "checks it with\nminisign -Vm REPORT -P %s\n",
			   shown);
	}
	answer_end(an);
	config_done(&c);
	return ret;
}
