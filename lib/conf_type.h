/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_CONF_TYPE_H
#define LIB_CONF_TYPE_H

/*
 * What makes a type of configuration: how a value of it is read, printed, put
 * into JSON and freed. A new one is one struct conf_type, in conf_value.c,
 * conf_array.c or conf_group.c, and its line in conf.h.
 */

#include <libconfig.h>

#include "lib/conf.h"

/* One file being read. */
struct conf_reader {
	struct conf_report *report;
	const char *file;
	unsigned depth;		/* groups around the setting, 1 at the top */
};

struct conf_type {
	const char *what;	/* "KEY must be ..." */
	unsigned kinds;		/* 1 << CONFIG_TYPE_*: what it is read from */
	void (*read)(struct conf_reader *r, const config_setting_t *s,
		     const struct conf_row *row, void *field);
	/* Its standard value into a field of zeroes; NULL: zeroes do. */
	void (*standard)(const struct conf_row *row, void *field);
	/* NULL of those that have no key. */
	void (*print)(struct buffer *out, const struct conf_row *row,
		      const void *field, const struct conf_report *report);
	void (*put)(struct json *j, const struct conf_row *row,
		    const void *field);
	/* Frees what the field holds and makes it zeroes; NULL: nothing. */
	void (*drop)(const struct conf_row *row, void *field);
};

bool conf_type_reads(const struct conf_type *type, const config_setting_t *s);

/* A text in quotes, as libconfig reads it back. */
void conf_print_text(struct buffer *out, const char *s);

/* A whole number from row->min to row->max; false, with a complaint, for
 * another. */
bool conf_read_int(struct conf_reader *r, const config_setting_t *s,
		   const struct conf_row *row, int64_t *field);

/* --- rows of a group (conf_rows.c) ----------------------------------- */

const struct conf_row *conf_row_of(const struct conf_row *rows, size_t nrows,
				   const char *key);

void conf_read_group(struct conf_reader *r, const config_setting_t *group,
		     const struct conf_row *rows, size_t nrows, void *base);

/* `indent` before each line; at the top, "", with every value's origin. */
void conf_print_rows(struct buffer *out, const struct conf_row *rows,
		     size_t nrows, const void *base,
		     const struct conf_report *report, const char *indent);

#endif
