/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_REPORT_INQUIRY_H
#define TOOLS_REPORT_INQUIRY_H

/*
 * What a report is about: a period, some vendors or all, and what the log, its
 * history and the catalogue say of them. Counts are those of "cordon log" for
 * the same options.
 */

#include "tools/cli/args.h"
#include "tools/history/coverage.h"
#include "tools/history/machines.h"
#include "tools/query/query.h"
#include "tools/report/pseudonym.h"
#include "tools/vendors/vendors.h"

/* A machine, with what it tried of what is asked for. */
struct inquiry_machine {
	const struct machine *is;	/* NULL: an address that was not kept */
	const char *mac, *address;	/* borrowed */
	size_t gateway;		/* behind which; its number */
	long long n[TALLY_OUTCOMES];
	time_t first, last;
	struct client_tried tried;
	char *days;		/* of the period: 1 where it tried */
	char label[PSEUDONYM];	/* what stands for it; "" where it is named */
};

/* A gateway that is asked about: this one, whose name is "", or each of a fleet
 * that its centre knows. */
struct inquiry_gateway {
	char *name;
	time_t heard;		/* by the centre; 0: never */
	struct coverage coverage;
	struct coverage_pieces pieces;	/* by the mode of all */
	int64_t sums[COVERAGE_STATES];
	struct machines known;
};

/* A vendor in scope: it was tried, is asked for, or was not off. */
struct inquiry_vendor {
	char *id;
	const char *title;	/* of the catalogue, or the id */
	long long n[TALLY_OUTCOMES], all;
	size_t machines;
	bool asked;
};

enum { INQUIRY_DAYS = 1500 };

/* A day of the period, by the clock of the report. */
struct inquiry_day {
	char text[16];
	time_t since, until;	/* its first second, and that of the next */
	bool whole;		/* all of it is in the period */
	bool measured;		/* some of it was */
};

struct inquiry {
	const struct args *args;
	struct vendors vendors;	/* configuration and catalogue */
	struct config log;	/* borrows of that: where the log is */
	char nowhere[24];
	struct query query;
	struct filter filter;
	time_t now;
	time_t since, until;	/* the period: both are known */
	time_t begins;		/* of the log; 0: there is none */
	int64_t broken;		/* lines of it that are none */
	struct pseudonyms hide;

	bool fleet;		/* the centre is asked */
	struct inquiry_gateway *gateways;	/* by name */
	size_t ngateways;
	/* The period, and the stretches of all of them. Sums are of all, too:
	 * each moment counts as often as there are gateways. */
	struct coverage coverage;
	int64_t sums[COVERAGE_STATES];

	struct counts by_vendor, by_day, by_client, by_name, by_exception,
		      by_try;
	long long n[TALLY_OUTCOMES], all;
	struct inquiry_day *days;
	size_t ndays;
	struct inquiry_machine *machines;	/* the most first */
	size_t nmachines;
	struct inquiry_vendor *scope;	/* the most first */
	size_t nscope;
};

/* Ends the program with a message where an option is wrong or there is nothing
 * to be read. */
void inquiry_load(struct inquiry *f, const struct args *a);
void inquiry_done(struct inquiry *f);

/* What the report calls it: a name, or what stands for it. Borrowed until the
 * eighth call from now. */
const char *inquiry_name(const struct inquiry *f,
			 const struct inquiry_machine *m);

/* All there is to be measured, and what of it each state of a vendor was: as
 * `sums` has it for the mode of all. */
int64_t inquiry_whole(const struct inquiry *f);
/* What that is called: "the period". */
const char *inquiry_time(const struct inquiry *f);
void inquiry_sums(const struct inquiry *f, const char *vendor,
		  int64_t sums[COVERAGE_STATES]);

/* The number of a gateway by its name; behind the last for none. */
size_t inquiry_gateway(const struct inquiry *f, const char *name);

/* Was any of that time measured there? */
bool inquiry_is_measured(const struct inquiry_gateway *g, time_t since,
			 time_t until);

/* Titles of vendors: of the catalogue, or the id. */
const char *inquiry_title(const struct inquiry *f, const char *vendor);

/* --- parts of inquiry_load() --------------------------------------------- */

void inquiry_load_coverage(struct inquiry *f);
void inquiry_load_days(struct inquiry *f);
void inquiry_load_machines(struct inquiry *f);
void inquiry_load_scope(struct inquiry *f);

#endif
