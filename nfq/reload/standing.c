/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Describes modes and rules for the register. */

#include <stdio.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/moment.h"
#include "nfq/reload/mode.h"
#include "nfq/reload/standing.h"

static const char *in_force(const struct reloader *r, const char *vendor)
{
	const struct rules *rules = reload_rules(r);
	const struct legend *l = &rules->generation.legend;

	for (size_t i = 0; *vendor && i < l->nvendors; i++)
		if (strcmp(l->vendors[i].id, vendor) == 0)
			return mode_words[rules->policy->modes[i]];
	return mode_words[rules->config.mode];
}

time_t standing_until(const struct reloader *r, const char *vendor,
		      bool *confirm)
{
	const struct rules_override *o = mode_timed(&r->overrides, vendor);

	*confirm = o && o->confirm;
	return o ? time(NULL) + mode_left(o, clock_boot()) : 0;
}

char *standing_mode(const struct reloader *r, const char *vendor,
		    char text[STANDING_TEXT])
{
	char when[MOMENT_TEXT];
	bool confirm;
	time_t until = standing_until(r, vendor, &confirm);

	snprintf(text, STANDING_TEXT, "%s%s%s%s", in_force(r, vendor),
		 until ? " until " : "",
		 until ? moment_format(until, when) : "",
		 confirm ? " unless confirmed" : "");
	return text;
}

char *standing_rules(const struct reloader *r, char text[STANDING_TEXT])
{
	const struct rules *rules = reload_rules(r);
	int64_t policy = rules->config.central.sequence;
	int n = snprintf(text, STANDING_TEXT, "configuration %s, generation "
			 "%u", r->digest, rules->generation.number);

	if (policy)
		snprintf(text + n, STANDING_TEXT - (size_t)n, ", policy %lld",
			 (long long)policy);
	return text;
}

void standing_tell(struct reloader *r, uid_t who, bool ok,
		   const char *before)
{
	char after[STANDING_TEXT], why[FAULT_TEXT];
	const struct audit_change c = {
		.before = before, .after = after,
	};

	if (ok)
		config_digest(r->config_path, r->digest);
	standing_rules(r, after);
	audit_change(r->audit, "reload", who, &c, "%s", ok ? "done" :
		     fault_text(&r->fault, why));
}

void standing_tell_mode(struct reloader *r, uid_t who,
			const struct mode_change *m, const char *before,
			bool ok)
{
	const char *vendor = m->vendor ? m->vendor : "";
	char after[STANDING_TEXT];
	struct audit_change c = {
		.of = m->vendor, .before = before,
		.after = standing_mode(r, vendor, after),
	};

	c.until = standing_until(r, vendor, &c.confirm);
	audit_change(r->audit, "mode", who, &c, "%s%s%s%s",
		     mode_words[m->mode], m->vendor ? " for vendor " : "",
		     vendor, ok ? "" : ": failed");
}

void standing_tell_confirmed(struct reloader *r, uid_t who,
			     const struct rules_overrides *was,
			     char before[][STANDING_TEXT])
{
	for (unsigned i = 0; i < was->n; i++) {
		const char *vendor = was->items[i].vendor;
		char after[STANDING_TEXT];
		const struct audit_change c = {
			.of = *vendor ? vendor : NULL, .before = before[i],
			.after = standing_mode(r, vendor, after),
		};

		if (was->items[i].confirm)
			audit_change(r->audit, "confirm", who, &c, "done");
	}
}
