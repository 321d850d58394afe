/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nft set text (nft(8)): "elements = { ... }" in a set, "add element ... {
 * ... }" and "define NAME = { ... }". Rules and all else are read over.
 */

#include <stdio.h>

#include "ruleset/list/formats.h"
#include "ruleset/list/put.h"
#include "ruleset/list/remark.h"

enum { WORD = 128, WORDS = 12 };

/* The words of a statement or an element, as far as they matter. */
struct statement {
	char words[WORDS][WORD];
	unsigned n;
};

struct nft {
	struct statement s;
	unsigned depth;
	bool foreign;		/* the type of this set is no address */
};

static unsigned looks(struct span line)
{
	struct span word = span_word(&line), next = span_word(&line);

	if (span_is(word, "nft")) {
		word = next;
		next = span_word(&line);
	}
	if (span_begins(word, "#!") && span_ends(word, "/nft"))
		return LOOKS_CERTAIN;
	if (span_is(word, "table") || span_is(word, "define"))
		return memchr(line.p, '{', line.len) ? LOOKS_CERTAIN : 0;
	if (span_is(word, "elements"))
		return span_is(next, "=") ? LOOKS_CERTAIN : 0;
	return (span_is(word, "add") || span_is(word, "create")) &&
	       span_is(next, "element") ? LOOKS_CERTAIN : 0;
}

static bool is_word(const struct statement *s, unsigned i, const char *word)
{
	return i < s->n && strcmp(s->words[i], word) == 0;
}

static bool is_special(int c)
{
	return c < 0 || c == '{' || c == '}' || c == ',' || c == ';' ||
	       c == '=' || c == '\n' || c == '"' || ascii_is_blank((uint8_t)c);
}

static void skip_until(struct list_reader *r, int end)
{
	int c;

	while ((c = text_peek(r->in)) >= 0 && c != '\n' && c != end)
		text_byte(r->in);
	if (c == end && c != '\n')
		text_byte(r->in);
}

/* The next word into `s`, or the sign that ends one; strings and comments
 * are read over. */
static int next_token(struct list_reader *r, struct statement *s)
{
	int c;
	unsigned n = 0;
	char *word = s->words[s->n < WORDS ? s->n : WORDS - 1];

	while ((c = text_byte(r->in)) >= 0 &&
	       (ascii_is_blank((uint8_t)c) || c == '"' || c == '#' ||
		c == '\\')) {
		if (c == '#')
			skip_until(r, '\n');
		else if (c == '"')
			skip_until(r, '"');
	}
	if (is_special(c))
		return c;
	do {
		if (n < WORD - 1)
			word[n++] = (char)c;
		c = text_peek(r->in);
		if (!is_special(c))
			text_byte(r->in);
	} while (!is_special(c));
	word[n] = '\0';
	if (s->n < WORDS)
		s->n++;
	return 'w';
}

/* ": mark" and the like: to no verdict. */
static bool maps_data(const struct statement *s, unsigned at)
{
	return is_word(s, at, ":") && !is_word(s, at + 1, "verdict");
}

/* "type ipv4_addr", "typeof ip saddr", of maps "type ipv4_addr : verdict". */
static void take_type(struct nft *n)
{
	const struct statement *s = &n->s;

	if (is_word(s, 0, "type") && s->n > 1)
		n->foreign = (!is_word(s, 1, "ipv4_addr") &&
			      !is_word(s, 1, "ipv6_addr")) ||
			     is_word(s, 2, ".") || maps_data(s, 2);
	else if (is_word(s, 0, "typeof"))
		n->foreign = (!is_word(s, 2, "saddr") &&
			      !is_word(s, 2, "daddr")) ||
			     is_word(s, 3, ".") || maps_data(s, 3);
	else if (is_word(s, 0, "set") || is_word(s, 0, "map") ||
		 is_word(s, 1, "set") || is_word(s, 1, "map"))
		n->foreign = false;
}

static void put_element(struct list_reader *r, const struct statement *s)
{
	char text[3 * WORD];
	int n;

	if (s->n == 0)
		return;
	n = snprintf(text, sizeof(text), "%s", s->words[0]);
	if (is_word(s, 1, "-") && s->n > 2)
		n = snprintf(text, sizeof(text), "%s-%s", s->words[0],
			     s->words[2]);
	for (unsigned i = 1; i + 1 < s->n; i++)
		r->entry.allow |= is_word(s, i, ":") &&
				  (is_word(s, i + 1, "accept") ||
				   is_word(s, i + 1, "return") ||
				   is_word(s, i + 1, "continue"));
	if (is_word(s, 1, "."))
		remark_skip(r, NULL, "an element of more than an address");
	else if (text[0] == '$' || text[0] == '@')
		remark_skip(r, &(struct span) { (uint8_t *)text, (size_t)n },
			    "a variable");
	else
		put_address(r, (struct span) { (uint8_t *)text, (size_t)n });
	r->entry.allow = false;
}

/* Behind its '{' up to its '}'. `listed`: its elements are. */
static void read_elements(struct list_reader *r, bool listed)
{
	struct statement s = { .n = 0 };
	int c;

	if (!listed)
		remark_skip(r, NULL,
			    "elements that are no addresses, or taken out");
	while ((c = next_token(r, &s)) >= 0 && c != '}' && c != '{') {
		if (c == 'w' && s.n == 1)
			r->line = r->in->line;
		if (c != ',')
			continue;
		if (listed)
			put_element(r, &s);
		s.n = 0;
	}
	if (c == '}' && listed)
		put_element(r, &s);
	else if (c != '}')
		remark_refuse(r,
			      "ends inside braces: only a part of it is there");
}

/* Whether the braces behind this statement hold elements, and listed ones. */
static bool holds_elements(const struct nft *n, bool *listed)
{
	const struct statement *s = &n->s;

	*listed = true;
	if (is_word(s, 0, "define"))
		return true;
	if (is_word(s, 0, "elements")) {
		*listed = !n->foreign;
		return true;
	}
	*listed = is_word(s, 0, "add") || is_word(s, 0, "create");
	return is_word(s, 1, "element");
}

static void parse(struct list_reader *r)
{
	struct nft n = { .depth = 0 };
	bool listed;
	int c;

	while (!r->result->refused && (c = next_token(r, &n.s)) >= 0) {
		r->line = r->in->line;
		if (c == 'w' && is_word(&n.s, 0, "nft"))
			n.s.n = 0;	/* of a script */
		if (c == 'w' || c == '=' || c == ',')
			continue;
		take_type(&n);
		if (c == '{' && holds_elements(&n, &listed))
			read_elements(r, listed);
		else if (c == '{')
			n.depth++;
		else if (c == '}' && n.depth > 0)
			n.depth--;
		else if (c == '}')
			remark_reject(r, NULL, "a closing brace too many");
		n.s.n = 0;
	}
	if (n.depth > 0)
		remark_refuse(r,
			      "ends inside braces: only a part of it is there");
}

const struct list_format nft_format = {
	.word = "nft", .looks = looks, .parse = parse,
};
