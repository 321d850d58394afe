/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cordon log erase: takes a client out of all that was written of it. */

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/log.h"
#include "nfq/event/privacy.h"
#include "ruleset/config/config_load.h"
#include "tools/changes.h"
#include "tools/cli/answer.h"
#include "tools/cli/client.h"
#include "tools/cli/who.h"
#include "tools/history/fill.h"
#include "tools/log/erase.h"
#include "tools/log/erase_centre.h"
#include "tools/run.h"

enum { TRIES = 500 };		/* of twenty milliseconds */

static void read_client(struct blot *client, const struct args *a)
{
	if (!a->client)
		fatalx_status(EX_USAGE, "erase whom? give --client ADDRESS or "
			      "--client MAC");
	if (!blot_parse(client, a->client))
		fatalx_status(EX_USAGE, "--client \"%s\" is not an address or "
			      "a MAC address", paint_safe(a->client));
}

/* --- what there is ----------------------------------------------------- */

/* Events of the client, for who has not confirmed it yet. */
static int64_t count_events(const struct config *c, const struct blot *client)
{
	struct fill_result r = { .lines = 0 };
	struct fault why = { .ret = 0 };
	struct store store;
	struct history h;
	int64_t n = 0;

	store_init(&store, c->log.file);
	if (history_open(&h, c, false, &why)) {
		fill_history(&h, &store, false, &r);
		n = db_number(&h.db, "SELECT sum(n) FROM v_all_client JOIN "
			      "v_client ON id = client WHERE %s = '%s'",
			      client->is_mac ? "mac" : "address",
			      client->text);
	}
	fill_done(&r);
	history_close(&h);
	store_done(&store);
	return n;
}

/* --- what stays -------------------------------------------------------- */

/* The register of changes and what people wrote into the configuration are
 * evidence of what people decided. */
static void find_evidence(const char *folder, const char *begin,
			  const struct blot *client, struct buffer *out)
{
	DIR *dir = opendir(folder);
	struct dirent *e;

	while (dir && (e = readdir(dir))) {
		char *path = xasprintf("%s/%s", folder, e->d_name);
		struct buffer text = { 0 };

		if (strncmp(e->d_name, begin, strlen(begin)) == 0 &&
		    file_read(path, SIZE_MAX / 2, &text) == 0 &&
		    blot_finds(client, text.p, text.len))
			buffer_printf(out, "%s\n", path);
		buffer_done(&text);
		free(path);
	}
	if (dir)
		closedir(dir);
}

static void put_lines(struct answer *an, const char *key, const char *head,
		      struct buffer *lines)
{
	char *p = lines->len ? lines->p : NULL, *end;

	answer_open(an, key, '[');
	if (p)
		answer_say(an, "%s\n", head);
	for (; p && (end = strchr(p, '\n')); p = end + 1) {
		*end = '\0';
		answer_put(an, NULL, cell_text(p));
		answer_say(an, "  %s\n", paint_safe(p));
	}
	answer_close(an);
}

/* Files of the register, and where entries of exceptions stand. */
static void put_evidence(struct answer *an, const struct config *c,
			 const struct args *a, const struct blot *client)
{
	struct buffer out = { 0 };
	char *folder = xstrdup(c->log.file), *slash = strrchr(folder, '/');
	char *conf = xstrdup(a->config ? a->config : "/etc/cordon/");

	if (slash)
		*slash = '\0';
	find_evidence(slash ? folder : ".", "audit", client, &out);
	slash = strrchr(conf, '/');
	if (slash)
		*slash = '\0';
	find_evidence(slash ? conf : ".", "", client, &out);
	put_lines(an, "evidence", "these still name it, as evidence of what "
		  "people decided:", &out);
	free(folder);
	free(conf);
	buffer_done(&out);
}

/* --- the command ------------------------------------------------------- */

/* The register says that it was done, and not to whom. */
static void note_alone(const struct config *c)
{
	struct audit audit;

	changes_open(&audit, c->log.file);
	snprintf(audit.caller.command, sizeof(audit.caller.command),
		 "cordon log erase");
	audit_write(&audit, "erase", who_uid(), "a client is erased from the "
		    "log");
	audit_close(&audit);
}

/* Has what waited then been written? Asked for ten seconds at most. */
static bool is_written(const struct args *a, const struct jsontree_node *n)
{
	const struct timespec pause = { .tv_nsec = 20000000 };
	bool written = jsontree_true(n, "written");
	char line[32];

	snprintf(line, sizeof(line), "erase %lld",
		 jsontree_number(n, "ticket"));
	for (int i = 0; i < TRIES && !written; i++) {
		struct client to;

		nanosleep(&pause, NULL);
		written = jsontree_true(client_ask(&to, a, line), "written");
		client_done(&to);
	}
	return written;
}

