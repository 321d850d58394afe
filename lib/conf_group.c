/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Types of configuration that rows describe: a group, a list of groups. */

#include <libconfig.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/conf_row.h"
#include "lib/json.h"
#include "lib/visible.h"

/* --- a group --------------------------------------------------------- */

static void read_group(struct conf_reader *r, const config_setting_t *s,
		       const struct conf_row *row, void *field)
{
	conf_read_group(r, s, row->rows, row->nrows, field);
}

static void standard_group(const struct conf_row *row, void *field)
{
	conf_defaults(row->rows, row->nrows, field);
}

static void print_group(struct buffer *out, const struct conf_row *row,
			const void *field, const struct conf_report *report)
{
	buffer_text(out, "{\n");
	conf_print_group(out, row->rows, row->nrows, field, report, "\t");
	buffer_text(out, "}");
}

static void put_group(struct json *j, const struct conf_row *row,
		      const void *field)
{
	conf_put(j, row->key, row->rows, row->nrows, field);
}

static void drop_group(const struct conf_row *row, void *field)
{
	conf_free(row->rows, row->nrows, field);
}

const struct conf_type conf_group = {
	.what = "a group, { ... }", .kinds = 1 << CONFIG_TYPE_GROUP,
	.read = read_group, .standard = standard_group, .print = print_group,
	.put = put_group, .drop = drop_group,
};

/* --- a list of groups ------------------------------------------------ */

static char *identity_of(const struct conf_row *row, void *item)
{
	const struct conf_row *id = conf_row_of(row->rows, row->nrows,
						row->identity);

	return *(char **)((char *)item + id->offset);
}

/* The row of a type that has no key. */
static const struct conf_row *keyless(const struct conf_row *row,
				      const struct conf_type *type)
{
	for (size_t i = 0; i < row->nrows; i++)
		if (row->rows[i].type == type)
			return &row->rows[i];
	return NULL;
}

/* Another file may say otherwise; the same file twice is a mistake. */
static void check_twice(struct conf_reader *r, const struct conf_row *row,
			const char *old, const char *item, const char *id)
{
	const struct conf_row *file = keyless(row, &conf_file);
	const struct conf_row *line = keyless(row, &conf_line);
	const char *before;

	if (!row->once || !file || !line)
		return;
	before = *(const char *const *)(old + file->offset);
	if (before && strcmp(before, r->file) == 0)
		conf_complain(r->report, r->file,
			      *(const unsigned *)(item + line->offset),
			      "\"%s\" is there already, in %s:%u", id, before,
			      *(const unsigned *)(old + line->offset));
}

/* The item of the list that `item` replaces, or a new one at its end. */
static void *item_place(struct conf_reader *r, const struct conf_row *row,
			struct conf_list *list, void *item)
{
	char *items = list->items;
	char *id = row->identity ? identity_of(row, item) : NULL;

	for (size_t i = 0; id && i < list->n; i++) {
		void *old = items + i * row->size;
		const char *old_id = identity_of(row, old);

		if (old_id && strcmp(old_id, id) == 0) {
			check_twice(r, row, old, item, id);
			conf_free(row->rows, row->nrows, old);
			return old;
		}
	}
	list->items = xgrow(list->items, list->n, row->size);
	return (char *)list->items + row->size * list->n++;
}

static void read_item(struct conf_reader *r, const config_setting_t *s,
		      const struct conf_row *row, struct conf_list *list)
{
	void *item = xcalloc(1, row->size);

	conf_defaults(row->rows, row->nrows, item);
	conf_read_group(r, s, row->rows, row->nrows, item);
	memcpy(item_place(r, row, list, item), item, row->size);
	free(item);
}

static void read_list(struct conf_reader *r, const config_setting_t *s,
		      const struct conf_row *row, void *field)
{
	for (int i = 0; i < config_setting_length(s); i++) {
		const config_setting_t *e =
			config_setting_get_elem(s, (unsigned)i);

		if (conf_type_reads(&conf_group, e))
			read_item(r, e, row, field);
		else
			conf_complain(r->report, r->file,
				      config_setting_source_line(e),
				      "%s holds something that is not a group "
				      "in braces", row->key);
	}
}

/* Where an item of a list stands, as a comment. */
static void print_place(struct buffer *out, const struct conf_row *row,
			const char *item)
{
	const char *file = NULL;
	unsigned line = 0;

	for (size_t i = 0; i < row->nrows; i++) {
		const void *field = item + row->rows[i].offset;

		if (row->rows[i].type == &conf_file)
			file = *(const char *const *)field;
		else if (row->rows[i].type == &conf_line)
			line = *(const unsigned *)field;
	}
	if (!file)
		return;
	buffer_text(out, "\t# ");
	visible_text(out, file);
	buffer_printf(out, ":%u", line);
}

static void print_list(struct buffer *out, const struct conf_row *row,
		       const void *field, const struct conf_report *report)
{
	const struct conf_list *list = field;
	const char *item = list->items;

	buffer_text(out, "(");
	for (size_t i = 0; i < list->n; i++, item += row->size) {
		buffer_text(out, i ? ",\n\t{" : "\n\t{");
		if (report)
			print_place(out, row, item);
		buffer_char(out, '\n');
		conf_print_group(out, row->rows, row->nrows, item, report,
				"\t\t");
		buffer_text(out, "\t}");
	}
	buffer_text(out, list->n ? "\n)" : " )");
}

static void put_list(struct json *j, const struct conf_row *row,
		     const void *field)
{
	const struct conf_list *list = field;
	const char *item = list->items;

	json_open(j, row->key, '[');
	for (size_t i = 0; i < list->n; i++, item += row->size)
		conf_put(j, NULL, row->rows, row->nrows, item);
	json_close(j, ']');
}

static void drop_list(const struct conf_row *row, void *field)
{
	struct conf_list *list = field;
	char *item = list->items;

	for (size_t i = 0; i < list->n; i++, item += row->size)
		conf_free(row->rows, row->nrows, item);
	free(list->items);
	*list = (struct conf_list) { 0 };
}

const struct conf_type conf_list = {
	.what = "a list of groups, ( { ... }, { ... } )",
	.kinds = 1 << CONFIG_TYPE_LIST, .read = read_list,
	.print = print_list, .put = put_list, .drop = drop_list,
};
