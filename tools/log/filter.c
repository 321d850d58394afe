/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Chooses events of the log. */

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "lib/array.h"
#include "lib/log.h"
#include "lib/moment.h"
#include "lib/prefix.h"
#include "tools/cli/candidates.h"
#include "tools/log/filter.h"

/* --- choosing --------------------------------------------------------- */

static bool is_below(const char *name, const char *suffix)
{
	size_t n = strlen(name), s = strlen(suffix);

	if (s > n || strcasecmp(name + n - s, suffix) != 0)
		return false;
	return n == s || name[n - s - 1] == '.';
}

bool filter_wants(const struct filter *f, const struct logged *e)
{
	struct address client;

	if (e->time < f->since || (f->until && e->time > f->until))
		return false;
	if (f->has_client && (!address_parse(e->client, &client) ||
			      !prefix_contains(&f->client, &client)))
		return false;
	return (!f->vendor || strcmp(f->vendor, e->vendor) == 0) &&
	       (!f->name || is_below(e->target, f->name) ||
		is_below(e->hint, f->name)) &&
	       (f->action < 0 || f->action == (int)e->action);
}

/* --- options ---------------------------------------------------------- */

static bool read_time(const char *option, const char *text, time_t now,
		      time_t *out, struct fault *why)
{
	if (!text || moment_parse(text, now, out))
		return true;
	fault_set(why, 0, "%s \"%s\" is not a time: 2h, today, 2026-09-23, "
		  "2026-09-23T08:15:00Z", option, text);
	return false;
}

static bool read_limit(const char *text, size_t *out, struct fault *why)
{
	char *end;

	*out = SIZE_MAX;
	if (!text)
		return true;
	*out = strtoul(text, &end, 10);
	if (*end == '\0' && *out > 0 && *text != '-')
		return true;
	fault_set(why, 0, "--limit \"%s\" is not a number", text);
	return false;
}

bool filter_make(struct filter *f, const struct args *a, time_t now,
		 struct fault *why)
{
	*f = (struct filter) {
		.vendor = a->vendor, .name = a->name,
		.action = a->action ? kind_index(KIND_ACTION, a->action) : -1,
		.has_client = a->client != NULL,
	};
	if (!read_time("--since", a->since, now, &f->since, why) ||
	    !read_time("--until", a->until, now, &f->until, why) ||
	    !read_limit(a->limit, &f->limit, why))
		return false;
	if (!a->client || prefix_parse(a->client, &f->client))
		return true;
	fault_set(why, 0, "--client \"%s\" is not an address or prefix",
		  a->client);
	return false;
}

static void check_vendor(const struct args *a)
{
	char *miss = !a->vendor ? NULL :
		     candidates_miss(KIND_VENDOR, a, "vendor", a->vendor);

	if (miss)
		fatalx_status(EX_USAGE, "%s see \"cordon vendors\"", miss);
}

void filter_read(struct filter *f, const struct args *a)
{
	char text[FAULT_TEXT];
	struct fault why;

	if (!filter_make(f, a, time(NULL), &why))
		fatalx_status(EX_USAGE, "%s", fault_text(&why, text));
	/* Who waits for what never comes is told at once. */
	if (a->follow)
		check_vendor(a);
}

/* --- nothing ---------------------------------------------------------- */

/* "client 192.0.2.7, vendor huawei": what was asked for. */
static void describe(const struct args *a, struct buffer *out)
{
	const struct {
		const char *what, *value;
	} asked[] = {
		{ "client", a->client }, { "vendor", a->vendor },
		{ "name", a->name }, { "action", a->action },
	};

	for (size_t i = 0; i < ARRAY_SIZE(asked); i++)
		if (asked[i].value)
			buffer_printf(out, "%s%s %s", out->len ? ", " :
				      " of ", asked[i].what,
				      paint_safe(asked[i].value));
	buffer_text(out, "");
}

static const char *clock_text(time_t t, bool utc, char text[MOMENT_TEXT])
{
	struct tm tm;

	strftime(text, MOMENT_TEXT, "%Y-%m-%d %H:%M:%S", utc ?
		 gmtime_r(&t, &tm) : localtime_r(&t, &tm));
	return text;
}

void filter_nothing(const struct filter *f, const struct args *a,
		    struct answer *an, const char *file, time_t begins)
{
	char from[MOMENT_TEXT], to[MOMENT_TEXT];
	bool whole = begins > f->since;
	struct buffer what = { 0 };

	check_vendor(a);
	describe(a, &what);
	answer_say(an, "nothing found: no event%s in %s ", what.p,
		   paint_safe(file));
	if (begins)
		answer_say(an, "since %s%s", clock_text(whole ? begins :
			   f->since, a->utc, from), whole ?
			   ", where it begins" : "");
	else
		answer_say(an, "and what was rotated: they are empty");
	answer_say(an, f->until ? ", until %s\n" : "\n",
		   clock_text(f->until, a->utc, to));
	buffer_done(&what);
}
