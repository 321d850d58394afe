/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds out what a report says. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/log.h"
#include "tools/report/earlier.h"
#include "tools/report/inquiry.h"

enum { DAY = 86400 };

/* --- counts ------------------------------------------------------------ */

/* A private address is another machine behind another gateway. */
static void begin_counts(struct inquiry *f)
{
	counts_init(&f->by_vendor, COUNTS_VENDOR);
	counts_init(&f->by_day, COUNTS_DAY);
	counts_beside(&f->by_day, COUNTS_VENDOR);
	counts_init(&f->by_client, COUNTS_MAC);
	counts_beside(&f->by_client, COUNTS_CLIENT);
	counts_beside(&f->by_client, COUNTS_VENDOR);
	counts_beside(&f->by_client, COUNTS_ROLE);
	counts_init(&f->by_name, COUNTS_NAME);
	counts_beside(&f->by_name, COUNTS_VENDOR);
	counts_beside(&f->by_name, COUNTS_ROLE);
	counts_init(&f->by_exception, COUNTS_EXCEPTION);
	counts_init(&f->by_try, COUNTS_DAY);
	counts_beside(&f->by_try, COUNTS_MAC);
	counts_beside(&f->by_try, COUNTS_CLIENT);
	if (!f->fleet)
		return;
	counts_beside(&f->by_client, COUNTS_GATEWAY);
	counts_beside(&f->by_exception, COUNTS_GATEWAY);
	counts_beside(&f->by_try, COUNTS_GATEWAY);
}

/* Lines of a part of the period, for all counts at once. */
struct lines {
	const struct inquiry *f;
	struct filter filter;
	struct counts *const *all;
	size_t n;
};

static bool take_line(void *arg, const struct logged *e)
{
	const struct lines *l = arg;

	if (filter_wants(&l->filter, e))
		for (size_t i = 0; i < l->n; i++)
			counts_add(l->all[i], e);
	return true;
}

static void count_lines(struct inquiry *f, struct counts *const *all, size_t n,
			time_t since, time_t until)
{
	struct lines lines = { f, f->filter, all, n };
	struct eventlog *l;

	if (since > until)
		return;
	lines.filter.since = since;
	lines.filter.until = until;
	l = query_lines(&f->query, &lines.filter);
	eventlog_read(l, take_line, &lines);
	f->query.unread += eventlog_unread(l);
	eventlog_close(l);
}

/* Days of UTC have sums; what is left at both ends is looked at once, and not
 * for each count. */
static void count_period(struct inquiry *f, struct counts *const *all,
			 size_t n)
{
	struct filter whole = f->filter;
	time_t since = f->filter.since, until = f->filter.until;

	/* The centre has lines beside its sums. */
	if (f->fleet) {
		for (size_t i = 0; i < n; i++)
			query_count(&f->query, &f->filter, all[i]);
		return;
	}
	whole.since = (since + DAY - 1) / DAY * DAY;
	whole.until = until ? (until + 1) / DAY * DAY - 1 : 0;
	if (until && whole.since > whole.until) {
		count_lines(f, all, n, since, until);
		return;
	}
	for (size_t i = 0; i < n; i++)
		query_count(&f->query, &whole, all[i]);
	count_lines(f, all, n, since, whole.since - 1);
	if (until)
		count_lines(f, all, n, whole.until + 1, until);
}

static void count_all(struct inquiry *f)
{
	struct counts *const all[] = {
		&f->by_vendor, &f->by_day, &f->by_client, &f->by_name,
		&f->by_exception, &f->by_try,
	};

	begin_counts(f);
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		all[i]->utc = f->args->utc;
	}
	count_period(f, all, ARRAY_SIZE(all));
	counts_sort(&f->by_vendor, NULL);
	counts_sort(&f->by_day, NULL);
	counts_sort(&f->by_name, NULL);
	counts_sort(&f->by_exception, "what");
	for (size_t i = 0; i < f->by_vendor.n; i++)
		for (int o = 0; o < TALLY_OUTCOMES; o++)
			f->n[o] += f->by_vendor.items[i].n[o];
	for (int o = 0; o < TALLY_OUTCOMES; o++)
		f->all += f->n[o];
}

/* --- the period -------------------------------------------------------- */

