/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_TABLE_SCREEN_H
#define RULESET_TABLE_SCREEN_H

/* The chains that decide by address, and queue what is decided by name. */

#include "ruleset/table/chain.h"

/* Fill screen and screen-input; names. */
void screen_write(struct table_writer *w);
void screen_write_names(struct table_writer *w);

#endif
