/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Nothing of the shipped catalogue is enforced in space that many share
 * (shared.prefixes). Another folder may be given, as to test_catalogue. */

#include <stdlib.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/prefix.h"
#include "ruleset/config/catalogue.h"
#include "tests/unit/tap.h"

static struct prefix *shared;
static size_t nshared;

static void read_shared(void)
{
	struct buffer text = { 0 };
	char *rest, *line;

	if (file_read("tests/unit/config/shared.prefixes", 1 << 16, &text))
		give_up("shared.prefixes");
	buffer_text(&text, "");
	for (rest = text.p; (line = strsep(&rest, "\n"));) {
		if (!*line || *line == '#')
			continue;
		shared = xgrow(shared, nshared, sizeof(*shared));
		if (!prefix_parse(line, &shared[nshared++]))
			give_up("shared.prefixes: %s", line);
	}
	buffer_done(&text);
	ok(nshared > 50, "%zu networks that many share", nshared);
}

static bool is_shared(const struct prefix *p)
{
	for (size_t i = 0; i < nshared; i++)
		if (prefix_contains(&shared[i], &p->addr) ||
		    prefix_contains(p, &shared[i].addr))
			return true;
	return false;
}

static void check_vendor(const struct vendor *v)
{
	const struct vendor_prefix *p = v->prefixes.items;
	struct prefix parsed;

	for (size_t i = 0; i < v->prefixes.n; i++)
		/* A public resolver is one wherever it stands. */
		if (p[i].enforce && strcmp(p[i].role, "resolver-address") &&
		    prefix_parse(p[i].prefix, &parsed) && is_shared(&parsed))
			ok(false, "%s:%u: %s is in space that many share",
			   v->file, p[i].line, p[i].prefix);
	ok(true, "%zu networks of %s were looked at", v->prefixes.n, v->id);
}

int main(int argc, char **argv)
{
	struct conf_report report = { 0 };
	struct catalogue cat;

	read_shared();
	if (!ok(catalogue_read(&cat, argc > 1 ? argv[1] : "ruleset/vendors",
			       scratch(), &report), "the catalogue is read"))
		diag("%s", report.text.p);
	for (size_t i = 0; i < cat.n; i++)
		check_vendor(&cat.vendors[i]);
	catalogue_done(&cat);
	conf_report_done(&report);
	free(shared);
	return done_testing();
}
