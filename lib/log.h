/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_LOG_H
#define LIB_LOG_H

/*
 * Messages of a program to the people who run it, on stderr; under journald
 * each line starts with its priority as <n> (sd-daemon(3)). The verbs with
 * errno's text end without x. None of them changes errno. Libraries, parsers
 * and set maths never call these: they return, and the caller speaks.
 */

#include <stdbool.h>

/* `program` is borrowed and starts each line of a terminal. */
void log_init(const char *program, bool verbose);

void fatal(const char *fmt, ...)
	__attribute__((format(printf, 1, 2), noreturn));
void fatalx(const char *fmt, ...)
	__attribute__((format(printf, 1, 2), noreturn));
/* As fatalx(), with this exit status (sysexits(3)). */
void fatalx_status(int status, const char *fmt, ...)
	__attribute__((format(printf, 2, 3), noreturn));
void warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void warnx(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void info(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void debug(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Does debug() say anything? */
bool log_is_verbose(void);

#endif
