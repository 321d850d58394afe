/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Zones of BIND (named.conf(5)): `zone "NAME" { type master; file "null"; };`
 * answers for the name and all below it with an empty file. A file that serves
 * several zones is no zone's own; one that serves a single zone is, unless its
 * name says otherwise.
 */

#include <stdio.h>
#include <stdlib.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/hash.h"
#include "ruleset/list/formats.h"
#include "ruleset/list/lines.h"
#include "ruleset/list/put.h"
#include "ruleset/list/remark.h"

enum { WORD = 300 };

struct bind {
	struct hash_key key;
	uint64_t *files;	/* hashed: one for each use */
	size_t n;
	bool second;		/* pass, which adds */
	bool view;		/* inside the braces of one */
	bool limited;		/* which holds for some clients only */
};

struct zone {
	char name[WORD], type[32], file[WORD];
	unsigned line;
};

static unsigned looks(struct span line)
{
	struct span word = span_word(&line);

	line = span_trim(line);
	return span_is(word, "zone") && line.len > 2 && line.p[0] == '"' ?
	       LOOKS_CERTAIN : 0;
}

/* --- words ------------------------------------------------------------ */

static void skip_line(struct list_reader *r)
{
	int c;

	while ((c = text_peek(r->in)) >= 0 && c != '\n')
		text_byte(r->in);
}

static void skip_block(struct list_reader *r)
{
	int c, before = 0;

	while ((c = text_byte(r->in)) >= 0 && !(before == '*' && c == '/'))
		before = c;
}

static bool is_special(int c)
{
	return c < 0 || c == '{' || c == '}' || c == ';' || c == '"' ||
	       c == '\n' || ascii_is_blank((uint8_t)c);
}

/* The next word into `word`, or the sign '{', '}' or ';'; 0 at the end. */
static int next_word(struct list_reader *r, char word[WORD])
{
	bool fresh = false;	/* at the start of a line */
	size_t n = 0;
	int c;

	for (;;) {
		c = text_byte(r->in);
		if (c == '#' || (fresh && (c == '!' || c == ';')) ||
		    (fresh && c == '-' && text_peek(r->in) == '-'))
			skip_line(r);
		else if (c == '/' && text_peek(r->in) == '/')
			skip_line(r);
		else if (c == '/' && text_peek(r->in) == '*')
			skip_block(r);
		else if (c != '\n' && (c < 0 || !ascii_is_blank((uint8_t)c)))
			break;
		fresh |= c == '\n';
	}
	r->line = r->in->line;
	if (c < 0)
		return 0;
	if (c == '{' || c == '}' || c == ';')
		return c;
	if (c == '"') {
		while ((c = text_byte(r->in)) >= 0 && c != '"' && c != '\n')
			if (n < WORD - 1)
				word[n++] = (char)c;
	} else {
		for (word[n++] = (char)c; !is_special(text_peek(r->in));) {
			c = text_byte(r->in);
			if (n < WORD - 1)
				word[n++] = (char)c;
		}
	}
	word[n] = '\0';
	return 'w';
}

/* --- files ------------------------------------------------------------ */

static int compare(const void *pa, const void *pb)
{
	uint64_t a = *(const uint64_t *)pa, b = *(const uint64_t *)pb;

	return a < b ? -1 : a > b;
}

/* Found twice: beside one of the same is another. */
static bool is_shared(const struct bind *b, const char *file)
{
	uint64_t h = hash_bytes(&b->key, file, strlen(file));
	const uint64_t *at = b->n ? bsearch(&h, b->files, b->n, sizeof(h),
					    compare) : NULL;

	return at && ((at > b->files && at[-1] == h) ||
		      (at + 1 < b->files + b->n && at[1] == h));
}

static bool says_null(const char *file)
{
	static const char *const words[] = {
		"null", "block", "empty", "sinkhole", "blackhole", "dummy",
		"deny", "adblock", "zero", "nowhere", "void", "rpz",
	};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strcasestr(file, words[i]))
			return true;
	return false;
}

/* --- zones ------------------------------------------------------------ */

static void end_zone(struct list_reader *r, struct bind *b,
		     const struct zone *z)
{
	struct span name = { (const uint8_t *)z->name, strlen(z->name) };
	bool master = strcmp(z->type, "master") == 0 ||
		      strcmp(z->type, "primary") == 0;

	if (!b->second) {
		if (master && z->file[0]) {
			b->files = xgrow(b->files, b->n, sizeof(*b->files));
			b->files[b->n++] = hash_bytes(&b->key, z->file,
						      strlen(z->file));
		}
		return;
	}
	r->line = z->line;
	if (b->limited)
		remark_skip(r, &name, "a zone of a view, which holds for some "
			    "clients only");
	else if (master && (says_null(z->file) || is_shared(b, z->file)))
		put_name(r, name, LIST_SUFFIX);
	else
		remark_skip(r, &name, master ?
			    "a zone with a file of its own, which blocks "
			    "nothing" :
			    "a zone that is asked of others, which blocks "
			    "nothing");
}

