/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One pass over a configuration's tokens, as libconfig's scanner cuts them. */

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lib/conf_scan.h"

#define DIGITS "0123456789"
#define HEX_DIGITS DIGITS "abcdefABCDEF"
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

struct scan {
	const char *p;		/* NUL-terminated */
	unsigned line;
	struct buffer out;
	const char *file;
	struct conf_report *report;
};

static void take(struct scan *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s->p[i] == '\n')
			s->line++;
	buffer_add(&s->out, s->p, n);
	s->p += n;
}

static size_t comment_length(const char *p)
{
	const char *end;

	if (p[0] == '#' || (p[0] == '/' && p[1] == '/'))
		return strcspn(p, "\n");
	if (p[0] != '/' || p[1] != '*')
		return 0;
	end = strstr(p + 2, "*/");
	return end ? (size_t)(end + 2 - p) : strlen(p);
}

static size_t string_length(const char *p)
{
	size_t n = 1;

	if (p[0] != '"')
		return 0;
	while (p[n] && p[n] != '"')
		n += p[n] == '\\' && p[n + 1] ? 2 : 1;
	return p[n] ? n + 1 : n;
}

/* Tried at every token, so without strspn(), which makes a table first. */
static bool begins_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '*';
}

static size_t word_length(const char *p)
{
	return begins_word(*p) ? strspn(p, LETTERS DIGITS "-_*") : 0;
}

/* Digits of a whole number; 0 for a fraction, and where there is none. */
static size_t number_length(const char *p)
{
	size_t n = strspn(p, DIGITS);

	if (p[0] == '0' && (p[1] == 'x' || p[1] == 'X'))
		return 2 + strspn(p + 2, HEX_DIGITS);
	return n > 0 && !strchr(".eE", p[n] ? p[n] : ' ') ? n : 0;
}

static void take_number(struct scan *s, size_t n)
{
	bool hex = s->p[1] == 'x' || s->p[1] == 'X';
	uint64_t value;

	errno = 0;
	value = strtoull(s->p, NULL, hex ? 16 : 10);
	if (errno == ERANGE || value > INT64_MAX)
		conf_complain(s->report, s->file, s->line,
			      "%.*s is beyond all numbers",
			      (int)(n < 40 ? n : 40), s->p);
	take(s, n);
	if (value > INT32_MAX && *s->p != 'L')
		buffer_char(&s->out, 'L');
}

static void scan_token(struct scan *s)
{
	size_t n;

	if ((n = comment_length(s->p)) || (n = string_length(s->p)) ||
	    (n = word_length(s->p))) {
		take(s, n);
	} else if ((n = number_length(s->p))) {
		take_number(s, n);
	} else {
		n = strspn(s->p, DIGITS ".");	/* of a fraction */
		if (*s->p == '@')
			conf_complain(s->report, s->file, s->line,
				      "@include is not supported: put the "
				      "file into the folder conf.d");
		take(s, n ? n : 1);
	}
}

bool conf_scan(struct buffer *text, const char *file,
	       struct conf_report *report)
{
	struct scan s = { .line = 1, .file = file, .report = report };
	unsigned before = report->errors;

	buffer_text(text, "");		/* at least a NUL */
	s.p = text->p;
	while (*s.p)
		scan_token(&s);
	if (s.p < text->p + text->len)
		conf_complain(report, file, s.line,
			      "a NUL byte: not a text file");
	buffer_text(&s.out, "");
	buffer_done(text);
	*text = s.out;
	return report->errors == before;
}
