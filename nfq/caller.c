/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who gave a command, as a line: "by USER SUDO_USER TTY COMMAND". */

#include <stdio.h>
#include <string.h>

#include "nfq/caller.h"

/* A word of the line, which has no blanks; "-" for none. */
static void write_word(char *to, size_t size, const char *from)
{
	size_t n = 0;

	for (; from[n] && n + 1 < size; n++)
		to[n] = (unsigned char)from[n] <= ' ' ? '_' : from[n];
	if (n == 0)
		to[n++] = '-';
	to[n] = '\0';
}

static void flatten(char *s)
{
	for (; *s; s++)
		if (*s == '\n' || *s == '\r')
			*s = ' ';
}

bool caller_write(const struct caller *c, char *line, size_t room)
{
	struct caller w;
	int n;

	write_word(w.user, sizeof(w.user), c->user);
	write_word(w.sudo_user, sizeof(w.sudo_user), c->sudo_user);
	write_word(w.tty, sizeof(w.tty), c->tty);
	n = snprintf(line, room, "by %s %s %s ", w.user, w.sudo_user, w.tty);
	if (n < 0 || (size_t)n >= room)
		return false;
	snprintf(line + n, room - (size_t)n, "%s", c->command);
	flatten(line);
	return true;
}

/* The next word into `to`; NULL where there is none that fits. */
static const char *read_word(const char *line, char *to, size_t size)
{
	size_t n = strcspn(line, " ");

	if (n == 0 || n >= size || line[n] != ' ')
		return NULL;
	memcpy(to, line, n);
	to[n] = '\0';
	if (strcmp(to, "-") == 0)
		*to = '\0';
	return line + n + 1;
}

bool caller_parse(struct caller *c, const char *line)
{
	struct caller r = { .user = "" };

	*c = r;
	if (strncmp(line, "by ", 3) != 0 ||
	    !(line = read_word(line + 3, r.user, sizeof(r.user))) ||
	    !(line = read_word(line, r.sudo_user, sizeof(r.sudo_user))) ||
	    !(line = read_word(line, r.tty, sizeof(r.tty))))
		return false;
	snprintf(r.command, sizeof(r.command), "%s", line);
	*c = r;
	return true;
}
