/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_REPORT_SHARE_H
#define TOOLS_REPORT_SHARE_H

/* Shares in words: all is "100 %" and nothing "0 %", and what is nearly so is
 * neither. */

#include <stdint.h>

enum { SHARE = 24 };

const char *share_text(int64_t part, int64_t whole, char out[SHARE]);

#endif
