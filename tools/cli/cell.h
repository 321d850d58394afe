/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CLI_CELL_H
#define TOOLS_CLI_CELL_H

/*
 * A value of an answer with its type, from which each form has its text: JSON
 * a number or true, people "12" or "yes". What it holds is borrowed until it
 * is put somewhere.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "lib/json.h"
#include "tools/cli/paint.h"

enum cell_type {
	CELL_NONE,		/* no member of JSON, an empty cell */
	CELL_TEXT,		/* may be anybody's; NULL is CELL_NONE */
	CELL_NUMBER, CELL_SIGNED,
	CELL_BOOL,
	CELL_TIME,		/* RFC 3339, for people as clocks have it */
	CELL_AGE,		/* seconds since 1970, for people how long ago
				   that is: "3 h", "never" */
	CELL_LIST,		/* of texts */
	CELL_NUMBERS,		/* a list of them */
	CELL_PAIRS,		/* an object of texts */
};

struct cell {
	enum cell_type type;
	enum color paint;	/* in tables */
	union {
		const char *text;
		uint64_t number;
		int64_t integer;	/* of signed ones, ages and times */
		bool yes;
		const char *const *texts;
		const int64_t *numbers;
		const char *const (*pairs)[2];
	};
	size_t n;		/* of lists and pairs */
};

static inline struct cell cell_text(const char *text)
{
	return (struct cell) { .type = text ? CELL_TEXT : CELL_NONE,
			       .text = text };
}

static inline struct cell cell_number(uint64_t n)
{
	return (struct cell) { .type = CELL_NUMBER, .number = n };
}

static inline struct cell cell_signed(int64_t n)
{
	return (struct cell) { .type = CELL_SIGNED, .integer = n };
}

static inline struct cell cell_bool(bool yes)
{
	return (struct cell) { .type = CELL_BOOL, .yes = yes };
}

static inline struct cell cell_time(time_t t)
{
	return (struct cell) { .type = CELL_TIME, .integer = t };
}

static inline struct cell cell_age(int64_t t)
{
	return (struct cell) { .type = CELL_AGE, .integer = t };
}

static inline struct cell cell_list(const char *const *texts, size_t n)
{
	return (struct cell) { .type = CELL_LIST, .texts = texts, .n = n };
}

static inline struct cell cell_numbers(const int64_t *numbers, size_t n)
{
	return (struct cell) { .type = CELL_NUMBERS, .numbers = numbers,
			       .n = n };
}

static inline struct cell cell_pairs(const char *const (*pairs)[2], size_t n)
{
	return (struct cell) { .type = CELL_PAIRS, .pairs = pairs, .n = n };
}

static inline struct cell cell_painted(enum color paint, struct cell c)
{
	c.paint = paint;
	return c;
}

/* A member of JSON under `key`, NULL in an array; nothing of CELL_NONE. */
void cell_put(const struct cell *c, const char *key, struct json *j);

/* How cells become text. */
struct cell_look {
	bool clock;		/* times as clocks have them */
	bool utc;		/* in UTC, else in the zone of here */
	time_t now;		/* of ages */
	const char *const *words;	/* for false and true; NULL: "no",
					   "yes" */
};

/* Appends its text, as it is. */
void cell_write(const struct cell *c, const struct cell_look *look,
		struct buffer *out);

#endif
