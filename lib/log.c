/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The six verbs a program speaks with. */

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <syslog.h>
#include <unistd.h>

#include "lib/log.h"
#include "lib/printable.h"

static struct {
	const char *program;
	bool verbose;
	bool journal;
} log_state = { .program = "cordon" };

void log_init(const char *program, bool verbose)
{
	log_state.program = program;
	log_state.verbose = verbose;
	log_state.journal = getenv("JOURNAL_STREAM") != NULL &&
			    !isatty(STDERR_FILENO);
}

bool log_is_verbose(void)
{
	return log_state.verbose;
}

/* One write(2) a line, so lines of several threads do not mix; and one line,
 * whatever the names and files in it are called. */
static void say(int priority, const char *cause, const char *fmt, va_list ap)
{
	char text[1024], line[2048];
	int saved = errno;
	size_t n;

	n = (size_t)vsnprintf(text, sizeof(text), fmt, ap);
	if (n < sizeof(text) && cause)
		snprintf(text + n, sizeof(text) - n, ": %s", cause);
	if (log_state.journal)
		n = (size_t)snprintf(line, sizeof(line), "<%d>", priority);
	else
		n = (size_t)snprintf(line, sizeof(line), "%s: ",
				     log_state.program);
	n += printable_copy(line + n, sizeof(line) - n - 1, text);
	line[n++] = '\n';
	if (write(STDERR_FILENO, line, n) < 0)
		(void)0;	/* nobody left to tell */
	errno = saved;
}

#define SAY(priority, cause)					\
	do {							\
		va_list ap;					\
								\
		va_start(ap, fmt);				\
		say(priority, cause, fmt, ap);			\
		va_end(ap);					\
	} while (0)

void fatal(const char *fmt, ...)
{
	SAY(LOG_ERR, strerror(errno));
	exit(EX_OSERR);
}

void fatalx(const char *fmt, ...)
{
	SAY(LOG_ERR, NULL);
	exit(EXIT_FAILURE);
}

void fatalx_status(int status, const char *fmt, ...)
{
	SAY(LOG_ERR, NULL);
	exit(status);
}

void warn(const char *fmt, ...)
{
	SAY(LOG_WARNING, strerror(errno));
}

void warnx(const char *fmt, ...)
{
	SAY(LOG_WARNING, NULL);
}

void info(const char *fmt, ...)
{
	SAY(LOG_INFO, NULL);
}

void debug(const char *fmt, ...)
{
	if (log_state.verbose)
		SAY(LOG_DEBUG, NULL);
}
