/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Starts the pager. */

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "tools/cli/pager.h"
#include "tools/cli/paint.h"
#include "tools/cli/screen.h"

static pid_t child;

/* What is to be run by the shell; NULL for none. */
static const char *command(void)
{
	const char *said = getenv("CORDON_PAGER"), *term = getenv("TERM");

	if (!said)
		said = getenv("PAGER");
	if (said)
		return *said && strcmp(said, "cat") != 0 ? said : NULL;
	return term && strcmp(term, "dumb") == 0 ? NULL : "less";
}

static bool is_wanted(const struct args *a)
{
	return isatty(STDOUT_FILENO) && !a->no_pager && !a->follow &&
	       !a->as_csv && !a->as_json && !a->as_plain;
}

/* -K: Ctrl-C ends it, too, and with it us. */
static void run(const char *pager, int from)
{
	char *line = xasprintf("%s || cat", pager);

	setenv("LESS", "FRXK", 0);
	setenv("LESSCHARSET", "utf-8", 0);
	dup2(from, STDIN_FILENO);
	close(from);
	execl("/bin/sh", "sh", "-c", line, NULL);
	_exit(127);
}

static void finish(void)
{
	fflush(stdout);
	close(STDOUT_FILENO);
	while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
		;
}

/* What answers ask of a terminal is said beforehand. */
static void keep_looks(const struct args *a)
{
	char width[16];

	snprintf(width, sizeof(width), "%u", screen_width());
	setenv("COLUMNS", width, 1);
	if (paint_wanted(a))
		setenv("CLICOLOR_FORCE", "1", 1);
}

void pager_start(const struct args *a)
{
	const char *pager = command();
	int ends[2];

	if (!is_wanted(a) || !pager || pipe(ends) < 0)
		return;
	keep_looks(a);
	fflush(stdout);
	child = fork();
	if (child == 0) {
		close(ends[1]);
		run(pager, ends[0]);
	}
	close(ends[0]);
	if (child > 0) {
		dup2(ends[1], STDOUT_FILENO);
		signal(SIGINT, SIG_IGN);
		atexit(finish);
	}
	close(ends[1]);
}

bool pager_is_terminal(void)
{
	return child > 0 || isatty(STDOUT_FILENO);
}
