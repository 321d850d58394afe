/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_CONF_REPORT_H
#define LIB_CONF_REPORT_H

/* What is wrong in configuration files, and where values came from. */

#include <stdbool.h>
#include <stddef.h>

#include "lib/buffer.h"
#include "lib/fault.h"

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
	struct fault first;	/* mistake; without any, the first remark */
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
/* The same about a value, at the place it came from. */
void conf_complain_of(struct conf_report *r, const void *field,
		      const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* Only adds to the text: what is worth knowing and no mistake. */
void conf_remark(struct conf_report *r, const char *file, unsigned line,
		 const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* All that `other` found is found here too. */
void conf_report_add(struct conf_report *r, const struct conf_report *other);

#endif
