/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_MAC_H
#define LIB_MAC_H

#include <stdbool.h>
#include <stdint.h>

enum { MAC_TEXT = 18 };

/* "aa:bb:cc:dd:ee:ff", any case. False leaves the output alone. */
bool mac_parse(const char *text, uint8_t mac[6]);

/* The same, in lower case; returns `text`. */
const char *mac_format(const uint8_t mac[6], char text[MAC_TEXT]);

#endif
