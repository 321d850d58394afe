/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The way back: rows and a struct become configuration text, or are freed. */

#include <inttypes.h>
#include <stdlib.h>

#include "lib/conf.h"
#include "lib/printable.h"

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

static void print_text(struct buffer *out, const char *s)
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

static void print_scaled(struct buffer *out, uint64_t n, enum conf_type type)
{
	static const char units[] = "KMG";
	int i = -1;

	while (type == CONF_SIZE && n > 0 && n % 1024 == 0 && i < 2) {
		n /= 1024;
		i++;
	}
	buffer_printf(out, "\"%" PRIu64, n);
	if (type == CONF_DURATION)
		buffer_char(out, 's');
	else if (i >= 0)
		buffer_char(out, units[i]);
	buffer_char(out, '"');
}

static void print_rows(struct buffer *out, const struct conf_row *rows,
		       size_t nrows, const void *base,
		       const struct conf_report *report, const char *indent);

/* Where an item of a list stands, as a comment. */
static void print_place(struct buffer *out, const struct conf_row *row,
			const char *item)
{
	const char *file = NULL;
	unsigned line = 0;

	for (size_t i = 0; i < row->nrows; i++) {
		const void *field = item + row->rows[i].offset;

		if (row->rows[i].type == CONF_FILE)
			file = *(const char *const *)field;
		else if (row->rows[i].type == CONF_LINE)
			line = *(const unsigned *)field;
	}
	if (!file)
		return;
	buffer_text(out, "\t# ");
	printable_text(out, file);
	buffer_printf(out, ":%u", line);
}

static void print_list(struct buffer *out, const struct conf_row *row,
		       const struct conf_list *list,
		       const struct conf_report *report)
{
	const char *items = list->items;

	buffer_text(out, "(");
	for (size_t i = 0; i < list->n; i++) {
		buffer_text(out, i ? ",\n\t{" : "\n\t{");
		if (report)
			print_place(out, row, items + i * row->size);
		buffer_char(out, '\n');
		print_rows(out, row->rows, row->nrows, items + i * row->size,
			   report, "\t\t");
		buffer_text(out, "\t}");
	}
	buffer_text(out, list->n ? "\n)" : " )");
}

static void print_texts(struct buffer *out, const struct conf_list *list)
{
	char *const *items = list->items;

	buffer_text(out, "[");
	for (size_t i = 0; i < list->n; i++) {
		buffer_text(out, i ? ", " : " ");
		print_text(out, items[i]);
	}
	buffer_text(out, " ]");
}

static void print_ints(struct buffer *out, const struct conf_list *list)
{
	const int64_t *items = list->items;

	buffer_text(out, "[");
	for (size_t i = 0; i < list->n; i++)
		buffer_printf(out, "%s%" PRId64, i ? ", " : " ", items[i]);
	buffer_text(out, " ]");
}

static void print_value(struct buffer *out, const struct conf_row *row,
			const void *field, const struct conf_report *report)
{
	switch (row->type) {
	case CONF_BOOL:
		buffer_text(out, *(const bool *)field ? "true" : "false");
		break;
	case CONF_INT:
		buffer_printf(out, "%" PRId64, *(const int64_t *)field);
		break;
	case CONF_WORD:
		print_text(out, row->words[*(const int *)field]);
		break;
	case CONF_TEXT:
		print_text(out, *(char *const *)field);
		break;
	case CONF_DURATION:
	case CONF_SIZE:
		print_scaled(out, *(const uint64_t *)field, row->type);
		break;
	case CONF_TEXTS:
		print_texts(out, field);
		break;
	case CONF_INTS:
		print_ints(out, field);
		break;
	case CONF_LIST:
		print_list(out, row, field, report);
		break;
	case CONF_GROUP:
		buffer_text(out, "{\n");
		print_rows(out, row->rows, row->nrows, field, report, "\t");
		buffer_text(out, "}");
		break;
	case CONF_LINE:
	case CONF_FILE:
	case CONF_FROM:
		break;
	}
}

static void print_origin(struct buffer *out, const struct conf_report *report,
			 const void *field)
{
	const struct conf_origin *o = conf_origin_of(report, field);

	buffer_text(out, "\t# ");
	printable_text(out, o ? o->file : "default");
	if (o && o->line > 0)
		buffer_printf(out, ":%u", o->line);
}

static void print_from(struct buffer *out, const void *base,
		       const struct conf_row *row)
{
	const char *from = *(const char *const *)((const char *)base +
						  row->offset);

	if (!from)
		return;
	buffer_text(out, "\t# ");
	printable_text(out, from);
}

static void print_rows(struct buffer *out, const struct conf_row *rows,
		       size_t nrows, const void *base,
		       const struct conf_report *report, const char *indent)
{
	for (size_t i = 0; i < nrows; i++) {
		const void *field = (const char *)base + rows[i].offset;

		if (!rows[i].key ||
		    (rows[i].type == CONF_TEXT && !*(char *const *)field))
			continue;
		buffer_printf(out, "%s%s = ", indent, rows[i].key);
		print_value(out, &rows[i], field, report);
		buffer_char(out, ';');
		if (report && !*indent)
			print_origin(out, report, field);
		else if (report && i + 1 < nrows &&
			 rows[i + 1].type == CONF_FROM)
			print_from(out, base, &rows[i + 1]);
		buffer_char(out, '\n');
	}
}

void conf_print(struct buffer *out, const struct conf_row *rows, size_t nrows,
		const void *base, const struct conf_report *report)
{
	print_rows(out, rows, nrows, base, report, "");
}

static void free_list(const struct conf_row *row, struct conf_list *list)
{
	char *items = list->items;

	for (size_t i = 0; i < list->n; i++)
		if (row->type == CONF_TEXTS)
			free(((char **)list->items)[i]);
		else if (row->type == CONF_LIST)
			conf_free(row->rows, row->nrows, items + i * row->size);
	free(list->items);
	*list = (struct conf_list) { 0 };
}

void conf_free(const struct conf_row *rows, size_t nrows, void *base)
{
	for (size_t i = 0; i < nrows; i++) {
		const struct conf_row *row = &rows[i];
		void *field = (char *)base + row->offset;

		switch (row->type) {
		case CONF_TEXT:
			free(*(char **)field);
			*(char **)field = NULL;
			break;
		case CONF_GROUP:
			conf_free(row->rows, row->nrows, field);
			break;
		case CONF_LIST:
		case CONF_TEXTS:
		case CONF_INTS:
			free_list(row, field);
			break;
		default:
			break;
		}
	}
}
