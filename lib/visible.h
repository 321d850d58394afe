/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_VISIBLE_H
#define LIB_VISIBLE_H

/* Text of others on its way to people's eyes, as printable_show() has it. */

#include "lib/buffer.h"

/* Appends `s` with what a terminal would act upon made visible. */
void visible_text(struct buffer *out, const char *s);

/* Appends `s`, safe, in lines of at most `width` columns where its words are
 * short enough; each line but the first begins with `indent` spaces, which
 * the first has already. */
void visible_wrap(struct buffer *out, const char *s, unsigned indent,
		  unsigned width);

#endif
