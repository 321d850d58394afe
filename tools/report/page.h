/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_REPORT_PAGE_H
#define TOOLS_REPORT_PAGE_H

/*
 * A report in one of its forms. Its sections hand over what they have to say
 * once: words, facts and tables; a page (HTML), text and JSON have all of it in
 * their way, CSV the facts and tables, each row with its table's name before
 * it. Whatever is handed over may be anybody's.
 */

#include "lib/buffer.h"
#include "tools/cli/answer.h"

enum page_form { PAGE_HTML, PAGE_TEXT, PAGE_CSV, PAGE_JSON, PAGE_FORMS };

extern const char *const page_words[PAGE_FORMS];

struct page {
	enum page_form form;
	struct buffer *out;
	struct answer *an;		/* of text and JSON */
	struct cell_look look;
	bool open;			/* a section is */
	const struct grid *table;
	const char *caption;
	size_t rows, tables;		/* of this table; so far */
	const char *facts;		/* the key of those that are open */
};

/* With "utc" of the options; behind what is in `out`. */
void page_begin(struct page *p, enum page_form form, struct buffer *out,
		const struct args *a, const char *title);
void page_end(struct page *p);

/* Parts of it: a section, which ends with the next, and what is in it. */
void page_section(struct page *p, const char *id, const char *title);
void page_part(struct page *p, const char *title);

/* What is in between is shown to who asks for it; on paper it is not. */
void page_fold(struct page *p, const char *what);
void page_fold_end(struct page *p);

/* A paragraph. What looks good must have been measured. */
enum page_tone {
	TONE_PLAIN, TONE_NOTE,
	TONE_NONE,		/* nobody knows */
	TONE_GOOD, TONE_WARN, TONE_BAD
};
void page_say(struct page *p, enum page_tone tone, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Something to be typed. */
void page_command(struct page *p, const char *command);

/* Facts: a label and a value each. `key` is the object's in JSON, of a table
 * in CSV; a fact's key is NULL where it is for people alone. */
void page_facts(struct page *p, const char *key, const char *caption);
void page_fact(struct page *p, const char *key, const char *label,
	       struct cell value);
void page_facts_end(struct page *p);

/* A table, whose key is its name; people are told `none` of one without
 * rows. */
void page_table(struct page *p, const struct grid *t, const char *caption);
void page_row(struct page *p, const struct cell *cells);
void page_table_end(struct page *p, const char *none);

/* A row of a table with cells of its own in it, in JSON. */
#define page_cells(p, ...) page_row(p, (const struct cell[]) { __VA_ARGS__ })
/* The same without as many of the first. */
#define page_cells_from(p, n, ...) \
	page_row(p, &((const struct cell[]) { __VA_ARGS__ })[n])

#endif
