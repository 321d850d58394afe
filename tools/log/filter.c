/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Chooses events of the log. */

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "lib/log.h"
#include "lib/units.h"
#include "tools/cli/candidates.h"
#include "tools/log/filter.h"

static bool is_below(const char *name, const char *suffix)
{
	size_t n = strlen(name), s = strlen(suffix);

	if (s > n || strcasecmp(name + n - s, suffix) != 0)
		return false;
	return n == s || name[n - s - 1] == '.';
}

bool filter_wants(const struct filter *f, const struct logged *e)
{
	const struct args *a = f->a;
	struct address client;

	if (e->time < f->since || (f->until && e->time > f->until))
		return false;
	if (f->has_client && (!address_parse(e->client, &client) ||
			      !prefix_contains(&f->client, &client)))
		return false;
	return (!a->vendor || strcmp(a->vendor, e->vendor) == 0) &&
	       (!a->name || is_below(e->target, a->name) ||
		is_below(e->hint, a->name)) &&
	       (!a->action || strcmp(a->action, e->action) == 0);
}

static time_t read_time(const char *option, const char *text)
{
	time_t t = 0;

	if (text && !moment_parse(text, time(NULL), &t))
		fatalx_status(EX_USAGE, "%s \"%s\" is not a time: 2h, today, "
			      "2026-09-23, 2026-09-23T08:15:00Z", option,
			      text);
	return t;
}

/* The log may know one that the catalogue does not any more. */
static void check_vendor(const struct args *a)
{
	char *miss = !a->vendor ? NULL :
		     candidates_miss(KIND_VENDOR, a, "vendor", a->vendor);

	if (miss)
		warnx("%s; see \"cordon vendors\"", miss);
	free(miss);
}

void filter_read(struct filter *f, const struct args *a)
{
	*f = (struct filter) { .a = a };
	f->since = read_time("--since", a->since);
	f->until = read_time("--until", a->until);
	f->has_client = a->client != NULL;
	if (a->client && !prefix_parse(a->client, &f->client))
		fatalx_status(EX_USAGE, "--client \"%s\" is not an address or "
			      "prefix", a->client);
	check_vendor(a);
}

size_t filter_limit(const struct args *a)
{
	size_t limit;
	char *end;

	if (!a->limit)
		return SIZE_MAX;
	limit = strtoul(a->limit, &end, 10);
	if (*end || limit == 0 || a->limit[0] == '-')
		fatalx_status(EX_USAGE, "--limit \"%s\" is not a number",
			      a->limit);
	return limit;
}
