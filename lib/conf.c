/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Walks a libconfig tree along a table of rows (API of libconfig 1.5). */

#include <inttypes.h>
#include <libconfig.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/conf.h"
#include "lib/conf_scan.h"
#include "lib/file.h"
#include "lib/suggest.h"
#include "lib/units.h"

enum { CONF_MAX = 16 << 20 };	/* bytes of a file */

/* One file being read. */
struct reader {
	struct conf_report *report;
	const char *file;
	unsigned depth;		/* groups around the setting, 1 at the top */
};

static void read_group(struct reader *r, const config_setting_t *group,
		       const struct conf_row *rows, size_t nrows, void *base);

/* --- one value ------------------------------------------------------- */

static const char *const type_names[] = {
	[CONF_BOOL] = "true or false",
	[CONF_INT] = "a whole number",
	[CONF_WORD] = "a word in quotes",
	[CONF_TEXT] = "a text in quotes",
	[CONF_DURATION] = "a duration in quotes such as \"90s\" or \"2h\"",
	[CONF_SIZE] = "a size in quotes such as \"64M\"",
	[CONF_TEXTS] = "an array of texts, [ \"a\", \"b\" ]",
	[CONF_INTS] = "an array of whole numbers, [ 1, 2 ]",
	[CONF_LIST] = "a list of groups, ( { ... }, { ... } )",
	[CONF_GROUP] = "a group, { ... }",
};

static bool has_type(const config_setting_t *s, enum conf_type want)
{
	switch (config_setting_type(s)) {
	case CONFIG_TYPE_BOOL:
		return want == CONF_BOOL;
	case CONFIG_TYPE_INT:
	case CONFIG_TYPE_INT64:
		return want == CONF_INT;
	case CONFIG_TYPE_STRING:
		return want == CONF_WORD || want == CONF_TEXT ||
		       want == CONF_DURATION || want == CONF_SIZE;
	case CONFIG_TYPE_ARRAY:
		return want == CONF_TEXTS || want == CONF_INTS;
	case CONFIG_TYPE_LIST:
		return want == CONF_LIST;
	case CONFIG_TYPE_GROUP:
		return want == CONF_GROUP;
	default:
		return false;
	}
}

static size_t count_words(const char *const *words)
{
	size_t n = 0;

	while (words[n])
		n++;
	return n;
}

static void read_word(struct reader *r, const config_setting_t *s,
		      const struct conf_row *row, int *field)
{
	unsigned line = config_setting_source_line(s);
	const char *text = config_setting_get_string(s);
	size_t n = count_words(row->words);
	struct buffer list = { 0 };
	const char *near;

	for (size_t i = 0; i < n; i++) {
		if (strcmp(row->words[i], text) == 0) {
			*field = (int)i;
			buffer_done(&list);
			return;
		}
		buffer_printf(&list, "%s%s", i ? ", " : "", row->words[i]);
	}
	near = suggest(text, row->words, n, sizeof(*row->words));
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

static bool read_int(struct reader *r, const config_setting_t *s,
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

/* A duration or a size; both are texts with a unit. */
static void read_scaled(struct reader *r, const config_setting_t *s,
			const struct conf_row *row, uint64_t *field)
{
	const char *text = config_setting_get_string(s);
	unsigned line = config_setting_source_line(s);
	uint64_t n = 0;
	bool ok = row->type == CONF_SIZE ? size_parse(text, &n) :
					   duration_parse(text, &n);

	if (!ok)
		conf_complain(r->report, r->file, line,
			      "%s cannot be \"%s\"; it is %s", row->key, text,
			      type_names[row->type]);
	else if (n < (uint64_t)row->min || n > (uint64_t)row->max)
		conf_complain(r->report, r->file, line,
			      "%s is \"%s\"; in %s it must lie between %" PRId64
			      " and %" PRId64, row->key, text,
			      row->type == CONF_SIZE ? "bytes" : "seconds",
			      row->min, row->max);
	else
		*field = n;
}

static void free_texts(struct conf_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		free(((char **)list->items)[i]);
	free(list->items);
	*list = (struct conf_list) { 0 };
}

static void read_texts(struct reader *r, const config_setting_t *s,
		       const struct conf_row *row, struct conf_list *list)
{
	int n = config_setting_length(s);
	char **items = xcalloc((size_t)n, sizeof(*items));

	free_texts(list);
	for (int i = 0; i < n; i++) {
		const char *text = config_setting_get_string_elem(s, i);

		if (text)
			items[list->n++] = xstrdup(text);
		else
			conf_complain(r->report, r->file,
				      config_setting_source_line(s),
				      "%s holds something that is not a text "
				      "in quotes", row->key);
	}
	list->items = items;
}

static void read_ints(struct reader *r, const config_setting_t *s,
		      const struct conf_row *row, struct conf_list *list)
{
	int n = config_setting_length(s);
	int64_t *items = xcalloc((size_t)n, sizeof(*items));

	free(list->items);
	*list = (struct conf_list) { .items = items };
	for (int i = 0; i < n; i++) {
		const config_setting_t *e =
			config_setting_get_elem(s, (unsigned)i);

		if (!has_type(e, CONF_INT))
			conf_complain(r->report, r->file,
				      config_setting_source_line(s),
				      "%s holds something that is not a whole "
				      "number", row->key);
		else if (read_int(r, e, row, &items[list->n]))
			list->n++;
	}
}

/* --- lists of groups ------------------------------------------------- */

static const struct conf_row *find_row(const struct conf_row *rows, size_t n,
				       const char *key)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].key && strcmp(rows[i].key, key) == 0)
			return &rows[i];
	return NULL;
}

