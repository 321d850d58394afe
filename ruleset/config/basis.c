/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads and checks a vendor's legal bases. */

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/suggest.h"
#include "ruleset/config/basis.h"

#define FIELD(s, f) .key = #f, .offset = offsetof(struct s, f)

static const struct conf_row day_rows[] = {
	{ FIELD(basis_day, on), .type = &conf_text, .required = true },
	{ FIELD(basis_day, what), .type = &conf_text, .required = true },
	{ FIELD(basis_day, status), .type = &conf_text },
	{ .type = &conf_line, .offset = offsetof(struct basis_day, line) },
};

const struct conf_row basis_rows[] = {
	{ FIELD(basis, id), .type = &conf_text, .required = true },
	{ FIELD(basis, authority), .type = &conf_text },
	{ FIELD(basis, cite), .type = &conf_text, .required = true },
	{ FIELD(basis, binds), .type = &conf_text, .required = true },
	{ FIELD(basis, dates), .type = &conf_text },
	{ FIELD(basis, leaves_out), .type = &conf_text,
	  .standard_text = "" },
	{ FIELD(basis, source), .type = &conf_text, .required = true },
	{ FIELD(basis, roles_off), .type = &conf_texts },
	{ .key = "duty", .type = &conf_text,
	  .offset = offsetof(struct basis, duty_said) },
	{ .key = "status", .type = &conf_text,
	  .offset = offsetof(struct basis, status_said) },
	{ FIELD(basis, jurisdiction), .type = &conf_text },
	{ FIELD(basis, issuer), .type = &conf_text },
	{ FIELD(basis, instrument), .type = &conf_text },
	{ FIELD(basis, profiles), .type = &conf_texts },
	{ FIELD(basis, reaches), .type = &conf_texts },
	{ FIELD(basis, days), .type = &conf_list, CONF_ROWS(day_rows),
	  .size = sizeof(struct basis_day) },
	{ FIELD(basis, entities), .type = &conf_texts },
	{ .type = &conf_line, .offset = offsetof(struct basis, line) },
};

_Static_assert(ARRAY_SIZE(basis_rows) == BASIS_ROWS, "BASIS_ROWS");

/* --- what follows of the rest ----------------------------------------- */

static int word_index(const char *const *words, const char *word)
{
	for (int i = 0; word && words[i]; i++)
		if (strcmp(words[i], word) == 0)
			return i;
	return -1;
}

/* Each with a space around it, without the '+' of roles. */
static char *padded(const struct conf_list *list)
{
	char *const *items = list->items;
	struct buffer out = { 0 };

	for (size_t i = 0; i < list->n; i++)
		buffer_printf(&out, " %s ", items[i] + (items[i][0] == '+'));
	return out.p ? buffer_take(&out) : xstrdup("");
}

static bool names_all(const struct conf_list *roles)
{
	char *const *items = roles->items;

	for (size_t i = 0; i < roles->n; i++)
		if (items[i][0] != '+')
			return true;
	return false;
}

static char *spelled_days(const struct basis *b)
{
	const struct basis_day *d = b->days.items;
	struct buffer out = { 0 };

	for (size_t i = 0; i < b->days.n; i++)
		if (d[i].on && d[i].what)
			buffer_printf(&out, "%s%s %s", out.len ? "; " : "",
				      d[i].on, d[i].what);
	return buffer_take(&out);
}

void basis_finish(struct basis *b)
{
	int duty = word_index(reach_duty_words, b->duty_said);
	int status = word_index(reach_status_words, b->status_said);

	b->duty = duty > 0 ? (enum reach_duty)duty : DUTY_OWN;
	b->status = status > 0 ? (enum reach_status)status : BASIS_IN_FORCE;
	b->reach_roles = padded(&b->reaches);
	b->reach_off = padded(&b->roles_off);
	b->profile_words = padded(&b->profiles);
	if (!b->authority && b->issuer && b->instrument)
		b->authority = xasprintf("%s, %s", b->issuer, b->instrument);
	if (!b->dates && b->days.n > 0)
		b->dates = spelled_days(b);
}

void basis_done(struct basis *b)
{
	free(b->reach_roles);
	free(b->reach_off);
	free(b->profile_words);
	b->reach_roles = b->reach_off = b->profile_words = NULL;
}

struct legend_basis basis_legend(const struct basis *b)
{
	return (struct legend_basis) {
		.id = b->id, .authority = b->authority, .cite = b->cite,
		.binds = b->binds, .dates = b->dates,
		.jurisdiction = b->jurisdiction ? b->jurisdiction : "",
		.profiles = b->profile_words,
		.reach = {
			.duty = b->duty, .status = b->status,
			.only = names_all(&b->reaches),
			.roles = b->reach_roles, .off = b->reach_off,
		},
	};
}

/* --- what cannot be ---------------------------------------------------- */

/* Digits where the form has one, for as long as the text is. */
static bool has_form(const char *s, size_t len)
{
	static const char form[] = "0000-00-00";

	if (strlen(s) != len)
		return false;
	for (size_t i = 0; i < len; i++)
		if (form[i] == '0' ? s[i] < '0' || s[i] > '9' :
				     s[i] != form[i])
			return false;
	return true;
}

