/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds out who gives a command. */

#include <pwd.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "lib/buffer.h"
#include "tools/cli/shellword.h"
#include "tools/cli/who.h"

/* The kernel's word for nobody, as for what a service manager starts. */
static const unsigned NOBODY_LOGGED_IN = UINT32_MAX;

uid_t who_uid(void)
{
	FILE *f = fopen("/proc/self/loginuid", "re");
	unsigned uid = NOBODY_LOGGED_IN;
	bool known = f && fscanf(f, "%u", &uid) == 1 &&
		     uid != NOBODY_LOGGED_IN;

	if (f)
		fclose(f);
	return known ? (uid_t)uid : getuid();
}

const char *who_name(char text[WHO_TEXT])
{
	const struct passwd *pw = getpwuid(who_uid());

	if (pw)
		snprintf(text, WHO_TEXT, "%s", pw->pw_name);
	else
		snprintf(text, WHO_TEXT, "uid %u", (unsigned)who_uid());
	return text;
}

/* --- where, and how it reads ------------------------------------------ */

enum { TTY_CONSOLES = 4, TTY_PTS = 136, TTY_PTS_LAST = 143 };

/* The terminal of a device's number, as ps(1) says it. */
static void name_tty(unsigned dev, char *text, size_t size)
{
	unsigned major_no = major(dev), minor_no = minor(dev);

	if (dev == 0)
		*text = '\0';
	else if (major_no >= TTY_PTS && major_no <= TTY_PTS_LAST)
		snprintf(text, size, "pts/%u", (major_no - TTY_PTS) * 256 +
			 minor_no);
	else if (major_no == TTY_CONSOLES && minor_no < 64)
		snprintf(text, size, "tty%u", minor_no);
	else if (major_no == TTY_CONSOLES)
		snprintf(text, size, "ttyS%u", minor_no - 64);
	else
		snprintf(text, size, "%u:%u", major_no, minor_no);
}

/* proc(5): the seventh of /proc/self/stat, counted from behind the name. */
static unsigned own_tty(void)
{
	FILE *f = fopen("/proc/self/stat", "re");
	char text[1024], *behind;
	size_t n = f ? fread(text, 1, sizeof(text) - 1, f) : 0;
	int dev = 0;

	text[n] = '\0';
	behind = strrchr(text, ')');
	if (!behind || sscanf(behind + 1, " %*c %*d %*d %*d %d", &dev) != 1)
		dev = 0;
	if (f)
		fclose(f);
	return (unsigned)dev;
}

/* As a shell would take it. */
static void own_command(char *text, size_t size)
{
	FILE *f = fopen("/proc/self/cmdline", "re");
	struct buffer out = { 0 };
	char words[4096];
	size_t n = f ? fread(words, 1, sizeof(words) - 1, f) : 0;

	if (f)
		fclose(f);
	words[n] = '\0';
	for (size_t i = 0; i < n; i += strlen(words + i) + 1) {
		if (i > 0)
			buffer_char(&out, ' ');
		if (!words[i])
			buffer_text(&out, "''");
		else if (!shellword_quote(words + i, 0, &out))
			buffer_text(&out, words + i);
	}
	snprintf(text, size, "%s", n > 0 ? out.p : "");
	if (out.len >= size)	/* its end is left out */
		memcpy(text + size - 4, "...", 4);
	buffer_done(&out);
}

void who_calls(struct caller *c)
{
	const char *sudo = getenv("SUDO_USER");

	if (!sudo)
		sudo = getenv("DOAS_USER");
	who_name(c->user);
	snprintf(c->sudo_user, sizeof(c->sudo_user), "%s", sudo ? sudo : "");
	name_tty(own_tty(), c->tty, sizeof(c->tty));
	own_command(c->command, sizeof(c->command));
}
