/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_CONF_SCAN_H
#define LIB_CONF_SCAN_H

/* What libconfig 1.5 would take in silence, found before it reads a text. */

#include <stdbool.h>

#include "lib/buffer.h"
#include "lib/conf_report.h"

/*
 * Gives whole numbers that need more than 32 bits the suffix L, without which
 * they lose their upper bits. False, with a complaint, for one that needs
 * more than 64, for a NUL byte, which would end the text, and for @include,
 * whose mistakes would be blamed on the wrong file.
 */
bool conf_scan(struct buffer *text, const char *file,
	       struct conf_report *report);

#endif
