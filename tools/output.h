/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_OUTPUT_H
#define TOOLS_OUTPUT_H

/* Tables in the form that was asked for, and words in colour. */

#include <stdbool.h>
#include <stddef.h>

#include "tools/command.h"

enum color { COLOR_NONE, COLOR_GOOD, COLOR_WARN, COLOR_BAD, COLOR_DIM };

/* By --color, NO_COLOR, CLICOLOR_FORCE, TERM and whether stdout is a
 * terminal. */
bool output_has_color(const struct args *a);

/* `text` between the codes of a colour, if there is colour. The result is
 * good until four more calls. */
const char *output_paint(const struct args *a, enum color c,
			 const char *text);

enum output_form { OUTPUT_TABLE, OUTPUT_CSV, OUTPUT_PLAIN };

/* By --csv and --plain. */
enum output_form output_form_of(const struct args *a);

/* Columns in upper case; '>' before a name aligns to the right. Cells are
 * copied, and shown as printable_text() does, so they may come from anybody.
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
