/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The part of gathering that waits for servers. */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/clock.h"
#include "lib/size.h"
#include "tools/fetch/fetch.h"
#include "tools/fetch/headers.h"
#include "tools/sync/gather.h"

enum {
	PATIENCE_MS = 3000,	/* with servers that are slower than others */
	SLOW_MS = 2000,		/* then the slowest is named */
};

#define FETCHED "fetched"
#define SIGNATURE "signature"

struct gather_fetches {
	struct gather *gather;
	struct fetch *items;
	struct intake **intakes;
	size_t n, left;
};

static void tell(void *arg, size_t done, uint64_t bytes,
		 const struct fetch *slowest)
{
	struct gather_fetches *f = arg;
	int64_t since = slowest ? clock_ms() - slowest->since : 0;
	char size[SIZE_TEXT];

	size_format(bytes, size);
	if (since > SLOW_MS)
		progress_show(&f->gather->progress, "%zu of %zu lists, %s; "
			      "waiting for %s, %" PRId64 " s", done, f->n,
			      size, slowest->order.source->id, since / 1000);
	else
		progress_show(&f->gather->progress, "%zu of %zu lists, %s",
			      done, f->n, size);
}

static const struct headers *headers_of(const struct gather *g,
					const struct intake *in)
{
	static const struct headers none = { .text = { 0 } };

	return g->options.headers ? &g->options.headers[in - g->intakes] :
				    &none;
}

static void prepare(struct gather_fetches *f, struct intake *in)
{
	const struct headers *headers = headers_of(f->gather, in);
	char why[FAULT_TEXT];
	int body, signature;

	if (fault_any(&headers->fault)) {
		intake_fail(in, SOURCE_FAILED, "%s",
			    fault_text(&headers->fault, why));
		return;
	}
	body = intake_file(in, FETCHED);
	signature = *in->source->minisign ? intake_file(in, SIGNATURE) : -1;
	if (body < 0 || (*in->source->minisign && signature < 0)) {
		intake_blame(in, body < 0 ? body : signature,
			     "cannot write: %s",
			     strerror(body < 0 ? -body : -signature));
		if (body >= 0)
			close(body);
		if (signature >= 0)
			close(signature);
		return;
	}
	in->pending = true;
	f->intakes[f->n] = in;
	f->items[f->n++].order = (struct fetch_order) {
		.source = in->source, .body = body, .signature = signature,
		.etag = in->before.etag, .modified = in->before.modified,
		.headers = headers->text.p,
	};
}

/* What came of a fetch; what is new goes on to be looked at. */
static void judge(struct gather *g, struct intake *in, const struct fetch *f)
{
	const struct fetch_answer *a = &f->answer;
	struct source_state *st = &in->state;
	char origin[SOURCE_ORIGIN], why[FAULT_TEXT];

	snprintf(in->before.address, sizeof(in->before.address), "%s",
		 *a->address ? a->address : in->before.address);
	snprintf(st->address, sizeof(st->address), "%s", in->before.address);
	if (a->result == FETCH_SAME) {
		intake_same(in, &g->guards);
		return;
	}
	if (a->result != FETCH_NEW) {
		intake_blame(in, a->fault.ret, "%s: %s%s",
			     source_origin(in->source, origin),
			     fault_text(&a->fault, why),
			     a->tries > 1 ? ", after several tries" : "");
		if (a->result == FETCH_REFUSED)
			st->health = SOURCE_REFUSED;
		else if (a->status >= 400 && a->status < 500 &&
			 a->status != 429)
			in->advice = "; look whether its url is right, or "
				     "asks for a key (\"headers\")";
		if (a->retry_after > 0)
			st->retry_at = st->tried + a->retry_after;
		return;
	}
	snprintf(st->etag, sizeof(st->etag), "%s", a->etag);
	snprintf(st->modified, sizeof(st->modified), "%s", a->modified);
	intake_fetched(in, &g->guards, f->order.body, f->order.signature);
}

static bool is_fetched(const struct gather *g, const struct intake *in)
{
	return in->folder >= 0 && *in->source->url && !g->options.import;
}

/* Those that are done and were not judged yet. */
static void judge_done(struct gather_fetches *f)
{
	for (size_t i = 0; i < f->n; i++) {
		struct fetch *item = &f->items[i];

		if (!f->intakes[i]->pending || item->stage != FETCH_DONE)
			continue;
		f->intakes[i]->pending = false;
		progress_show(&f->gather->progress, "%s, %zu of %zu",
			      item->order.source->id, i + 1, f->n);
		judge(f->gather, f->intakes[i], item);
		close(item->order.body);
		if (item->order.signature >= 0)
			close(item->order.signature);
	}
}

static void tell_left(const struct gather_fetches *f)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->intakes[i]->pending)
			progress_line(&f->gather->progress, "%s: its server "
				      "has not answered yet; the others do not "
				      "wait for it", f->intakes[i]->source->id);
}

static void fetch(struct gather_fetches *f, const struct fetch_wait *w)
{
	struct gather *g = f->gather;
	size_t had = f->left;

	progress_begin(&g->progress, "fetch");
	f->left = fetch_some(f->items, f->n, g->config->user, w);
	progress_end(&g->progress, "%zu of %zu list%s", f->n - f->left, f->n,
		     f->n == 1 ? "" : "s");
	progress_begin(&g->progress, "parse");
	judge_done(f);
	if (f->left > 0 && f->left < had)
		tell_left(f);
}

void gather_fetch(struct gather *g, bool all)
{
	struct gather_fetches *f = xcalloc(1, sizeof(*f));
	const struct fetch_wait w = {
		.patience = all ? 0 : PATIENCE_MS, .tell = tell, .arg = f,
	};

	*f = (struct gather_fetches) {
		.gather = g, .items = xcalloc(g->n, sizeof(*f->items)),
		.intakes = xcalloc(g->n, sizeof(*f->intakes)),
	};
	g->fetches = f;
	for (size_t i = 0; i < g->n; i++)
		if (is_fetched(g, &g->intakes[i]))
			prepare(f, &g->intakes[i]);
	f->left = f->n + 1;	/* more than there can be left */
	if (f->n > 0)
		fetch(f, &w);
	else
		f->left = 0;
}

bool gather_is_waiting(const struct gather *g)
{
	return g->fetches && g->fetches->left > 0;
}

void gather_fetch_more(struct gather *g)
{
	struct gather_fetches *f = g->fetches;
	const struct fetch_wait w = {
		.patience = PATIENCE_MS, .for_one = true, .tell = tell,
		.arg = f,
	};

	fetch(f, &w);
}

void gather_fetch_end(struct gather *g)
{
	struct gather_fetches *f = g->fetches;

	if (!f)
		return;
	fetch_end(f->items, f->n);
	free(f->items);
	free(f->intakes);
	free(f);
	g->fetches = NULL;
}
