/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads plain lists of names and prefixes. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/name.h"
#include "ruleset/list.h"

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* The entry of a line: without comment and space around; NULL if none. */
static const char *trim(const char *line, size_t *len)
{
	const char *hash = memchr(line, '#', *len);
	size_t n = hash ? (size_t)(hash - line) : *len;

	while (n > 0 && is_space(*line)) {
		line++;
		n--;
	}
	while (n > 0 && is_space(line[n - 1]))
		n--;
	*len = n;
	return n ? line : NULL;
}

static bool looks_like_address(const char *text)
{
	return strchr(text, ':') || strchr(text, '/') ||
	       strspn(text, "0123456789.") == strlen(text);
}

static const char *parse_address(const char *text, struct list_entry *e)
{
	e->kind = LIST_PREFIX;
	return prefix_parse(text, &e->prefix) ? NULL :
	       "not an address or prefix (no leading zeros, no bits behind "
	       "the length)";
}

static const char *parse_name(const char *text, struct list_entry *e)
{
	size_t len;

	if (e->kind == LIST_SUFFIX && strncmp(text, "*.", 2) == 0)
		text += 2;
	else if (e->kind == LIST_SUFFIX && text[0] == '.')
		text += 1;
	len = strlen(text);
	if (len > 1 && text[len - 1] == '.')
		len--;
	for (size_t i = 0; i < len; i++) {
		if ((unsigned char)text[i] >= 0x80)
			return "not ASCII: write an international name in "
			       "its xn-- form";
		e->name[i] = (char)ascii_lower((uint8_t)text[i]);
	}
	e->name[len] = '\0';
	if (!name_is_hostname(e->name, len))
		return "not a host name, address or prefix";
	if (!strchr(e->name, '.'))
		return "a single label would cover a whole top-level domain";
	return NULL;
}

bool list_parse_line(const char *line, size_t len, struct list_entry *e,
		     const char **error)
{
	char text[256];

	*error = NULL;
	if (memchr(line, '\0', len)) {
		*error = "a NUL byte: not a text file";
		return false;
	}
	line = trim(line, &len);
	if (!line)
		return false;
	if (len >= sizeof(text)) {
		*error = "longer than any name or prefix";
		return false;
	}
	memcpy(text, line, len);
	text[len] = '\0';

	e->kind = LIST_SUFFIX;
	if (strncmp(text, "full:", 5) == 0) {
		e->kind = LIST_EXACT;
		*error = parse_name(text + 5, e);
	} else if (looks_like_address(text)) {
		*error = parse_address(text, e);
	} else {
		*error = parse_name(text, e);
	}
	return *error == NULL;
}

bool list_read(const char *path, struct conf_report *report,
	       void (*add)(const struct list_entry *e, void *arg), void *arg)
{
	FILE *f = fopen(path, "re");
	unsigned before = report->errors;
	struct list_entry e;
	const char *error;
	char *line = NULL;
	size_t size = 0;
	ssize_t len;

	if (!f) {
		if (errno != ENOENT)
			conf_complain(report, path, 0, "%s", strerror(errno));
		return errno == ENOENT;
	}
	for (e.line = 1; (len = getline(&line, &size, f)) >= 0; e.line++) {
		if (len > 0 && line[len - 1] == '\n')
			len--;
		if (list_parse_line(line, (size_t)len, &e, &error))
			add(&e, arg);
		else if (error)
			conf_complain(report, path, e.line, "\"%.*s\": %s",
				      (int)(len < 80 ? len : 80), line, error);
	}
	if (ferror(f))
		conf_complain(report, path, 0, "%s", strerror(errno));
	free(line);
	fclose(f);
	return report->errors == before;
}
