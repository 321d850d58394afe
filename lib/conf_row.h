/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_CONF_ROW_H
#define LIB_CONF_ROW_H

/*
 * A table of rows says which keys a configuration has, of which type, and
 * where in a struct they go.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/array.h"
#include "lib/buffer.h"
#include "lib/conf_report.h"

struct config_setting_t;
struct json;
struct conf_row;

struct conf_list {
	void *items;
	size_t n;
};

/* One file being read. */
struct conf_reader {
	struct conf_report *report;
	const char *file;
	unsigned depth;		/* groups around the setting, 1 at the top */
};

/*
 * How a value of a type is read, printed, put into JSON and freed. A new type
 * is one of these, in conf_value.c, conf_array.c or conf_group.c, and its line
 * below.
 */
struct conf_type {
	const char *what;	/* "KEY must be ..." */
	unsigned kinds;		/* 1 << CONFIG_TYPE_*: what it is read from */
	bool is_text;		/* char *, NULL if it was never set */
	void (*read)(struct conf_reader *r, const struct config_setting_t *s,
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

extern const struct conf_type
	conf_bool,	/* bool */
	conf_int,	/* int64_t, from min to max */
	conf_word,	/* an enum: index of the string among `words` */
	conf_text,	/* char *, heap */
	conf_duration,	/* uint64_t seconds, "90s", from min to max */
	conf_size,	/* uint64_t bytes, "64M", from min to max */
	conf_texts,	/* struct conf_list of char * */
	conf_ints,	/* struct conf_list of int64_t, each from min to max */
	conf_list,	/* struct conf_list of structs that `rows` describe */
	conf_group,	/* a struct inside this one that `rows` describe */
	conf_line,	/* unsigned: the line of the group; has no key */
	conf_file,	/* const char *: the file of the group; has no key */
	conf_from;	/* const char *: who set the row before this one later
			   on, NULL if nobody; has no key, is not read */

struct conf_row {
	const char *key;
	const struct conf_type *type;
	size_t offset;
	int64_t min, max;
	const char *const *words;	/* NULL-terminated */
	const struct conf_row *rows;	/* of a conf_list or conf_group */
	size_t nrows;
	size_t size;			/* of one item of a conf_list */
	const char *identity;		/* conf_list: key that items with the
					   same value replace, else append */
	bool once;			/* ... but are a mistake in one file */
	bool required;			/* the key, and some text */
	int64_t standard;		/* of a number, a word, a bool: if
					   the key is not there */
	const char *standard_text;	/* the same for conf_text */
	bool is_url;			/* conf_text: with what may be a key,
					   which is not printed */
};

#define CONF_ROWS(table) .rows = table, .nrows = ARRAY_SIZE(table)

/* May a value of the type stand so in a file? */
bool conf_type_reads(const struct conf_type *type,
		     const struct config_setting_t *s);

/* The row with this key, or NULL. */
const struct conf_row *conf_row_of(const struct conf_row *rows, size_t nrows,
				   const char *key);

/* Reads a group of libconfig's into the struct at `base`. */
void conf_read_group(struct conf_reader *r,
		     const struct config_setting_t *group,
		     const struct conf_row *rows, size_t nrows, void *base);

/* Sets every row's standard value in a struct of zeroes. */
void conf_defaults(const struct conf_row *rows, size_t nrows, void *base);

/* Prints all rows in the form conf_read() accepts; with `report`, the file
 * and line each value came from as a comment. */
void conf_print(struct buffer *out, const struct conf_row *rows, size_t nrows,
		const void *base, const struct conf_report *report);
/* The same within something, with `indent` before each line. */
void conf_print_group(struct buffer *out, const struct conf_row *rows,
		      size_t nrows, const void *base,
		      const struct conf_report *report, const char *indent);

/* All rows as an object of JSON: durations in seconds, sizes in bytes. */
void conf_put(struct json *j, const char *key, const struct conf_row *rows,
	      size_t nrows, const void *base);

/* Frees what the rows' heap values hold, not the struct. */
void conf_free(const struct conf_row *rows, size_t nrows, void *base);

#endif
