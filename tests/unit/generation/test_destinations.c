/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the shipped catalogue does for whom, all vendors on: destinations.tsv
 * has what the texts say, common.names what no text speaks of. */

#include <stdio.h>
#include <stdlib.h>

#include "lib/array.h"
#include "lib/file.h"
#include "ruleset/config/catalogue.h"
#include "ruleset/config/config_load.h"
#include "ruleset/policy/policy.h"
#include "tests/unit/tap.h"

#define DATA "tests/unit/generation/"

/* In the order of the table's columns. */
static const char *const profiles[] = {
	"us-person", "us-federal-agency", "us-contractor", "us-state-tx",
	"us-state-va", "au-government", "eu-critical", "own-policy",
};

enum { COLUMNS = 2 + ARRAY_SIZE(profiles), DESTINATIONS_MIN = 60,
       COMMON_MIN = 120 };

static struct config config;
static struct generation g;
static struct policy *policy;

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

	buffer_printf(&text, "mode = \"enforce\"; profile = [ %s ]; "
		      "catalogue = \"ruleset/vendors\"; local_catalogue = "
		      "\"%s\"; state = \"%s\"; ", quoted, scratch_in("none"),
		      scratch());
	buffer_printf(&text, "block_list = \"%s\"; allow_list = \"%s\"; "
		      "protect_list = \"%s\"; vendors = ( ", scratch_in("b"),
		      scratch_in("a"), scratch_in("p"));
	put_vendors(&text);
	buffer_text(&text, " );\n");
	file_write(scratch_in("c.conf"), text.p, text.len, 0644);
	buffer_done(&text);
	if (!config_load(&config, scratch_in("c.conf")) ||
	    generation_compile(&g, &config, &config.report) < 0 ||
	    !policy_check(&g.legend, &config, &config.report))
		give_up("%s", config.report.text.p);
	policy = policy_new(&g, &config);
}

static void end(void)
{
	policy_free(policy);
	generation_close(&g);
	config_done(&config);
}

/* --- what becomes of one ---------------------------------------------- */

static struct decision judge(const char *text)
{
	struct address a;

	return address_parse(text, &a) ? policy_judge_address(policy, &a) :
	       policy_judge_name(policy, text, strlen(text));
}

/* "pass", "log", or the text that is cited. */
static const char *outcome(const char *text)
{
	struct decision d = judge(text);
	const struct legend_basis *b;

	if (d.effect == EFFECT_LOG)
		return "log";
	if (d.effect != EFFECT_BLOCK)
		return "pass";
	b = policy_basis(policy, d.rule.class);
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
	end();
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
		ok(judge(line).effect != EFFECT_BLOCK, "%s is not blocked",
		   line);
	ok(n >= COMMON_MIN, "%zu names that everybody asks for", n);
	buffer_done(&names);
	buffer_done(&all);
	end();
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
