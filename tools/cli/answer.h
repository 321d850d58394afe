/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CLI_ANSWER_H
#define TOOLS_CLI_ANSWER_H

/*
 * What a command has to say, once: it hands over fields, rows and words, and
 * they are printed in the form that the command line asks for. People get
 * words and tables; --csv and --plain the rows; --json an object with the
 * schema and all fields and rows.
 *
 *	struct answer *an = answer_begin(a, "cordon.top/1");
 *
 *	answer_put(an, "by", cell_text("client"));
 *	answer_table(an, &clients);
 *	answer_row(an, cell_text("192.0.2.7"), cell_number(3));
 *	answer_table_end(an);
 *	answer_say(an, "%u in all\n", n);
 *	answer_end(an);
 *
 * A table whose key is NULL makes each row an object of its own, and the
 * answer goes on without end. Cells may come from anybody; what answer_say()
 * is given must be safe (paint.h). All that people get fits the screen
 * (screen.h).
 */

#include "lib/buffer.h"
#include "lib/jsontree.h"
#include "tools/cli/args.h"
#include "tools/cli/cell.h"
#include "tools/cli/grid.h"

struct answer;

/* To stdout, or behind what is in `to`, which need not end in a file. */
struct answer *answer_begin(const struct args *a, const char *schema);
struct answer *answer_into(struct buffer *to, const struct args *a,
			   const char *schema);
/* Prints what is left, and frees. */
void answer_end(struct answer *an);

/* Hands over what there is now, before something is said on stderr. */
void answer_flush(struct answer *an);

/* --- fields, in JSON alone -------------------------------------------- */

void answer_put(struct answer *an, const char *key, struct cell value);

/* What is put until it is closed stands in an object '{' or array '['. */
void answer_open(struct answer *an, const char *key, char bracket);
void answer_close(struct answer *an);

/* A member of an object that was read, as it is; nothing of NULL. And all but
 * its schema. */
void answer_member(struct answer *an, const struct jsontree_node *member);
void answer_members(struct answer *an, const struct jsontree_node *object);

/* --- words, for people alone ------------------------------------------ */

void answer_say(struct answer *an, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* What programs may read, although it is printed for people (Prometheus' text,
 * a configuration): never folded. */
void answer_write(struct answer *an, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* The same on stderr, for what other forms have as a part of the answer; of
 * several lines, or NULL. */
void answer_remark(struct answer *an, const char *lines);

/* Where the labels of a page stand, and how wide they are. */
void answer_page(struct answer *an, unsigned indent, unsigned label);

/* "label text" on a line of the page; nothing where the text is. It may come
 * from anybody. */
void answer_line(struct answer *an, const char *label, const char *text);

/* A row as a page: a line for each cell that is shown and not empty, its label
 * the column's head in lower case. Nothing in other forms. */
void answer_record(struct answer *an, const struct grid *t,
		   const struct cell *cells);

/* --- rows, for all ---------------------------------------------------- */

void answer_table(struct answer *an, const struct grid *t);
void answer_table_end(struct answer *an);

/* A cell for each column of the table that was begun last. */
#define answer_row(an, ...) \
	answer_cells(an, (const struct cell[]) { __VA_ARGS__ })
/* The same without as many of the first. */
#define answer_row_from(an, n, ...) \
	answer_cells(an, &((const struct cell[]) { __VA_ARGS__ })[n])
void answer_cells(struct answer *an, const struct cell *cells);

/* A row that is an event: its JSON is the line that it has already. */
void answer_event(struct answer *an, const char *json,
		  const struct cell *cells);

/* A row with fields and tables in it, put until it is closed. */
void answer_row_open(struct answer *an, const struct cell *cells);
void answer_row_close(struct answer *an);

/* Of the next table only the last `n` rows. */
void answer_last(struct answer *an, size_t n);

#endif