static char *identity_of(const struct conf_row *row, void *item)
{
	const struct conf_row *id = find_row(row->rows, row->nrows,
					     row->identity);

	return *(char **)((char *)item + id->offset);
}

/* The item of the list that `item` replaces, or a new one at its end. */
static void *item_place(const struct conf_row *row, struct conf_list *list,
			void *item)
{
	char *items = list->items;
	char *id = row->identity ? identity_of(row, item) : NULL;

	for (size_t i = 0; id && i < list->n; i++) {
		void *old = items + i * row->size;
		const char *old_id = identity_of(row, old);

		if (old_id && strcmp(old_id, id) == 0) {
			conf_free(row->rows, row->nrows, old);
			return old;
		}
	}
	list->items = xgrow(list->items, list->n, row->size);
	return (char *)list->items + row->size * list->n++;
}

static void read_list(struct reader *r, const config_setting_t *s,
		      const struct conf_row *row, struct conf_list *list)
{
	for (int i = 0; i < config_setting_length(s); i++) {
		const config_setting_t *e =
			config_setting_get_elem(s, (unsigned)i);
		void *item;

		if (config_setting_type(e) != CONFIG_TYPE_GROUP) {
			conf_complain(r->report, r->file,
				      config_setting_source_line(e),
				      "%s holds something that is not a group "
				      "in braces", row->key);
			continue;
		}
		item = xcalloc(1, row->size);
		conf_defaults(row->rows, row->nrows, item);
		read_group(r, e, row->rows, row->nrows, item);
		memcpy(item_place(row, list, item), item, row->size);
		free(item);
	}
}

/* --- groups ---------------------------------------------------------- */

static void read_value(struct reader *r, const config_setting_t *s,
		       const struct conf_row *row, void *field)
{
	unsigned line = config_setting_source_line(s);

	if (!has_type(s, row->type)) {
		conf_complain(r->report, r->file, line, "%s must be %s",
			      row->key, type_names[row->type]);
		return;
	}
	if (r->depth == 1)
		conf_note_origin(r->report, field, r->file, line);
	switch (row->type) {
	case CONF_BOOL:
		*(bool *)field = config_setting_get_bool(s);
		break;
	case CONF_INT:
		read_int(r, s, row, field);
		break;
	case CONF_WORD:
		read_word(r, s, row, field);
		break;
	case CONF_TEXT:
		free(*(char **)field);
		*(char **)field = xstrdup(config_setting_get_string(s));
		break;
	case CONF_DURATION:
	case CONF_SIZE:
		read_scaled(r, s, row, field);
		break;
	case CONF_TEXTS:
		read_texts(r, s, row, field);
		break;
	case CONF_INTS:
		read_ints(r, s, row, field);
		break;
	case CONF_LIST:
		read_list(r, s, row, field);
		break;
	case CONF_GROUP:
		read_group(r, s, row->rows, row->nrows, field);
		break;
	case CONF_LINE:
	case CONF_FILE:
	case CONF_FROM:
		break;
	}
}

