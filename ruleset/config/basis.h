/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_CONFIG_BASIS_H
#define RULESET_CONFIG_BASIS_H

/*
 * A legal basis of a vendor, as its file has it: who restricts what, by which
 * text, whom that binds, what it does to traffic, and when.
 */

#include "lib/conf.h"
#include "ruleset/index/legend.h"

/* What happens on a day. */
struct basis_day {
	char *on;			/* "2026-06-19", "2026-06", "2026" */
	char *what;
	char *status;			/* of the basis from then on, or NULL */
	unsigned line;
};

struct basis {
	char *id;
	char *authority;
	char *cite;
	char *binds;			/* whom, for people */
	char *dates;
	char *leaves_out;		/* "" if nothing is known to be */
	char *source;
	struct conf_list roles_off;	/* char *: roles it does not reach */
	/* Of schema 2. */
	enum reach_duty duty;
	enum reach_status status;
	char *jurisdiction;		/* "US", "US-TX", "EU" */
	char *issuer, *instrument;
	struct conf_list profiles;	/* char *: whom it binds */
	struct conf_list reaches;	/* char *: roles; "+ROLE" beside the
					   duty's own */
	struct conf_list days;		/* struct basis_day */
	struct conf_list entities;	/* char *: legal names */
	char *duty_said, *status_said;	/* as the file has them, NULL: not */
	unsigned line;

	/* The lists above with a space around each word; basis_finish(). */
	char *reach_roles, *reach_off, *profile_words;
};

extern const struct conf_row basis_rows[];
enum { BASIS_ROWS = 18 };

/* Fills in what follows of the rest. */
void basis_finish(struct basis *b);
/* Frees what basis_finish() made. */
void basis_done(struct basis *b);

/* Complains of what cannot be; more is asked of schema 2. */
void basis_check(const struct basis *b, int64_t schema, const char *as_of,
		 const char *file, struct conf_report *report);

/* The same for the legend; borrows. */
struct legend_basis basis_legend(const struct basis *b);

/* "2026-06-19": dates of this form compare as texts. */
bool basis_is_date(const char *s);

/* The first day after `today` on which something happens; NULL: none. */
const struct basis_day *basis_next(const struct basis *b, const char *today);

#endif
