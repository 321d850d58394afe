/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_REPORT_HTML_H
#define TOOLS_REPORT_HTML_H

/*
 * The one writer of HTML: markup comes from formats in the source, and what
 * they are filled with may be anybody's. It is shown as visible_text() shows
 * it, and nothing in it is markup, in text or between the quotes of an
 * attribute.
 */

#include "lib/buffer.h"

/* Takes %s, %d, %ld, %lld, %u, %zu, and %%. */
void html_put(struct buffer *out, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* A text alone. */
void html_text(struct buffer *out, const char *text);

#endif
