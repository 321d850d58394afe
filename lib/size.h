/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_SIZE_H
#define LIB_SIZE_H

/* How many bytes, as people write and read it. */

#include <stdbool.h>
#include <stdint.h>

/* "64M", with K M G T as powers of 1024; no unit is bytes. */
bool size_parse(const char *text, uint64_t *bytes);

#define SIZE_TEXT 16
char *size_format(uint64_t bytes, char text[SIZE_TEXT]);

#endif