static void find_period(struct inquiry *f)
{
	f->begins = query_begins(&f->query);
	f->broken = f->fleet ? 0 :
		    db_number(&f->query.history.db, "SELECT "
			      "coalesce(sum(n), 0) FROM v_broken");
	f->until = f->filter.until && f->filter.until < f->now ?
		   f->filter.until : f->now;
	f->since = f->filter.since ? f->filter.since :
		   f->begins ? f->begins : f->until;
	if (f->since > f->until)
		fatalx_status(EX_USAGE, "the period ends before it begins");
	inquiry_load_coverage(f);
}

/* --- all of it --------------------------------------------------------- */

static void open_fleet(struct inquiry *f)
{
	struct fault why;
	char text[FAULT_TEXT];

	if (f->args->compare)
		fatalx_status(EX_USAGE, "--compare makes a report again of the "
			      "log's files, which are each gateway's");
	if (!query_open_fleet(&f->query, &f->vendors.config,
			      f->args->gateway, &why))
		fatalx_status(EX_CONFIG, "%s", fault_text(&why, text));
}

static void open_log(struct inquiry *f)
{
	const struct config *c = &f->vendors.config;
	struct fault why;
	char text[FAULT_TEXT];

	f->log = *c;
	/* There is no history: all is read from the log. */
	if (f->args->compare)
		f->log.state = f->nowhere;
	if (!query_open(&f->query, &f->log, &why))
		fatalx_status(EX_IOERR, "%s", fault_text(&why, text));
	/* What cannot be read is no finding. */
	if (access(c->log.file, R_OK) < 0 && errno == EACCES)
		fatalx_status(EX_NOPERM, "%s: %s; see \"cordon doctor\"",
			      c->log.file, strerror(EACCES));
}

/* The centre has pseudonyms as gateways gave them, and the secret of none. */
static void open_pseudonyms(struct inquiry *f)
{
	const char *state = f->vendors.config.state;
	int ret;

	if (!pseudonym_open(&f->hide))
		fatalx_status(EX_UNAVAILABLE, "/etc/machine-id: is not there, "
			      "and pseudonyms are made with it");
	ret = f->fleet ? 0 : pseudonym_join(&f->hide, &f->vendors.config);
	if (ret < 0)
		fatalx_status(ret == -EACCES ? EX_NOPERM : EX_NOINPUT,
			      "%s/" PRIVACY_KEY ": %s; without it a machine "
			      "and its pseudonym in the log would have two "
			      "names in --anonymize", state, strerror(-ret));
}

void inquiry_load(struct inquiry *f, const struct args *a)
{
	*f = (struct inquiry) {
		.args = a, .now = time(NULL), .fleet = args_fleet(a),
		.nowhere = "/dev/null/none",
	};
	filter_read(&f->filter, a);
	filter_check_known(&f->filter, a);
	/* One that went on to its day is not made again with what came. */
	if (a->compare && !f->filter.until)
		f->filter.until = earlier_until(a->compare);
	vendors_open(&f->vendors, a);
	if (a->anonymize)
		open_pseudonyms(f);
	if (f->fleet)
		open_fleet(f);
	else
		open_log(f);
	find_period(f);
	count_all(f);
	inquiry_load_days(f);
	inquiry_load_machines(f);
	inquiry_load_scope(f);
}

void inquiry_done(struct inquiry *f)
{
	struct counts *const all[] = {
		&f->by_vendor, &f->by_day, &f->by_client, &f->by_name,
		&f->by_exception, &f->by_try,
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		counts_done(all[i]);
	for (size_t i = 0; i < f->nmachines; i++) {
		client_tried_done(&f->machines[i].tried);
		free(f->machines[i].days);
	}
	free(f->machines);
	for (size_t i = 0; i < f->ngateways; i++) {
		machines_done(&f->gateways[i].known);
		coverage_pieces_done(&f->gateways[i].pieces);
		coverage_done(&f->gateways[i].coverage);
		free(f->gateways[i].name);
	}
	free(f->gateways);
	for (size_t i = 0; i < f->nscope; i++)
		free(f->scope[i].id);
	free(f->scope);
	free(f->days);
	coverage_done(&f->coverage);
	query_close(&f->query);
	vendors_close(&f->vendors);
}
