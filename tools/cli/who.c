/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds out who gives a command. */

#include <pwd.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

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
