/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_RECORD_SCAN_H
#define TOOLS_RECORD_SCAN_H

/*
 * Lines in the very shape in which nfq/event/eve.c writes events, in one pass
 * and without memory: what JSON costs most is to be ready for anything else.
 * Anything else, an escape or a byte above 0x7f, is left to who reads JSON.
 */

#include <stdbool.h>
#include <stddef.h>

#include "lib/span.h"
#include "tools/record/part.h"

/* The parts, borrowed from the line. False, and nothing of worth in them, if
 * it is of another shape. */
bool scan_line(struct span part[RECORD_PARTS], const char *line, size_t len);

#endif
