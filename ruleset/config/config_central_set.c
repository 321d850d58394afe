/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads policy.conf: some of the settings of cordon.conf, and what is left to
 * a gateway. */

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "ruleset/config/config_central.h"
#include "ruleset/config/config_central_set.h"
#include "ruleset/config/config_rows.h"
#include "ruleset/config/source.h"

const char *const leave_words[] = {
	[LEAVE_NOTHING] = "nothing", [LEAVE_ADDITIONS] = "additions",
	[LEAVE_ALL] = "all", NULL
};

/* What stands for itself, then what has items. Nothing of it names a file, an
 * interface or a user of a single machine. */
static const char *const keys[] = {
	"mode", "profile", "on_failure", "unknown", "overlong", "no_sni",
	"ech", "ech_names", "quic_version", "quic_no_initial", "dns_block",
	"dns_block_address4", "dns_block_address6", "dns_answers",
	"dns_other_ports", "fallback_resolvers", "strict", "guard", "inbound",
};
static const char *const lists[] = { "vendors", "exempt", "sources" };

#define WORD(k, f) { .key = k, .type = &conf_word, .words = leave_words, \
		     .offset = offsetof(struct central_set, f) }

static const struct conf_row leave_rows[] = {
	WORD("local", all),
	WORD("local_settings", leave[LEAVE_SETTINGS]),
	WORD("local_mode", leave[LEAVE_MODE]),
	WORD("local_vendors", leave[LEAVE_VENDORS]),
	WORD("local_exempt", leave[LEAVE_EXEMPT]),
	WORD("local_sources", leave[LEAVE_SOURCES]),
	WORD("local_block", leave[LEAVE_BLOCK]),
	WORD("local_allow", leave[LEAVE_ALLOW]),
};

enum { ROWS = ARRAY_SIZE(keys) + ARRAY_SIZE(lists) + ARRAY_SIZE(leave_rows) };

static void rows_of_all(struct conf_row rows[ROWS])
{
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		rows[n++] = *conf_row_of(config_rows, CONFIG_ROWS, keys[i]);
	for (size_t i = 0; i < ARRAY_SIZE(lists); i++)
		rows[n++] = *conf_row_of(config_rows, CONFIG_ROWS, lists[i]);
	memcpy(&rows[n], leave_rows, sizeof(leave_rows));
}

const struct conf_row *central_set_row(size_t i)
{
	return i < ARRAY_SIZE(keys) ?
	       conf_row_of(config_rows, CONFIG_ROWS, keys[i]) : NULL;
}

/* --- what is left ---------------------------------------------------- */

/* Additions refuse more, and never let more through: exceptions and what is
 * allowed are none, unless that is said. */
static void settle(struct central_set *set)
{
	enum leave all = set->all == LEAVE_UNSAID ? LEAVE_ADDITIONS :
			 set->all;

	for (int i = 0; i < LEAVE_ITEMS; i++) {
		bool opens = i == LEAVE_EXEMPT || i == LEAVE_ALLOW;

		if (set->leave[i] == LEAVE_UNSAID)
			set->leave[i] = opens && all == LEAVE_ADDITIONS ?
					LEAVE_NOTHING : all;
	}
}

/* --- sources --------------------------------------------------------- */

/* Only in the bundle, and flat. */
static bool is_list(const char *path)
{
	return strncmp(path, "lists/", 6) == 0 && path[6] &&
	       path[6] != '.' && !strchr(path + 6, '/');
}

static void check_source(const struct config_source *s,
			 struct conf_report *report)
{
	if (*s->folder || *s->headers || *s->ca)
		conf_complain(report, s->file, s->line, "source \"%s\": a "
			      "policy names no %s of a gateway", s->id,
			      *s->folder ? "folder" : "file");
	if (*s->minisign == '/')
		conf_complain(report, s->file, s->line, "source \"%s\": a "
			      "policy has the key itself in \"minisign\", no "
			      "file with it", s->id);
	if (*s->path && !is_list(s->path))
		conf_complain(report, s->file, s->line, "source \"%s\": file "
			      "is \"%s\"; in a policy it is lists/NAME",
			      s->id, s->path);
}

/* Paths of the bundle become those of where it lies. */
static void place_sources(struct config *c, const char *folder)
{
	struct config_source *s = c->sources.items;

	for (size_t i = 0; i < c->sources.n; i++) {
		char *full;

		if (!s[i].id || !s[i].path)
			continue;
		check_source(&s[i], &c->report);
		if (!is_list(s[i].path))
			continue;
		full = xasprintf("%s/%s", folder, s[i].path);
		free(s[i].path);
		s[i].path = full;
	}
}

/* --- together -------------------------------------------------------- */

void central_set_read(struct central_set *set, const char *folder)
{
	char *path = xasprintf("%s/policy.conf", folder);
	struct conf_row rows[ROWS];

	*set = (struct central_set) { .all = LEAVE_UNSAID };
	for (int i = 0; i < LEAVE_ITEMS; i++)
		set->leave[i] = LEAVE_UNSAID;
	rows_of_all(rows);
	conf_read(path, rows, ROWS, set, &set->config.report);
	settle(set);
	place_sources(&set->config, folder);
	free(path);
}

void central_set_done(struct central_set *set)
{
	conf_free(config_rows, CONFIG_ROWS, &set->config);
	conf_report_done(&set->config.report);
}