static unsigned two_digits(const char *s)
{
	return (unsigned)(s[0] - '0') * 10 + (unsigned)(s[1] - '0');
}

static bool has_month(const char *s)
{
	return two_digits(s + 5) >= 1 && two_digits(s + 5) <= 12;
}

static unsigned month_days(const char *s)
{
	static const uint8_t days[] = {
		31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31
	};
	unsigned year = two_digits(s) * 100 + two_digits(s + 2);
	unsigned month = two_digits(s + 5);
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap);
}

bool basis_is_date(const char *s)
{
	return has_form(s, 10) && has_month(s) && two_digits(s + 8) >= 1 &&
	       two_digits(s + 8) <= month_days(s);
}

/* A day, or a month or year of which no more is known. */
static bool is_moment(const char *s)
{
	return basis_is_date(s) || (has_form(s, 7) && has_month(s)) ||
	       has_form(s, 4);
}

static void check_word(const struct basis *b, const char *key,
		       const char *word, const char *const *words, size_t n,
		       const char *file, struct conf_report *report)
{
	char near[SUGGEST_TEXT];

	if (!word || word_index(words, word) >= 0)
		return;
	suggest_text(suggest(word, words, n, sizeof(*words)), near);
	conf_complain(report, file, b->line, "basis \"%s\": %s cannot be "
		      "\"%s\"%s", b->id, key, word, near);
}

static void check_roles(const struct basis *b, const char *key,
			const struct conf_list *list, const char *file,
			struct conf_report *report)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
	char *const *items = list->items;

	for (size_t i = 0; i < list->n; i++) {
		const char *s = items[i];

		if (list == &b->reaches && *s == '+')
			s++;
		if (*s == '-' || !*s || strlen(s) > 32 ||
		    strspn(s, letters) != strlen(s))
			conf_complain(report, file, b->line, "basis \"%s\": "
				      "\"%s\" in %s is not a role", b->id,
				      items[i], key);
	}
}

/* Days in their order; what the last that has come makes of the status must
 * be what stands there. */
static void check_days(const struct basis *b, const char *as_of,
		       const char *file, struct conf_report *report)
{
	const struct basis_day *d = b->days.items, *before = NULL;
	const char *status = NULL;

	for (size_t i = 0; i < b->days.n; i++) {
		if (!d[i].on || !d[i].what)
			continue;
		if (!is_moment(d[i].on))
			conf_complain(report, file, d[i].line, "\"%s\" is not "
				      "a day, a month or a year such as "
				      "2026-06-19, 2026-06", d[i].on);
		else if (before && strcmp(before->on, d[i].on) > 0)
			conf_complain(report, file, d[i].line, "%s stands "
				      "after %s", d[i].on, before->on);
		before = &d[i];
		check_word(b, "status", d[i].status, reach_status_words,
			   REACH_STATUSES, file, report);
		if (d[i].status && strcmp(d[i].on, as_of) <= 0)
			status = d[i].status;
	}
	if (status && strcmp(status, reach_status_words[b->status]) != 0)
		conf_complain(report, file, b->line, "basis \"%s\" is %s, but "
			      "%s since a day before %s", b->id,
			      reach_status_words[b->status], status, as_of);
}

/* What a text of law has beyond the admin's own policy. */
static void check_law(const struct basis *b, const char *file,
		      struct conf_report *report)
{
	const struct {
		const char *key;
		bool there;
	} wanted[] = {
		{ "duty", b->duty_said }, { "status", b->status_said },
		{ "jurisdiction", b->jurisdiction }, { "issuer", b->issuer },
		{ "instrument", b->instrument }, { "days", b->days.n > 0 },
		{ "profiles", b->profiles.n > 0 },
		/* What is forbidden to supply is not all that there is. */
		{ "reaches", b->duty != DUTY_SUPPLY || b->reaches.n > 0 },
	};

	if (b->duty_said && b->duty == DUTY_OWN)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(wanted); i++)
		if (!wanted[i].there)
			conf_complain(report, file, b->line, "basis \"%s\": "
				      "%s is missing", b->id, wanted[i].key);
}

void basis_check(const struct basis *b, int64_t schema, const char *as_of,
		 const char *file, struct conf_report *report)
{
	if (!b->id)
		return;		/* already reported as missing */
	if (!b->authority || !*b->authority)
		conf_complain(report, file, b->line, "authority is missing");
	if (!b->dates || !*b->dates)
		conf_complain(report, file, b->line, "dates is missing");
	check_word(b, "duty", b->duty_said, reach_duty_words, REACH_DUTIES,
		   file, report);
	check_word(b, "status", b->status_said, reach_status_words,
		   REACH_STATUSES, file, report);
	check_roles(b, "roles_off", &b->roles_off, file, report);
	check_roles(b, "reaches", &b->reaches, file, report);
	check_days(b, as_of, file, report);
	if (schema >= 2)
		check_law(b, file, report);
}

const struct basis_day *basis_next(const struct basis *b, const char *today)
{
	const struct basis_day *d = b->days.items;

	for (size_t i = 0; i < b->days.n; i++)
		if (strcmp(d[i].on, today) > 0)
			return &d[i];
	return NULL;
}
