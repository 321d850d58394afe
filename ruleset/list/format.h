/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_LIST_FORMAT_H
#define RULESET_LIST_FORMAT_H

/*
 * What the formats share: a row of the table in list.c each, and how they hand
 * on what they find.
 */

#include "lib/span.h"
#include "lib/text.h"
#include "ruleset/list/list.h"

struct closest;

/* The reading of one list. */
struct list_reader {
	struct text *in;
	const struct list_options *options;
	const struct list_sink *sink;
	struct list_result *result;
	struct list_entry entry;	/* the next one, filled in by put_*() */
	const struct closest *closest;	/* exceptions of the list, or NULL */
	const char *file;		/* of an include, or NULL */
	unsigned line;			/* of what is being read */
	bool commented;			/* inside a comment of several lines */
	bool no_wildcard;		/* RPZ: the owner has no "*." */
};

/*
 * A row: its word, how much a line of its text looks like it (0: not at all),
 * and what reads it. A format whose text is not made of lines has `begins`
 * instead, which sees the beginning of the text.
 */
struct list_format {
	const char *word;
	unsigned (*looks)(struct span line);
	bool (*begins)(struct span head);
	void (*parse)(struct list_reader *r);
};

/* What a line looks like that no other format has: more than all others come
 * to together. */
enum { LOOKS_CERTAIN = 1 << 20 };

/* --- spans of text ---------------------------------------------------- */

static inline bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

/* Without blanks around. */
struct span trim(struct span s);

/* Without quotes around. */
struct span unquote(struct span s);

bool starts_with(struct span s, const char *text);
bool ends_with(struct span s, const char *text);

/* Takes what lies before the first `c` off `s` (all, if there is none). */
struct span cut_at(struct span *s, char c);

/* Takes the next word off `s`; empty at the end. */
struct span next_word(struct span *s);

/* Without a comment: behind one of ; ! // -- at the start of a line or behind
 * a blank, or '#' anywhere; or between slash-star and star-slash. */
struct span uncomment(struct span line);

/* The next line that has something, its number in r->line; without comment,
 * or as it is but for the blanks around. */
bool next_line(struct list_reader *r, struct span *line);
bool next_raw_line(struct list_reader *r, struct span *line);

/* --- entries ---------------------------------------------------------- */

/*
 * Adds a name as `kind`, unless the options' match says otherwise, or an
 * address, prefix or range; with r->entry.allow, important and asn as they
 * are. What is none is rejected. False if nothing was added.
 */
bool put_name(struct list_reader *r, struct span name, enum list_kind kind);
bool put_address(struct list_reader *r, struct span text);
bool put_range(struct list_reader *r, const struct range *range);

/* Whichever it looks like; "*.x" and ".x" are x. */
bool put_any(struct list_reader *r, struct span text);

/* Without the "*." or "." in front, which say the same as nothing. */
struct span without_wildcard(struct span name);

/* "192.0.2.1", "192.0.2.0/24", "192.0.2.0/255.255.255.0", "a-b", "a - b" or
 * "192.0.2.0 255.255.255.0". NULL, or what is wrong. */
const char *read_range(struct span text, struct range *out);

/* The range from one address to another; NULL, or what is wrong. */
const char *read_pair(struct span first, struct span last, struct range *out);
bool is_one_prefix(const struct range *range);

bool looks_like_address(struct span text);

/* --- remarks ---------------------------------------------------------- */

/* About `what` of this line, or NULL: "what: why". */
void reject(struct list_reader *r, const struct span *what, const char *why);
void skip(struct list_reader *r, const struct span *what, const char *why);
void refuse(struct list_reader *r, const char *why);
void note(struct list_reader *r, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* How many there were, if not all were said. */
void note_unsaid(struct list_reader *r);

#endif
