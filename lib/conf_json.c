/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows and a struct as a JSON object, for programs that read settings. */

#include "lib/conf.h"
#include "lib/json.h"

static void put_texts(struct json *j, const char *key,
		      const struct conf_list *list)
{
	char *const *items = list->items;

	json_open(j, key, '[');
	for (size_t i = 0; i < list->n; i++)
		json_text(j, NULL, items[i]);
	json_close(j, ']');
}

static void put_ints(struct json *j, const char *key,
		     const struct conf_list *list)
{
	const int64_t *items = list->items;

	json_open(j, key, '[');
	for (size_t i = 0; i < list->n; i++)
		json_signed(j, NULL, items[i]);
	json_close(j, ']');
}

static void put_list(struct json *j, const struct conf_row *row,
		     const struct conf_list *list)
{
	const char *items = list->items;

	json_open(j, row->key, '[');
	for (size_t i = 0; i < list->n; i++)
		conf_put(j, NULL, row->rows, row->nrows,
			 items + i * row->size);
	json_close(j, ']');
}

static void put_value(struct json *j, const struct conf_row *row,
		      const void *field)
{
	const char *text;

	switch (row->type) {
	case CONF_BOOL:
		json_bool(j, row->key, *(const bool *)field);
		break;
	case CONF_INT:
		json_signed(j, row->key, *(const int64_t *)field);
		break;
	case CONF_WORD:
		json_text(j, row->key, row->words[*(const int *)field]);
		break;
	case CONF_TEXT:
		text = *(char *const *)field;
		json_text(j, row->key, text ? text : "");
		break;
	case CONF_DURATION:
	case CONF_SIZE:
		json_number(j, row->key, *(const uint64_t *)field);
		break;
	case CONF_TEXTS:
		put_texts(j, row->key, field);
		break;
	case CONF_INTS:
		put_ints(j, row->key, field);
		break;
	case CONF_LIST:
		put_list(j, row, field);
		break;
	case CONF_GROUP:
		conf_put(j, row->key, row->rows, row->nrows, field);
		break;
	case CONF_LINE:
	case CONF_FILE:
	case CONF_FROM:
		break;
	}
}

void conf_put(struct json *j, const char *key, const struct conf_row *rows,
	      size_t nrows, const void *base)
{
	json_open(j, key, '{');
	for (size_t i = 0; i < nrows; i++)
		put_value(j, &rows[i], (const char *)base + rows[i].offset);
	json_close(j, '}');
}
