/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Values as JSON and as text. */

#include <inttypes.h>

#include "lib/duration.h"
#include "lib/moment.h"
#include "tools/cli/cell.h"

/* --- as JSON ---------------------------------------------------------- */

static void put_list(const struct cell *c, const char *key, struct json *j)
{
	json_open(j, key, '[');
	for (size_t i = 0; i < c->n; i++)
		if (c->type == CELL_LIST)
			json_text(j, NULL, c->texts[i]);
		else
			json_signed(j, NULL, c->numbers[i]);
	json_close(j, ']');
}

static void put_pairs(const struct cell *c, const char *key, struct json *j)
{
	json_open(j, key, '{');
	for (size_t i = 0; i < c->n; i++)
		json_text(j, c->pairs[i][0], c->pairs[i][1]);
	json_close(j, '}');
}

void cell_put(const struct cell *c, const char *key, struct json *j)
{
	char when[MOMENT_TEXT];

	switch (c->type) {
	case CELL_NONE:
		break;
	case CELL_TEXT:
		json_text(j, key, c->text);
		break;
	case CELL_NUMBER:
		json_number(j, key, c->number);
		break;
	case CELL_SIGNED:
	case CELL_AGE:
		json_signed(j, key, c->integer);
		break;
	case CELL_BOOL:
		json_bool(j, key, c->yes);
		break;
	case CELL_TIME:
		json_text(j, key, moment_format(c->integer, when));
		break;
	case CELL_LIST:
	case CELL_NUMBERS:
		put_list(c, key, j);
		break;
	case CELL_PAIRS:
		put_pairs(c, key, j);
		break;
	}
}

/* --- as text ---------------------------------------------------------- */

/* What programs read is unambiguous, what people read is short. */
static void write_time(const struct cell *c, const struct cell_look *look,
		       struct buffer *out)
{
	char text[MOMENT_TEXT];
	time_t t = c->integer;
	struct tm tm;

	if (!look->clock)
		moment_format(t, text);
	else
		strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S",
			 look->utc ? gmtime_r(&t, &tm) :
			 localtime_r(&t, &tm));
	buffer_text(out, text);
}

static void write_age(const struct cell *c, const struct cell_look *look,
		      struct buffer *out)
{
	char text[DURATION_TEXT];
	int64_t age = look->now - c->integer;

	buffer_text(out, c->integer <= 0 ? "never" :
		    duration_format(age > 0 ? (uint64_t)age : 0, text));
}

/* "a, b" and "a=b, c=d". */
static void write_several(const struct cell *c, struct buffer *out)
{
	for (size_t i = 0; i < c->n; i++) {
		buffer_text(out, i ? ", " : "");
		if (c->type == CELL_LIST)
			buffer_text(out, c->texts[i]);
		else if (c->type == CELL_NUMBERS)
			buffer_printf(out, "%" PRId64, c->numbers[i]);
		else
			buffer_printf(out, "%s=%s", c->pairs[i][0],
				      c->pairs[i][1]);
	}
}

void cell_write(const struct cell *c, const struct cell_look *look,
		struct buffer *out)
{
	static const char *const yes[] = { "no", "yes" };

	switch (c->type) {
	case CELL_NONE:
		break;
	case CELL_TEXT:
		buffer_text(out, c->text);
		break;
	case CELL_NUMBER:
		buffer_printf(out, "%" PRIu64, c->number);
		break;
	case CELL_SIGNED:
		buffer_printf(out, "%" PRId64, c->integer);
		break;
	case CELL_BOOL:
		buffer_text(out, (look->words ? look->words : yes)[c->yes]);
		break;
	case CELL_TIME:
		write_time(c, look, out);
		break;
	case CELL_AGE:
		write_age(c, look, out);
		break;
	case CELL_LIST:
	case CELL_NUMBERS:
	case CELL_PAIRS:
		write_several(c, out);
		break;
	}
}
