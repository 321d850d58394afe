/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_CONF_H
#define LIB_CONF_H

/*
 * Typed configuration files: libconfig does the grammar, a table of rows says
 * which keys there are, of which type, and where in a struct they go. Every
 * mistake is reported with its file and line, an unknown key with the nearest
 * known one; reading goes on, so one run shows them all.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/buffer.h"

struct json;

/* The types, and what their fields are. */
struct conf_type;
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

struct conf_list {
	void *items;
	size_t n;
};

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
	bool required;			/* the key, and some text */
	int64_t standard;		/* of a number, a word, a bool: if
					   the key is not there */
	const char *standard_text;	/* the same for conf_text */
};

#define CONF_ROWS(table) .rows = table, .nrows = sizeof(table) / sizeof(*table)

/* Where a value came from, kept for "config show". */
struct conf_origin {
	const void *field;
	const char *file;
	unsigned line;
};

/*
 * What reading yields beside the values. `text` has a line for each mistake,
 * "file:line: what, and what was expected". Zero-initialise, conf_report_done.
 */
struct conf_report {
	struct buffer text;
	unsigned errors;
	struct conf_origin *origins;
	size_t norigins;
	char **files;		/* names that origins and conf_file borrow */
	size_t nfiles;
};

void conf_report_done(struct conf_report *r);
/* A copy of a file's name that lives as long as the report. */
const char *conf_keep_name(struct conf_report *r, const char *file);
/* Says where a field's value comes from; `file` is copied. */
void conf_note_origin(struct conf_report *r, const void *field,
		      const char *file, unsigned line);
/* NULL where the field has its standard value. */
const struct conf_origin *conf_origin_of(const struct conf_report *r,
					 const void *field);
void conf_complain(struct conf_report *r, const char *file, unsigned line,
		   const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* Only adds to the text: what is worth knowing and no mistake. */
void conf_remark(struct conf_report *r, const char *file, unsigned line,
		 const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* The same about a value, at the place it came from. */
void conf_complain_of(struct conf_report *r, const void *field,
		      const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * Reads `path` into the struct at `base`, over what is there: a scalar or an
 * array replaces, a conf_list grows. False if it cannot be opened or has
 * a mistake; the struct then holds what could be read.
 */
bool conf_read(const char *path, const struct conf_row *rows, size_t nrows,
	       void *base, struct conf_report *report);

/* Sets every row's standard value in a struct of zeroes. */
void conf_defaults(const struct conf_row *rows, size_t nrows, void *base);

/* Prints all rows in the form conf_read() accepts; with `report`, the file
 * and line each value came from as a comment. */
void conf_print(struct buffer *out, const struct conf_row *rows, size_t nrows,
		const void *base, const struct conf_report *report);

/* All rows as an object of JSON: durations in seconds, sizes in bytes. */
void conf_put(struct json *j, const char *key, const struct conf_row *rows,
	      size_t nrows, const void *base);

/* Frees what the rows' heap values hold, not the struct. */
void conf_free(const struct conf_row *rows, size_t nrows, void *base);

#endif
