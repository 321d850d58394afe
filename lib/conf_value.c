/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Types of configuration that are one value: bool, whole number, word, text,
 * duration, size. */

#include <assert.h>
#include <inttypes.h>
#include <libconfig.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/conf_value.h"
#include "lib/duration.h"
#include "lib/json.h"
#include "lib/printable.h"
#include "lib/size.h"
#include "lib/suggest.h"
#include "lib/url_shown.h"

/* --- bool ------------------------------------------------------------ */

static void read_bool(struct conf_reader *r, const config_setting_t *s,
		      const struct conf_row *row, void *field)
{
	(void)r;
	(void)row;
	*(bool *)field = config_setting_get_bool(s);
}

static void standard_bool(const struct conf_row *row, void *field)
{
	*(bool *)field = row->standard != 0;
}

static void print_bool(struct buffer *out, const struct conf_row *row,
		       const void *field, const struct conf_report *report)
{
	(void)row;
	(void)report;
	buffer_text(out, *(const bool *)field ? "true" : "false");
}

static void put_bool(struct json *j, const struct conf_row *row,
		     const void *field)
{
	json_bool(j, row->key, *(const bool *)field);
}

const struct conf_type conf_bool = {
	.what = "true or false", .kinds = 1 << CONFIG_TYPE_BOOL,
	.read = read_bool, .standard = standard_bool, .print = print_bool,
	.put = put_bool,
};

/* --- whole number ---------------------------------------------------- */

bool conf_read_int(struct conf_reader *r, const config_setting_t *s,
		   const struct conf_row *row, int64_t *field)
{
	long long n = config_setting_type(s) == CONFIG_TYPE_INT64 ?
		      config_setting_get_int64(s) : config_setting_get_int(s);

	if (n >= row->min && n <= row->max) {
		*field = n;
		return true;
	}
	conf_complain(r->report, r->file, config_setting_source_line(s),
		      "%s is %lld; it must lie between %" PRId64
		      " and %" PRId64, row->key, n, row->min, row->max);
	return false;
}

static void read_int(struct conf_reader *r, const config_setting_t *s,
		     const struct conf_row *row, void *field)
{
	conf_read_int(r, s, row, field);
}

static void standard_int(const struct conf_row *row, void *field)
{
	*(int64_t *)field = row->standard;
}

static void print_int(struct buffer *out, const struct conf_row *row,
		      const void *field, const struct conf_report *report)
{
	(void)row;
	(void)report;
	buffer_printf(out, "%" PRId64, *(const int64_t *)field);
}

static void put_int(struct json *j, const struct conf_row *row,
		    const void *field)
{
	json_signed(j, row->key, *(const int64_t *)field);
}

const struct conf_type conf_int = {
	.what = "a whole number",
	.kinds = 1 << CONFIG_TYPE_INT | 1 << CONFIG_TYPE_INT64,
	.read = read_int, .standard = standard_int, .print = print_int,
	.put = put_int,
};

/* --- text ------------------------------------------------------------ */

static void read_text(struct conf_reader *r, const config_setting_t *s,
		      const struct conf_row *row, void *field)
{
	(void)r;
	(void)row;
	free(*(char **)field);
	*(char **)field = xstrdup(config_setting_get_string(s));
}

static void standard_text(const struct conf_row *row, void *field)
{
	if (row->standard_text)
		*(char **)field = xstrdup(row->standard_text);
}

/* A code; what a terminal must not get byte by byte, as libconfig reads it. */
static size_t print_code(struct buffer *out, const uint8_t *p)
{
	uint32_t code;
	size_t n = printable_code(p, &code);
	bool raw = n > 0 && !printable_not(code);

	n = n ? n : 1;
	for (size_t i = 0; i < n; i++)
		buffer_printf(out, raw ? "%c" : "\\x%02x", p[i]);
	return n;
}

void conf_print_text(struct buffer *out, const char *s)
{
	buffer_char(out, '"');
	for (size_t n = 1; *s; s += n, n = 1) {
		if (*s == '"' || *s == '\\')
			buffer_printf(out, "\\%c", *s);
		else
			n = print_code(out, (const uint8_t *)s);
	}
	buffer_char(out, '"');
}

enum { SHOWN = 2048 };

/* As may be printed; `out` may be used for it. */
static const char *text_shown(const struct conf_row *row, const void *field,
			      char out[SHOWN])
{
	const char *text = *(char *const *)field;

	return row->is_url && text ? url_shown(text, out, SHOWN) : text;
}

static void print_text(struct buffer *out, const struct conf_row *row,
		       const void *field, const struct conf_report *report)
{
	char shown[SHOWN];

	(void)report;
	conf_print_text(out, text_shown(row, field, shown));
}

static void put_text(struct json *j, const struct conf_row *row,
		     const void *field)
{
	char shown[SHOWN];
	const char *text = text_shown(row, field, shown);

	json_text(j, row->key, text ? text : "");
}

static void drop_text(const struct conf_row *row, void *field)
{
	(void)row;
	free(*(char **)field);
	*(char **)field = NULL;
}

const struct conf_type conf_text = {
	.what = "a text in quotes", .kinds = 1 << CONFIG_TYPE_STRING,
	.is_text = true,
	.read = read_text, .standard = standard_text, .print = print_text,
	.put = put_text, .drop = drop_text,
};

