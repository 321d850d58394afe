/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bash's words: quotes off, quotes on, pieces together. */

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "tools/cli/shellword.h"

/* bash(1), QUOTING: a backslash keeps its meaning within double quotes only
 * before these. */
static bool is_special_in_double(char c)
{
	return c && strchr("$`\"\\", c);
}

char shellword_unquote(const char *raw, struct buffer *out)
{
	char open = 0;

	for (; *raw; raw++) {
		if (open == '\'' && *raw != '\'') {
			buffer_char(out, *raw);
		} else if (*raw == '\\' && (!open ||
					    is_special_in_double(raw[1]))) {
			if (raw[1])
				buffer_char(out, *++raw);
		} else if (*raw == open) {
			open = 0;
		} else if (!open && (*raw == '\'' || *raw == '"')) {
			open = *raw;
		} else {
			buffer_char(out, *raw);
		}
	}
	return open;
}

/* What no shell does anything about, and UTF-8. */
static bool is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || (unsigned char)c >= 0x80 ||
	       (c && strchr("-_./:@%+,=", c));
}

bool shellword_quote(const char *word, char open, struct buffer *out)
{
	/* "!" is history within double quotes, and no backslash helps. */
	if ((open == '\'' && strchr(word, '\'')) ||
	    (open == '"' && strchr(word, '!')))
		return false;
	for (; *word; word++) {
		if (open == '"' ? is_special_in_double(*word) :
		    !open && !is_plain(*word))
			buffer_char(out, '\\');
		buffer_char(out, *word);
	}
	return true;
}

static bool is_break(const char *piece)
{
	return *piece && !piece[strspn(piece, "=:@")];
}

int shellword_join(char *const *pieces, int n, char **words,
		   struct buffer *before)
{
	bool open = false;	/* the word goes on */
	int nwords = 0;

	for (int i = 0; i < n; i++) {
		bool joins = nwords > 0 && (open || is_break(pieces[i]));
		char *word;

		open = is_break(pieces[i]);
		if (joins) {
			word = xasprintf("%s%s", words[--nwords], pieces[i]);
			free(words[nwords]);
		} else {
			word = xstrdup(pieces[i]);
			buffer_reset(before);
		}
		words[nwords++] = word;
		/* A break itself stays; what comes behind it is replaced. */
		if (i + 1 < n || open)
			buffer_text(before, pieces[i]);
	}
	return nwords;
}
