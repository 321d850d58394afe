/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Says what was looked at, and that nothing was found. */

#include <time.h>

#include "lib/array.h"
#include "lib/moment.h"
#include "tools/query/filter.h"

static const struct {
	enum option option;
	const char *what;
} kinds[] = {
	{ OPTION_CLIENT, "client" }, { OPTION_VENDOR, "vendor" },
	{ OPTION_ROLE, "role" }, { OPTION_NAME, "name" },
	{ OPTION_DEST, "destination" }, { OPTION_ACTION, "action" },
	{ OPTION_VIA, "via" }, { OPTION_FROM_LIST, "list" },
	{ OPTION_RULE, "rule" },
};

/* "client 192.0.2.7, vendor huawei": what was asked for. */
static void describe(const struct filter *f, struct buffer *out)
{
	for (unsigned i = 0; i < f->n; i++)
		for (size_t k = 0; k < ARRAY_SIZE(kinds); k++)
			if (kinds[k].option == f->choices[i].option)
				buffer_printf(out, "%s%s %s", out->len ?
					      ", " : " of ", kinds[k].what,
					      paint_safe(f->choices[i].text));
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
		    struct answer *an, const char *what, const char *file,
		    time_t begins)
{
	char from[MOMENT_TEXT], to[MOMENT_TEXT];
	bool whole = begins > f->since;
	struct buffer of = { 0 };

	filter_check_known(f, a);
	describe(f, &of);
	answer_say(an, "nothing found: no %s%s in %s ", what, of.p,
		   paint_safe(file));
	if (begins)
		answer_say(an, "since %s%s", clock_text(whole ? begins :
			   f->since, a->utc, from), whole ?
			   ", where it begins" : "");
	else
		answer_say(an, "and what was rotated: they are empty");
	answer_say(an, f->until ? ", until %s\n" : "\n",
		   clock_text(f->until, a->utc, to));
	buffer_done(&of);
}

void filter_covered(const struct filter *f, const struct args *a,
		    struct answer *an, time_t begins, unsigned unread)
{
	char from[MOMENT_TEXT], zone[16];
	bool whole = begins > f->since;
	time_t t = whole ? begins : f->since;
	struct tm tm;

	strftime(zone, sizeof(zone), "%Z", a->utc ? gmtime_r(&t, &tm) :
		 localtime_r(&t, &tm));
	answer_say(an, "looked at: all since %s %s%s", clock_text(t, a->utc,
		   from), a->utc ? "UTC" : zone, whole ?
		   ", where the log begins" : "");
	if (unread > 0)
		answer_say(an, ", but for %u file%s that cannot be read\n",
			   unread, unread == 1 ? "" : "s");
	else
		answer_say(an, "\n");
}
