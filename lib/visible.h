/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_VISIBLE_H
#define LIB_VISIBLE_H

/* Text of others on its way to people's eyes, as printable_show() has it. */

#include "lib/buffer.h"

/* Appends `s` with what a terminal would act upon made visible. */
void visible_text(struct buffer *out, const char *s);

#endif
