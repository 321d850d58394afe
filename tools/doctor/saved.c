/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor's look into saved rulesets. */

#include <ctype.h>
#include <glob.h>
#include <string.h>

#include "lib/array.h"
#include "lib/file.h"
#include "ruleset/table/guardtable.h"
#include "ruleset/table/wanted.h"
#include "tools/doctor/saved.h"

enum { FILE_MAX = 8 << 20 };

/* What services of distributions load, and what that includes by custom. */
static const char *const places[] = {
	"/etc/nftables.conf", "/etc/nftables.d/*", "/etc/nftables/*",
	"/etc/sysconfig/nftables.conf", "/etc/nftables.rules",
	"/var/lib/nftables/*",
};

/* The word at `p`, if it is this one; NULL else. What follows it. */
static const char *skip_word(const char *p, const char *word)
{
	size_t len = strlen(word);

	while (*p == ' ' || *p == '\t')
		p++;
	if (strncmp(p, word, len) != 0 ||
	    (p[len] && !isspace((unsigned char)p[len]) && p[len] != '{'))
		return NULL;
	return p + len;
}

/* The table of ours that a line begins with, or NULL. */
static const char *table_of(const char *line)
{
	static const char *const names[] = { TABLE_NAME, GUARDTABLE_NAME };
	const char *p = skip_word(line, "add");

	p = skip_word(p ? p : line, "table");
	p = p ? skip_word(p, "inet") : NULL;
	for (size_t i = 0; p && i < ARRAY_SIZE(names); i++)
		if (skip_word(p, names[i]))
			return names[i];
	return NULL;
}

bool doctor_saved_judge(struct diagnosis *d, const char *path,
			const char *text)
{
	unsigned number = 1;

	for (const char *line = text; line; number++) {
		const char *table = table_of(line);

		if (table) {
			diagnosis_add(d, LEVEL_WARN, "take the tables inet "
				      TABLE_NAME " and inet " GUARDTABLE_NAME
				      " out of it; cordond writes them itself",
				      "%s has a copy of our tables: nft "
				      "refuses all of it, and its service "
				      "fails", path);
			diagnosis_evidence(d, "%s:%u: table inet %s", path,
					   number, table);
			return true;
		}
		line = strchr(line, '\n');
		line = line ? line + 1 : NULL;
	}
	return false;
}

/* Others may not read it: then their service tells. */
static bool look_into(struct diagnosis *d, const char *path)
{
	struct buffer text = { 0 };
	bool found = file_read(path, FILE_MAX, &text) == 0 && text.p &&
		     doctor_saved_judge(d, path, text.p);

	buffer_done(&text);
	return found;
}

void doctor_saved_check(struct diagnosis *d, struct facts *f)
{
	bool any = false;
	glob_t g;

	(void)f;
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		if (glob(places[i], 0, NULL, &g) == 0)
			for (size_t k = 0; k < g.gl_pathc; k++)
				any = look_into(d, g.gl_pathv[k]) || any;
		globfree(&g);
	}
	if (!any)
		diagnosis_add(d, LEVEL_OK, NULL, "no saved ruleset has a copy "
			      "of our tables");
}