/* Behind "zone": up to the end of its braces. */
static bool read_zone(struct list_reader *r, struct zone *z)
{
	char word[WORD], key[WORD] = "";
	unsigned depth = 0;
	int c;

	*z = (struct zone) { .line = r->line };
	while ((c = next_word(r, word)) != 0) {
		depth += c == '{';
		if (c == '}' && --depth == 0)
			return true;
		if (c == ';' && depth == 0)
			return true;
		if (c == 'w' && depth == 0 && !z->name[0])
			memcpy(z->name, word, WORD);
		else if (c == 'w' && depth == 1 && strcmp(key, "type") == 0)
			snprintf(z->type, sizeof(z->type), "%.31s", word);
		else if (c == 'w' && depth == 1 && strcmp(key, "file") == 0)
			memcpy(z->file, word, WORD);
		if (c == 'w')
			memcpy(key, word, WORD);
		else
			key[0] = '\0';
	}
	return false;
}

/* A statement of another kind, up to its end. */
static bool read_other(struct list_reader *r, const char *first)
{
	unsigned depth = 0, line = r->line;
	struct span word = { (const uint8_t *)first, strlen(first) };
	char ignored[WORD];
	bool braces = false;
	int c;

	while (r->in->line == line || depth > 0 || braces) {
		int next = text_peek(r->in);

		if (depth == 0 && !braces && (next == '\n' || next < 0))
			break;	/* a line that ends in nothing */
		c = next_word(r, ignored);
		depth += c == '{';
		braces |= c == '{';
		depth -= c == '}' && depth > 0;
		if (c == 0 || (c == ';' && depth == 0))
			return true;
	}
	r->line = line;
	remark_reject(r, &word, "not a statement of named.conf");
	return true;
}

/* --- views ------------------------------------------------------------ */

/* Behind "view": up to its brace, since zones are inside. */
static void enter_view(struct list_reader *r, struct bind *b)
{
	char word[WORD];
	int c;

	do {
		c = next_word(r, word);
	} while (c != 0 && c != '{' && c != ';');
	b->view = c == '{';
	b->limited = false;
}

/* "match-clients { any; };" */
static void read_clients(struct list_reader *r, struct bind *b)
{
	unsigned depth = 0;
	char word[WORD];
	int c;

	while ((c = next_word(r, word)) != 0 && (c != ';' || depth > 0)) {
		depth += c == '{';
		depth -= c == '}' && depth > 0;
		b->limited |= c == 'w' && strcmp(word, "any") != 0;
	}
}

/* --- all -------------------------------------------------------------- */

static void read_statement(struct list_reader *r, struct bind *b,
			   const char *word)
{
	struct zone z;

	if (strcmp(word, "view") == 0)
		enter_view(r, b);
	else if (b->view && strcmp(word, "match-clients") == 0)
		read_clients(r, b);
	else if (strcmp(word, "zone") != 0)
		read_other(r, word);
	else if (read_zone(r, &z))
		end_zone(r, b, &z);
	else
		remark_refuse(r, "ends inside braces: only a part of it is "
			      "there");
}

/* Comments in front of all, whose signs mean something else later on. */
static void skip_head(struct list_reader *r)
{
	size_t n = lines_head_comment(text_head(r->in));

	while (n-- > 0)
		text_byte(r->in);
}

static void read_pass(struct list_reader *r, struct bind *b)
{
	struct list_result unused = { .format = NULL };
	struct list_reader quiet = *r;
	const struct list_sink nobody = { .add = NULL };
	char word[WORD];
	int c;

	b->view = b->limited = false;
	skip_head(r);
	quiet.sink = &nobody;
	quiet.result = &unused;
	if (!b->second)
		r = &quiet;
	while (!r->result->refused && (c = next_word(r, word)) != 0) {
		if (c == 'w')
			read_statement(r, b, word);
		else if (c == '}')
			b->view = b->limited = false;
	}
	if (b->view)
		remark_refuse(r, "ends inside a view: only a part of it is "
			      "there");
}

static void parse(struct list_reader *r)
{
	struct bind b = { .key = hash_key_random() };

	read_pass(r, &b);
	if (b.n > 0)
		qsort(b.files, b.n, sizeof(*b.files), compare);
	b.second = true;
	if (text_rewind(r->in))
		read_pass(r, &b);
	else
		remark_refuse(r, "cannot be read twice");
	free(b.files);
}

const struct list_format bind_format = {
	.word = "bind", .looks = looks, .parse = parse,
};
