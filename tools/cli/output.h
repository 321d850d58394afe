/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CLI_OUTPUT_H
#define TOOLS_CLI_OUTPUT_H

/* Tables in the form that was asked for, and JSON; whatever is in them, a
 * terminal shows it and obeys none of it. */

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "lib/conf.h"
#include "tools/cli/args.h"
#include "tools/cli/paint.h"

/* A line of JSON, or a text of it, that somebody else wrote: what is not to
 * be seen raw is escaped, all else left as it is. */
void output_json_text(const char *json);
void output_json(const json_t *j);

/* Ends the program with all mistakes, on stderr (EX_CONFIG). */
void output_mistakes(const struct conf_report *r) __attribute__((noreturn));

enum output_form { OUTPUT_TABLE, OUTPUT_CSV, OUTPUT_PLAIN };

/* By --csv and --plain. */
enum output_form output_form_of(const struct args *a);

/* Columns in upper case; '>' before a name aligns to the right. Cells are
 * copied, and shown as visible_text() does, so they may come from anybody.
 * Nothing is printed before output_end(). */
struct output;

struct output *output_begin(const struct args *a, enum output_form form,
			    const char *const *columns, size_t n);
void output_row(struct output *o, const char *const *cells);
void output_end(struct output *o);

/* One row at once, for what goes on without end: columns of fixed width. */
void output_stream_header(enum output_form form, const char *const *columns,
			  const int *widths, size_t n);
void output_stream_row(enum output_form form, const char *const *cells,
		       const int *widths, size_t n);

#endif
