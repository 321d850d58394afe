/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Types of configuration that are an array: of texts, of whole numbers. */

#include <inttypes.h>
#include <libconfig.h>
#include <stdlib.h>

#include "lib/alloc.h"
#include "lib/conf_value.h"
#include "lib/json.h"

static void complain(struct conf_reader *r, const config_setting_t *s,
		     const struct conf_row *row, const char *what)
{
	conf_complain(r->report, r->file, config_setting_source_line(s),
		      "%s holds something that is not %s", row->key, what);
}

/* --- of texts -------------------------------------------------------- */

static void drop_texts(const struct conf_row *row, void *field)
{
	struct conf_list *list = field;
	char **items = list->items;

	(void)row;
	for (size_t i = 0; i < list->n; i++)
		free(items[i]);
	free(items);
	*list = (struct conf_list) { 0 };
}

static void read_texts(struct conf_reader *r, const config_setting_t *s,
		       const struct conf_row *row, void *field)
{
	struct conf_list *list = field;
	int n = config_setting_length(s);
	char **items = xcalloc((size_t)n, sizeof(*items));

	drop_texts(row, list);
	for (int i = 0; i < n; i++) {
		const char *text = config_setting_get_string_elem(s, i);

		if (text)
			items[list->n++] = xstrdup(text);
		else
			complain(r, s, row, conf_text.what);
	}
	list->items = items;
}

static void print_texts(struct buffer *out, const struct conf_row *row,
			const void *field, const struct conf_report *report)
{
	const struct conf_list *list = field;
	char *const *items = list->items;

	(void)row;
	(void)report;
	buffer_text(out, "[");
	for (size_t i = 0; i < list->n; i++) {
		buffer_text(out, i ? ", " : " ");
		conf_print_text(out, items[i]);
	}
	buffer_text(out, " ]");
}

static void put_texts(struct json *j, const struct conf_row *row,
		      const void *field)
{
	const struct conf_list *list = field;
	char *const *items = list->items;

	json_open(j, row->key, '[');
	for (size_t i = 0; i < list->n; i++)
		json_text(j, NULL, items[i]);
	json_close(j, ']');
}

const struct conf_type conf_texts = {
	.what = "an array of texts, [ \"a\", \"b\" ]",
	.kinds = 1 << CONFIG_TYPE_ARRAY, .read = read_texts,
	.print = print_texts, .put = put_texts, .drop = drop_texts,
};

/* --- of whole numbers ------------------------------------------------ */

static void drop_ints(const struct conf_row *row, void *field)
{
	struct conf_list *list = field;

	(void)row;
	free(list->items);
	*list = (struct conf_list) { 0 };
}

static void read_ints(struct conf_reader *r, const config_setting_t *s,
		      const struct conf_row *row, void *field)
{
	struct conf_list *list = field;
	int n = config_setting_length(s);
	int64_t *items = xcalloc((size_t)n, sizeof(*items));

	drop_ints(row, list);
	list->items = items;
	for (int i = 0; i < n; i++) {
		const config_setting_t *e =
			config_setting_get_elem(s, (unsigned)i);

		if (!conf_type_reads(&conf_int, e))
			complain(r, s, row, conf_int.what);
		else if (conf_read_int(r, e, row, &items[list->n]))
			list->n++;
	}
}

static void print_ints(struct buffer *out, const struct conf_row *row,
		       const void *field, const struct conf_report *report)
{
	const struct conf_list *list = field;
	const int64_t *items = list->items;

	(void)row;
	(void)report;
	buffer_text(out, "[");
	for (size_t i = 0; i < list->n; i++)
		buffer_printf(out, "%s%" PRId64, i ? ", " : " ", items[i]);
	buffer_text(out, " ]");
}

static void put_ints(struct json *j, const struct conf_row *row,
		     const void *field)
{
	const struct conf_list *list = field;
	const int64_t *items = list->items;

	json_open(j, row->key, '[');
	for (size_t i = 0; i < list->n; i++)
		json_signed(j, NULL, items[i]);
	json_close(j, ']');
}

const struct conf_type conf_ints = {
	.what = "an array of whole numbers, [ 1, 2 ]",
	.kinds = 1 << CONFIG_TYPE_ARRAY, .read = read_ints,
	.print = print_ints, .put = put_ints, .drop = drop_ints,
};