/* --- word ------------------------------------------------------------ */

/* Whatever enum the field is of (not so with -fshort-enums). */
static_assert(sizeof(enum { SMALLEST_ENUM }) == sizeof(int),
	      "every enum has the size of an int");

static void set_word(void *field, size_t word)
{
	*(int *)field = (int)word;
}

static const char *word_of(const struct conf_row *row, const void *field)
{
	return row->words[*(const int *)field];
}

static void complain_of_word(struct conf_reader *r, const config_setting_t *s,
			     const struct conf_row *row, size_t nwords)
{
	unsigned line = config_setting_source_line(s);
	const char *text = config_setting_get_string(s);
	const char *near = suggest(text, row->words, nwords,
				   sizeof(*row->words));
	struct buffer list = { 0 };

	for (size_t i = 0; i < nwords; i++)
		buffer_printf(&list, "%s%s", i ? ", " : "", row->words[i]);
	if (near)
		conf_complain(r->report, r->file, line,
			      "%s cannot be \"%s\"; did you mean \"%s\"? "
			      "(one of %s)", row->key, text, near, list.p);
	else
		conf_complain(r->report, r->file, line,
			      "%s cannot be \"%s\"; it is one of %s",
			      row->key, text, list.p);
	buffer_done(&list);
}

static void read_word(struct conf_reader *r, const config_setting_t *s,
		      const struct conf_row *row, void *field)
{
	const char *text = config_setting_get_string(s);
	size_t n = 0;

	while (row->words[n] && strcmp(row->words[n], text) != 0)
		n++;
	if (row->words[n])
		set_word(field, n);
	else
		complain_of_word(r, s, row, n);
}

static void standard_word(const struct conf_row *row, void *field)
{
	set_word(field, (size_t)row->standard);
}

static void print_word(struct buffer *out, const struct conf_row *row,
		       const void *field, const struct conf_report *report)
{
	(void)report;
	conf_print_text(out, word_of(row, field));
}

static void put_word(struct json *j, const struct conf_row *row,
		     const void *field)
{
	json_text(j, row->key, word_of(row, field));
}

const struct conf_type conf_word = {
	.what = "a word in quotes", .kinds = 1 << CONFIG_TYPE_STRING,
	.read = read_word, .standard = standard_word, .print = print_word,
	.put = put_word,
};

/* --- duration and size: texts with a unit ---------------------------- */

struct scaled {
	bool (*parse)(const char *text, uint64_t *out);
	const char *unit;
};

static void read_scaled(struct conf_reader *r, const config_setting_t *s,
			const struct conf_row *row, const struct scaled *scaled,
			uint64_t *field)
{
	const char *text = config_setting_get_string(s);
	unsigned line = config_setting_source_line(s);
	uint64_t n;

	if (!scaled->parse(text, &n))
		conf_complain(r->report, r->file, line,
			      "%s cannot be \"%s\"; it is %s", row->key, text,
			      row->type->what);
	else if (n < (uint64_t)row->min || n > (uint64_t)row->max)
		conf_complain(r->report, r->file, line,
			      "%s is \"%s\"; in %s it must lie between %" PRId64
			      " and %" PRId64, row->key, text, scaled->unit,
			      row->min, row->max);
	else
		*field = n;
}

static void read_duration(struct conf_reader *r, const config_setting_t *s,
			  const struct conf_row *row, void *field)
{
	static const struct scaled duration = { duration_parse, "seconds" };

	read_scaled(r, s, row, &duration, field);
}

static void read_size(struct conf_reader *r, const config_setting_t *s,
		      const struct conf_row *row, void *field)
{
	static const struct scaled size = { size_parse, "bytes" };

	read_scaled(r, s, row, &size, field);
}

static void standard_scaled(const struct conf_row *row, void *field)
{
	*(uint64_t *)field = (uint64_t)row->standard;
}

static void print_duration(struct buffer *out, const struct conf_row *row,
			   const void *field,
			   const struct conf_report *report)
{
	(void)row;
	(void)report;
	buffer_printf(out, "\"%" PRIu64 "s\"", *(const uint64_t *)field);
}

static void print_size(struct buffer *out, const struct conf_row *row,
		       const void *field, const struct conf_report *report)
{
	static const char *const units[] = { "", "K", "M", "G" };
	uint64_t n = *(const uint64_t *)field;
	unsigned i = 0;

	(void)row;
	(void)report;
	while (n > 0 && n % 1024 == 0 && i < 3) {
		n /= 1024;
		i++;
	}
	buffer_printf(out, "\"%" PRIu64 "%s\"", n, units[i]);
}

static void put_scaled(struct json *j, const struct conf_row *row,
		       const void *field)
{
	json_number(j, row->key, *(const uint64_t *)field);
}

const struct conf_type conf_duration = {
	.what = "a duration in quotes such as \"90s\" or \"2h\"",
	.kinds = 1 << CONFIG_TYPE_STRING, .read = read_duration,
	.standard = standard_scaled, .print = print_duration,
	.put = put_scaled,
};

const struct conf_type conf_size = {
	.what = "a size in quotes such as \"64M\"",
	.kinds = 1 << CONFIG_TYPE_STRING, .read = read_size,
	.standard = standard_scaled, .print = print_size, .put = put_scaled,
};