static void complain_unknown(struct reader *r, const config_setting_t *s,
			     const struct conf_row *rows, size_t nrows)
{
	const char *keys[64];
	const char *near;
	size_t n = 0;

	for (size_t i = 0; i < nrows && n < 64; i++)
		if (rows[i].key)
			keys[n++] = rows[i].key;
	near = suggest(config_setting_name(s), keys, n, sizeof(*keys));
	conf_complain(r->report, r->file, config_setting_source_line(s),
		      near ? "unknown key \"%s\"; did you mean \"%s\"?" :
			     "unknown key \"%s\"",
		      config_setting_name(s), near);
}

static void check_required(struct reader *r, const config_setting_t *group,
			   const struct conf_row *row, const void *field)
{
	const config_setting_t *s = config_setting_get_member(group, row->key);
	const char *text = row->type == CONF_TEXT ?
			   *(char *const *)field : NULL;

	if (!s)
		conf_complain(r->report, r->file,
			      config_setting_source_line(group),
			      "%s is missing", row->key);
	else if (text && text[0] == '\0')
		conf_complain(r->report, r->file,
			      config_setting_source_line(s), "%s is empty",
			      row->key);
}

/* The keys a group must have, and the fields without key. */
static void finish_group(struct reader *r, const config_setting_t *group,
			 const struct conf_row *rows, size_t nrows, void *base)
{
	unsigned line = config_setting_source_line(group);

	for (size_t i = 0; i < nrows; i++) {
		void *field = (char *)base + rows[i].offset;

		if (rows[i].type == CONF_LINE)
			*(unsigned *)field = line;
		else if (rows[i].type == CONF_FILE)
			*(const char **)field = r->file;
		else if (rows[i].required)
			check_required(r, group, &rows[i], field);
	}
}

static void read_group(struct reader *r, const config_setting_t *group,
		       const struct conf_row *rows, size_t nrows, void *base)
{
	r->depth++;
	for (int i = 0; i < config_setting_length(group); i++) {
		const config_setting_t *s =
			config_setting_get_elem(group, (unsigned)i);
		const struct conf_row *row =
			find_row(rows, nrows, config_setting_name(s));

		if (row)
			read_value(r, s, row, (char *)base + row->offset);
		else
			complain_unknown(r, s, rows, nrows);
	}
	finish_group(r, group, rows, nrows, base);
	r->depth--;
}

void conf_defaults(const struct conf_row *rows, size_t nrows, void *base)
{
	for (size_t i = 0; i < nrows; i++) {
		const struct conf_row *row = &rows[i];
		void *field = (char *)base + row->offset;

		if (row->type == CONF_BOOL)
			*(bool *)field = row->standard != 0;
		else if (row->type == CONF_WORD)
			*(int *)field = (int)row->standard;
		else if (row->type == CONF_INT)
			*(int64_t *)field = row->standard;
		else if (row->type == CONF_DURATION || row->type == CONF_SIZE)
			*(uint64_t *)field = (uint64_t)row->standard;
		else if (row->type == CONF_GROUP)
			conf_defaults(row->rows, row->nrows, field);
		else if (row->type == CONF_TEXT && row->standard_text)
			*(char **)field = xstrdup(row->standard_text);
	}
}

bool conf_read(const char *path, const struct conf_row *rows, size_t nrows,
	       void *base, struct conf_report *report)
{
	struct reader r = { .report = report };
	unsigned before = report->errors;
	struct buffer text = { 0 };
	config_t tree;
	int ret = file_read(path, CONF_MAX, &text);

	if (ret < 0) {
		conf_complain(report, path, 0, "%s", strerror(-ret));
		return false;
	}
	r.file = conf_keep_name(report, path);
	if (!conf_scan(&text, r.file, report)) {
		buffer_done(&text);
		return false;
	}
	config_init(&tree);
	if (config_read_string(&tree, text.p) == CONFIG_TRUE)
		read_group(&r, config_root_setting(&tree), rows, nrows, base);
	else
		conf_complain(report, r.file,
			      (unsigned)config_error_line(&tree), "%s",
			      config_error_text(&tree));
	config_destroy(&tree);
	buffer_done(&text);
	return report->errors == before;
}
