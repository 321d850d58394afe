/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Puts the policy of a fleet over the settings of a gateway. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "ruleset/config/config_central.h"
#include "ruleset/config/config_central_merge.h"

/* --- where it lies --------------------------------------------------- */

char *config_central_home(const char *state)
{
	return xasprintf("%s/policy", state);
}

char *config_central_folder(const char *state, int64_t sequence)
{
	return xasprintf("%s/policy/%lld", state, (long long)sequence);
}

int64_t config_central_current(const char *state)
{
	char *link = xasprintf("%s/policy/current", state), to[32];
	ssize_t n = readlink(link, to, sizeof(to) - 1);
	long long sequence = 0;
	int end = 0;

	free(link);
	to[n > 0 ? n : 0] = '\0';
	/* The link's text is a number, and nothing else. */
	if (sscanf(to, "%lld%n", &sequence, &end) != 1 || to[end] ||
	    sequence < 0)
		return 0;
	return sequence;
}

static void read_digest(struct config_central *to, const char *folder)
{
	char *path = xasprintf("%s/digest", folder);
	struct buffer text = { 0 };

	if (file_read(path, 256, &text) == 0)
		snprintf(to->digest, sizeof(to->digest), "%.*s",
			 (int)(text.len < 64 ? text.len : 64), text.p);
	buffer_done(&text);
	free(path);
}

char *config_central_vendors(const struct config *c)
{
	return c->central.sequence ? xasprintf("%s/vendors",
					       c->central.folder) : NULL;
}

const char *config_central_says(const struct config *c, char text[CENTRAL_TEXT])
{
	snprintf(text, CENTRAL_TEXT, "policy %lld of the fleet",
		 (long long)c->central.sequence);
	return text;
}

/* --- reading --------------------------------------------------------- */

bool config_check_central(const char *folder, struct conf_report *report)
{
	unsigned before = report->errors;
	struct central_set set;

	central_set_read(&set, folder);
	conf_report_add(report, &set.config.report);
	central_set_done(&set);
	return report->errors == before;
}

static bool read_manifest(struct config *c, const char *folder,
			  struct conf_report *report)
{
	struct config_central *to = &c->central;
	struct central_manifest m;
	bool good = central_manifest_read(&m, folder, report);

	if (good) {
		to->sequence = m.sequence;
		to->folder = conf_keep_name(&c->report, folder);
		to->valid_until = m.end;
		read_digest(to, folder);
	}
	central_manifest_done(&m);
	return good;
}

static void apply(struct config *c, const char *folder,
		  struct conf_report *report)
{
	struct central_set set;

	if (!read_manifest(c, folder, report))
		return;
	central_set_read(&set, folder);
	conf_report_add(report, &set.config.report);
	config_merge_central(c, &set);
	central_set_done(&set);
}

void config_apply_central(struct config *c, const char *folder)
{
	struct conf_report report = { .errors = 0 };
	int64_t sequence;
	char *current;

	if (folder) {
		apply(c, folder, &c->report);
		return;
	}
	sequence = *c->policy.url ? config_central_current(c->state) : 0;
	if (sequence == 0)
		return;
	current = config_central_folder(c->state, sequence);
	apply(c, current, &report);
	c->central.mistakes = report.errors;
	conf_report_done(&report);
	free(current);
}
