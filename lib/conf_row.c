/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Walks the rows of a group: to read it, to print it, to free it. */

#include <libconfig.h>
#include <string.h>

#include "lib/conf_row.h"
#include "lib/json.h"
#include "lib/suggest.h"
#include "lib/visible.h"

const struct conf_type conf_line, conf_file, conf_from;

/* --- reading --------------------------------------------------------- */

bool conf_type_reads(const struct conf_type *type, const config_setting_t *s)
{
	return type->kinds >> config_setting_type(s) & 1;
}

const struct conf_row *conf_row_of(const struct conf_row *rows, size_t nrows,
				   const char *key)
{
	for (size_t i = 0; i < nrows; i++)
		if (rows[i].key && strcmp(rows[i].key, key) == 0)
			return &rows[i];
	return NULL;
}

static void read_value(struct conf_reader *r, const config_setting_t *s,
		       const struct conf_row *row, void *field)
{
	unsigned line = config_setting_source_line(s);

	if (!conf_type_reads(row->type, s)) {
		conf_complain(r->report, r->file, line, "%s must be %s",
			      row->key, row->type->what);
		return;
	}
	if (r->depth == 1)
		conf_note_origin(r->report, field, r->file, line);
	row->type->read(r, s, row, field);
}

static void complain_unknown(struct conf_reader *r, const config_setting_t *s,
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

static void check_required(struct conf_reader *r,
			   const config_setting_t *group,
			   const struct conf_row *row, const void *field)
{
	const config_setting_t *s = config_setting_get_member(group, row->key);
	const char *text = row->type->is_text ? *(char *const *)field : NULL;

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
static void finish_group(struct conf_reader *r, const config_setting_t *group,
			 const struct conf_row *rows, size_t nrows, void *base)
{
	unsigned line = config_setting_source_line(group);

	for (size_t i = 0; i < nrows; i++) {
		void *field = (char *)base + rows[i].offset;

		if (rows[i].type == &conf_line)
			*(unsigned *)field = line;
		else if (rows[i].type == &conf_file)
			*(const char **)field = r->file;
		else if (rows[i].required)
			check_required(r, group, &rows[i], field);
	}
}

void conf_read_group(struct conf_reader *r, const config_setting_t *group,
		     const struct conf_row *rows, size_t nrows, void *base)
{
	r->depth++;
	for (int i = 0; i < config_setting_length(group); i++) {
		const config_setting_t *s =
			config_setting_get_elem(group, (unsigned)i);
		const struct conf_row *row =
			conf_row_of(rows, nrows, config_setting_name(s));

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
	for (size_t i = 0; i < nrows; i++)
		if (rows[i].type->standard)
			rows[i].type->standard(&rows[i], (char *)base +
					       rows[i].offset);
}

/* --- printing -------------------------------------------------------- */

static void print_origin(struct buffer *out, const struct conf_report *report,
			 const void *field)
{
	const struct conf_origin *o = conf_origin_of(report, field);

	buffer_text(out, "\t# ");
	visible_text(out, o ? o->file : "default");
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
	visible_text(out, from);
}

static bool is_unset(const struct conf_row *row, const void *field)
{
	return row->type->is_text && !*(char *const *)field;
}

void conf_print_group(struct buffer *out, const struct conf_row *rows,
		     size_t nrows, const void *base,
		     const struct conf_report *report, const char *indent)
{
	for (size_t i = 0; i < nrows; i++) {
		const void *field = (const char *)base + rows[i].offset;

		if (!rows[i].key || is_unset(&rows[i], field))
			continue;
		buffer_printf(out, "%s%s = ", indent, rows[i].key);
		rows[i].type->print(out, &rows[i], field, report);
		buffer_char(out, ';');
		if (report && !*indent)
			print_origin(out, report, field);
		else if (report && i + 1 < nrows &&
			 rows[i + 1].type == &conf_from)
			print_from(out, base, &rows[i + 1]);
		buffer_char(out, '\n');
	}
}

void conf_print(struct buffer *out, const struct conf_row *rows, size_t nrows,
		const void *base, const struct conf_report *report)
{
	conf_print_group(out, rows, nrows, base, report, "");
}

void conf_put(struct json *j, const char *key, const struct conf_row *rows,
	      size_t nrows, const void *base)
{
	json_open(j, key, '{');
	for (size_t i = 0; i < nrows; i++)
		if (rows[i].type->put)
			rows[i].type->put(j, &rows[i], (const char *)base +
					  rows[i].offset);
	json_close(j, '}');
}

/* --- freeing --------------------------------------------------------- */

void conf_free(const struct conf_row *rows, size_t nrows, void *base)
{
	for (size_t i = 0; i < nrows; i++)
		if (rows[i].type->drop)
			rows[i].type->drop(&rows[i], (char *)base +
					   rows[i].offset);
}
