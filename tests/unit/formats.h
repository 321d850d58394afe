/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_UNIT_FORMATS_H
#define TESTS_UNIT_FORMATS_H

/* Rows of a text and what it comes to, for the tests of list formats. */

#include "lib/array.h"
#include "lib/buffer.h"
#include "ruleset/list/list.h"

struct format_row {
	const char *format;	/* that it is recognised as */
	const char *text;
	const char *want;	/* its entries: ".x" suffix, "x" exact, "A/L",
				   "@" before an exception, "!" important, more
				   of them the more */
	unsigned rejects, skipped;
	bool refused;
};

/* Tests a row: once recognised by content, once by its word and with other
 * line ends. */
void test_row(const struct format_row *row, const struct list_options *options);

#define test_rows(rows) \
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) \
		test_row(&(rows)[i], NULL)

/* What was parsed, in the words of format_row.want, and what was said. */
struct dump {
	struct buffer entries, remarks;
};

/* Parses at a guard page; dump_done() frees what is in `d`. */
struct list_result dump_list(const char *text, size_t len,
			     const struct list_options *o, struct dump *d);
void dump_done(struct dump *d);

/* For a list_sink whose argument is a dump. */
void dump_entry(void *arg, const struct list_entry *e);

#endif
