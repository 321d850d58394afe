/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Erases a client. */

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "nfq/event/remembered.h"
#include "tools/archive/recall.h"
#include "tools/history/forget.h"
#include "tools/history/history.h"
#include "tools/log/erase.h"

enum { PATIENCE = 300, ORDER_MAX = 256, DEPTH = 4 };	/* tenths of a second */

void erase_done(struct erase_result *result)
{
	buffer_done(&result->gone);
	buffer_done(&result->left);
}

/* --- what is made of it ------------------------------------------------ */

static bool names_client(const char *path, const struct blot *client)
{
	struct buffer text = { 0 };
	bool found = file_read(path, SIZE_MAX / 2, &text) == 0 &&
		     blot_finds(client, text.p, text.len);

	buffer_done(&text);
	return found;
}

/* With its signature, which would be of nothing. */
static bool remove_report(const char *path)
{
	char *signature = xasprintf("%s.minisig", path);
	bool gone = unlink(path) == 0;

	if (gone)
		unlink(signature);
	free(signature);
	return gone;
}

/* A report without one of its machines would not be what it says: it goes. */
static void remove_reports(const char *folder, const struct blot *client,
			   struct buffer *gone, int depth)
{
	DIR *dir = depth > 0 ? opendir(folder) : NULL;
	struct dirent *e;

	while (dir && (e = readdir(dir))) {
		char *path = xasprintf("%s/%s", folder, e->d_name);

		if (e->d_type == DT_DIR && e->d_name[0] != '.')
			remove_reports(path, client, gone, depth - 1);
		else if (e->d_type == DT_REG && names_client(path, client) &&
			 remove_report(path))
			buffer_printf(gone, "%s\n", path);
		free(path);
	}
	if (dir)
		closedir(dir);
}

/* --- the history ------------------------------------------------------- */

/* Whoever fills it now is waited for. */
static bool open_history(struct history *h, const struct config *c,
			 struct fault *why)
{
	const struct timespec tenth = { .tv_nsec = 100000000 };

	for (int i = 0; ; i++) {
		if (!history_open(h, c, true, why))
			return false;
		if (h->lock >= 0)
			return true;
		if (i == PATIENCE)
			break;
		history_close(h);
		nanosleep(&tenth, NULL);
	}
	fault_set(why, -EACCES, "may not be written, or another does so");
	fault_at(why, h->path, 0);
	return false;
}

/* --- all of it --------------------------------------------------------- */

/* The history first, since questions are answered from it. Both locks are held
 * to the end: nobody fills it, nor seals anything, from what is not done. */
static bool erase_all(const struct config *c, const struct store *store,
		      struct history *h, struct seal *s, struct erasure *e,
		      struct erase_result *r, struct fault *why)
{
	char *reports = xasprintf("%s/report", c->state);
	char *beside = xasprintf("%s/report", store->folder);
	char *remembered = remembered_folder(c->log.file);
	bool well;

	r->events = forget_client(&h->db, e->client);
	forget_copies(c->state, e->client, &r->gone);
	recall_erase(e, remembered);
	erasure_plain(e, store);
	well = erasure_sealed(e, s, why);
	remove_reports(reports, e->client, &r->gone, DEPTH);
	remove_reports(beside, e->client, &r->gone, DEPTH);
	free(reports);
	free(beside);
	free(remembered);
	return well && history_well(h, why);
}

static bool note_in_ledger(struct seal *s, const struct erasure *e,
			   const struct erase_result *r, struct fault *why)
{
	struct ledger_entry all = {
		.what = LEDGER_ERASE, .file = LEDGER_LOG,
	};
	int ret = 0;

	memcpy(all.by, e->by, sizeof(all.by));
	if (e->lines > 0 || r->events > 0)
		ret = ledger_append(&s->ledger, s->store->ledger, &s->key,
				    &all);
	if (ret < 0) {
		fault_set(why, ret, "cannot be written");
		fault_at(why, s->store->ledger, 0);
	}
	return ret == 0;
}

static char *order_path(const struct config *c)
{
	return xasprintf("%s/erase.pending", c->state);
}

static bool write_order(const struct config *c, const struct blot *client,
			const char *by, struct fault *why)
{
	char *path = order_path(c), *text = xasprintf("%s\n%s\n", client->text,
						      by);
	int ret = file_write(path, text, strlen(text), 0600);

	if (ret < 0) {
		fault_set(why, ret, "cannot be written");
		fault_at(why, path, 0);
	}
	free(text);
	free(path);
	return ret == 0;
}

static void end_order(const struct config *c)
{
	char *path = order_path(c);

	unlink(path);
	free(path);
}

/* Who has a lock stands in it with all that the command was given. */
static void forget_holder(int lock)
{
	if (lock >= 0 && ftruncate(lock, 0) < 0)
		return;		/* the next one's name goes over it */
}

bool erase_client(const struct config *c, const struct blot *client,
		  const char *by, struct erase_result *result,
		  struct fault *why)
{
	struct erasure e = { .client = client };
	struct history h = { .lock = -1 };
	struct seal s = { .lock = -1 };
	struct store store;
	bool well;

	*result = (struct erase_result) { .events = 0 };
	snprintf(e.by, sizeof(e.by), "%s", by);
	store_init(&store, c->log.file);
	well = write_order(c, client, by, why) &&
	       seal_open(&s, &store, c->log.seal_key, why) &&
	       open_history(&h, c, why) &&
	       erase_all(c, &store, &h, &s, &e, result, why) &&
	       note_in_ledger(&s, &e, result, why);
	if (well)
		end_order(c);
	result->lines = e.lines;
	result->files = e.files;
	result->left = e.left;
	forget_holder(h.lock);
	forget_holder(s.lock);
	history_close(&h);
	seal_close(&s);
	store_done(&store);
	return well;
}

bool erase_resume(const struct config *c, struct fault *why)
{
	struct buffer text = { 0 };
	struct erase_result result = { .events = 0 };
	char *path = order_path(c), *by;
	struct blot client;
	bool well = true;

	if (file_read(path, ORDER_MAX, &text) == 0 &&
	    (by = memchr(text.p, '\n', text.len))) {
		*by++ = '\0';
		by[strcspn(by, "\n")] = '\0';
		if (blot_parse(&client, text.p))
			well = erase_client(c, &client, by, &result, why);
	}
	erase_done(&result);
	buffer_done(&text);
	free(path);
	return well;
}
