/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keeps what is known of the policy of the fleet. */

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "ruleset/config/config_central.h"
#include "ruleset/config/register.h"
#include "tools/bundle/taken.h"

const char *const taken_words[] = {
	[TAKEN_NEW] = "new", [TAKEN_WELL] = "well", [TAKEN_WAITS] = "waits",
	[TAKEN_FAILED] = "failed", [TAKEN_REFUSED] = "refused", NULL
};

#define FIELD(f) .key = #f, .offset = offsetof(struct taken, f)
#define NUMBER .type = &conf_int, .max = INT64_MAX
#define TEXT .type = &conf_text, .standard_text = ""

static const struct conf_row rows[] = {
	{ FIELD(health), .type = &conf_word, .words = taken_words },
	{ FIELD(tried), NUMBER }, { FIELD(well), NUMBER },
	{ FIELD(failures), NUMBER }, { FIELD(seen), NUMBER },
	{ FIELD(seen_digest), TEXT }, { FIELD(offered), TEXT },
	{ FIELD(url), TEXT }, { FIELD(minisign), TEXT },
	{ FIELD(etag), TEXT }, { FIELD(modified), TEXT },
	{ FIELD(key), TEXT }, { FIELD(why), TEXT },
};

static const struct registry taken_register = {
	.name = "state", CONF_ROWS(rows),
	.head = "Written by \"cordon sync\": the policy of the fleet.",
};

void taken_read(struct taken *t, const struct config *c)
{
	struct conf_report ignored = { .errors = 0 };
	char *home = config_central_home(c->state);
	int64_t current = config_central_current(c->state);

	*t = (struct taken) { .health = TAKEN_NEW };
	conf_defaults(rows, ARRAY_SIZE(rows), t);
	register_read(&taken_register, home, t, &ignored);
	/* Where the file was lost, what is in force still tells. */
	if (t->seen < current)
		taken_see(t, current, c->central.sequence == current ?
			  c->central.digest : "");
	conf_report_done(&ignored);
	free(home);
}

void taken_done(struct taken *t)
{
	conf_free(rows, ARRAY_SIZE(rows), t);
}

int taken_write(const struct taken *t, const struct config *c)
{
	char *home = config_central_home(c->state);
	int ret = register_store(&taken_register, home, t);

	free(home);
	return ret;
}

void taken_set(char **field, const char *text)
{
	char *copy = xstrdup(text);

	free(*field);
	*field = copy;
}

void taken_see(struct taken *t, int64_t sequence, const char *digest)
{
	t->seen = sequence;
	taken_set(&t->seen_digest, digest);
}

void taken_end(struct taken *t, enum taken_health health, const char *fmt, ...)
{
	struct buffer why = { 0 };
	va_list ap;

	va_start(ap, fmt);
	buffer_vprintf(&why, fmt, ap);
	va_end(ap);
	t->health = health;
	t->tried = time(NULL);
	if (health == TAKEN_WELL)
		t->well = t->tried;
	t->failures = health == TAKEN_FAILED || health == TAKEN_REFUSED ?
		      t->failures + 1 : 0;
	free(t->why);
	t->why = buffer_take(&why);
}
