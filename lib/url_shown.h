/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_URL_SHOWN_H
#define LIB_URL_SHOWN_H

#include <stddef.h>

/* A URL as may be shown to anybody: without user, password and query, which may
 * be a key. What comes back is `out`. */
const char *url_shown(const char *url, char *out, size_t size);

#endif