/* cordond writes what it holds back, and that this was asked of it. */
static void ask_cordond(const struct args *a, const struct config *c)
{
	struct client to;
	const struct jsontree_node *n = client_ask(&to, a, "erase");
	const char *error = jsontree_text(n, "error");
	char why[FAULT_TEXT];

	if (client_is_alone(&to))
		note_alone(c);
	else if (!n || *error || !is_written(a, n))
		warnx("cordond may still write of it, as it cannot be asked "
		      "to write all it has: %s; do this again then", !n ?
		      fault_text(&to.fault, why) : *error ? error :
		      "events still wait to be written");
	client_done(&to);
}

static void put_result(struct answer *an, struct erase_result *r)
{
	answer_put(an, "events", cell_signed(r->events));
	answer_put(an, "lines", cell_number(r->lines));
	answer_put(an, "files", cell_number(r->files));
	answer_say(an, "%lld events taken out of the history, %llu lines of "
		   "%u file%s of the log\n", (long long)r->events,
		   (unsigned long long)r->lines, r->files, r->files == 1 ?
		   "" : "s");
	put_lines(an, "removed", "these named it, and are removed; make "
		  "reports anew:", &r->gone);
	put_lines(an, "left", "it may still be in these:", &r->left);
}

/* What the log calls it where it has pseudonyms; false: nothing else. */
static bool find_pseudonym(const struct config *c, const struct blot *client,
			   struct blot *other)
{
	struct privacy p = { .has_key = false };
	struct address a;
	uint8_t mac[6];

	if (c->privacy.clients != PRIVACY_PSEUDONYM ||
	    privacy_set(&p, c, false) < 0)
		return false;
	*other = (struct blot) { .is_mac = client->is_mac };
	if (client->is_mac && mac_parse(client->text, mac) &&
	    privacy_mac(&p, mac, mac)) {
		mac_format(mac, other->text);
		return true;
	}
	if (!address_parse(client->text, &a))
		return false;
	a = privacy_client(&p, &a);
	address_format(&a, other->text);
	return true;
}

static void add_result(struct erase_result *to, struct erase_result *of)
{
	to->events += of->events;
	to->lines += of->lines;
	to->files += of->files;
	buffer_add(&to->gone, of->gone.p, of->gone.len);
	buffer_add(&to->left, of->left.p, of->left.len);
	erase_done(of);
}

/* By its own address, and by its pseudonym. */
static bool erase_both(const struct config *c, const struct blot *client,
		       const char *by, struct erase_result *result,
		       struct fault *why)
{
	struct erase_result more = { .events = 0 };
	struct blot other;
	bool well = erase_client(c, client, by, result, why);

	if (!well || !find_pseudonym(c, client, &other))
		return well;
	well = erase_client(c, &other, by, &more, why);
	add_result(result, &more);
	return well;
}

/* The same, where lines of here may have arrived. */
static bool order_both(const struct config *c, const struct blot *client,
		       const char *by, struct answer *an)
{
	struct blot other;
	bool well;

	if (!*c->centre.url)
		return true;
	well = erase_order(c, client, by) &&
	       (!find_pseudonym(c, client, &other) ||
		erase_order(c, &other, by));
	answer_put(an, "ordered", cell_bool(well));
	if (well)
		answer_say(an, "the centre of the fleet is told to erase it, "
			   "too, by \"cordon ship\"\n");
	return well;
}

static int erase(const struct args *a, const struct config *c,
		 const struct blot *client, struct answer *an)
{
	struct erase_result result;
	struct fault why = { .ret = 0 };
	char by[WHO_TEXT], text[FAULT_TEXT];
	int status = 0;

	if (access(c->state, W_OK) < 0) {
		warnx("%s: %s", c->state, strerror(errno));
		return errno == EACCES ? EX_NOPERM : EX_NOINPUT;
	}
	ask_cordond(a, c);
	if (!erase_both(c, client, who_name(by), &result, &why)) {
		warnx("%s; \"cordon log index\" goes on with it, as does this "
		      "again", fault_text(&why, text));
		status = EX_IOERR;
	} else if (result.left.len > 0) {
		status = EX_DATAERR;
	}
	put_result(an, &result);
	if (!order_both(c, client, by, an))
		status = EX_TEMPFAIL;
	put_evidence(an, c, a, client);
	erase_done(&result);
	return status;
}

int log_erase_run(const struct args *a)
{
	struct answer *an;
	struct blot client;
	struct config c;
	int status = 0;
	int64_t n;

	read_client(&client, a);
	config_load(&c, a->config);
	an = answer_begin(a, "cordon.log.erase/1");
	answer_put(an, "confirmed", cell_bool(a->sure));
	if (args_fleet(a)) {
		status = erase_fleet(a, &c, &client, an);
	} else if (a->sure) {
		status = erase(a, &c, &client, an);
	} else {
		n = count_events(&c, &client);
		answer_put(an, "events", cell_signed(n));
		answer_say(an, "%lld events of it are known; nothing is erased "
			   "without --confirm, and nothing that was comes "
			   "back\n", (long long)n);
	}
	answer_end(an);
	config_done(&c);
	return status;
}
