/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_FAULT_H
#define LIB_FAULT_H

/*
 * Why something failed, on its way from who found out to who tells people:
 * where, what, and the kernel's word for it. What cannot fail for more than
 * one reason needs none: it returns -errno or false.
 */

#include <stdarg.h>
#include <stdbool.h>

enum { FAULT_PLACE = 256, FAULT_WHAT = 512, FAULT_TEXT = 4096 };

/* All zeroes: nothing is wrong. */
struct fault {
	char place[FAULT_PLACE];	/* a file, a URL; "": none */
	unsigned line;			/* of the place; 0: none */
	char what[FAULT_WHAT];
	int ret;			/* -errno; 0: not the kernel's */
};

/* Says what is wrong, of no place yet; returns `ret`. */
int fault_set(struct fault *f, int ret, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void fault_vset(struct fault *f, int ret, const char *fmt, va_list ap)
	__attribute__((format(printf, 3, 0)));

/* And where; of a place that is too long the end is kept. */
void fault_at(struct fault *f, const char *place, unsigned line);

/* Is anything wrong? */
bool fault_any(const struct fault *f);

/*
 * "PLACE:LINE: WHAT: strerror", as far as it has them, in one line and with
 * nothing that steers a terminal (lib/printable.h). Returns `text`, which has
 * room for all of it.
 */
const char *fault_text(const struct fault *f, char text[FAULT_TEXT]);

#endif
