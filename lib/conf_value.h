/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_CONF_VALUE_H
#define LIB_CONF_VALUE_H

/* What single values and those of arrays have in common. */

#include "lib/conf_row.h"

/* A text in quotes, as libconfig reads it back. */
void conf_print_text(struct buffer *out, const char *s);

/* A whole number from row->min to row->max; false, with a complaint, for
 * another. */
bool conf_read_int(struct conf_reader *r, const struct config_setting_t *s,
		   const struct conf_row *row, int64_t *field);

#endif
