/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the shipped catalogue does for whom, all vendors on: destinations.tsv
 * has what the texts say, common.names what no text speaks of. */

#include <stdio.h>
#include <stdlib.h>

#include "lib/array.h"
#include "lib/file.h"
#include "ruleset/config/catalogue.h"
#include "tests/unit/policy_made.h"
#include "tests/unit/tap.h"

#define DATA "tests/unit/generation/"

/* In the order of the table's columns. */
static const char *const profiles[] = {
	"us-person", "us-federal-agency", "us-contractor", "us-state-tx",
	"us-state-va", "au-government", "eu-critical", "own-policy",
};

enum { COLUMNS = 2 + ARRAY_SIZE(profiles), DESTINATIONS_MIN = 60,
       COMMON_MIN = 120 };

static struct policy_made m;

/* --- everything is on ------------------------------------------------- */

static void put_vendors(struct buffer *out)
{
	struct conf_report report = { .errors = 0 };
	struct catalogue cat;
	const char *between = "";

	if (!catalogue_read(&cat, "ruleset/vendors", scratch_in("none"),
			    &report))
		give_up("%s", report.text.p);
	for (size_t i = 0; i < cat.n; i++) {
		/* It is about ports and protocols, for whoever wants it. */
		if (cat.vendors[i].is_class ||
		    strcmp(cat.vendors[i].id, "encrypted-dns") == 0)
			continue;
		buffer_printf(out, "%s{ id = \"%s\"; }", between,
			      cat.vendors[i].id);
		between = ", ";
	}
	catalogue_done(&cat);
	conf_report_done(&report);
}

static void begin(const char *quoted)
{
	struct buffer text = { 0 };

	buffer_printf(&text, "profile = [ %s ]; vendors = ( ", quoted);
	put_vendors(&text);
	buffer_text(&text, " );");
	policy_made(&m, text.p);
	buffer_done(&text);
}

/* --- what becomes of one ---------------------------------------------- */

/* "pass", "log", or the text that is cited. */
static const char *outcome(const char *text)
{
	struct decision d = policy_made_judge(&m, text);
	const struct legend_basis *b;

	if (d.effect == EFFECT_LOG)
		return "log";
	if (d.effect != EFFECT_BLOCK)
		return "pass";
	b = policy_basis(m.policy, d.rule.class);
	return b ? b->id : "none";
}

/* --- the table -------------------------------------------------------- */

static struct buffer table;

/* The next line that says something, cut out of `rest`; NULL: none. */
static char *next_line(char **rest)
{
	char *line;

	while ((line = strsep(rest, "\n")))
		if (*line && *line != '#')
			return line;
	return NULL;
}

static void read_file(const char *path, struct buffer *out)
{
	if (file_read(path, 1 << 20, out) != 0)
		give_up("%s", path);
	buffer_text(out, "");
}

static void check_row(char *line, size_t profile)
{
	char *cells[COLUMNS] = { NULL };

	for (size_t i = 0; i < COLUMNS; i++)
		cells[i] = strsep(&line, "\t");
	if (!cells[COLUMNS - 1])
		give_up("%s has a short row", cells[0]);
	is_text(outcome(cells[0]), cells[2 + profile], "%s: %s, %s",
		profiles[profile], cells[0], cells[1]);
}

static void test_profile(size_t profile)
{
	struct buffer copy = { 0 };
	char quoted[64], *rest, *line;
	size_t n = 0;

	snprintf(quoted, sizeof(quoted), "\"%s\"", profiles[profile]);
	begin(quoted);
	buffer_printf(&copy, "%s", table.p);
	for (rest = copy.p; (line = next_line(&rest)); n++)
		check_row(line, profile);
	ok(n >= DESTINATIONS_MIN, "%s: %zu destinations", profiles[profile],
	   n);
	buffer_done(&copy);
	policy_made_done(&m);
}

/* Bound by all of them at once, and own policy beside. */
static void test_common(void)
{
	struct buffer names = { 0 }, all = { 0 };
	char *rest, *line;
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(profiles); i++)
		buffer_printf(&all, "%s\"%s\"", i ? ", " : "", profiles[i]);
	begin(all.p);
	read_file(DATA "common.names", &names);
	for (rest = names.p; (line = next_line(&rest)); n++)
		ok(policy_made_judge(&m, line).effect != EFFECT_BLOCK,
		   "%s is not blocked", line);
	ok(n >= COMMON_MIN, "%zu names that everybody asks for", n);
	buffer_done(&names);
	buffer_done(&all);
	policy_made_done(&m);
}

int main(void)
{
	read_file(DATA "destinations.tsv", &table);
	for (size_t i = 0; i < ARRAY_SIZE(profiles); i++)
		test_profile(i);
	test_common();
	buffer_done(&table);
	return done_testing();
}
