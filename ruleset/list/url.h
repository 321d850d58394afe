/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_LIST_URL_H
#define RULESET_LIST_URL_H

/* URLs (RFC 3986), of which a list's reader wants the host. */

#include <stdbool.h>
#include <stddef.h>

#include "lib/span.h"

/* The length of "scheme://" at its beginning; 0 if there is none. */
size_t url_scheme(struct span text);

/* The host of a URL, or of what stands there without its scheme; *path is
 * set if there is more than a host. */
struct span url_host(struct span url, bool *path);

/*
 * Reports write "hxxp://bad[.]example", so that nobody follows it: writes what
 * is meant into `out`, and its length. False if the text is not so written, or
 * longer than `size`.
 */
bool url_refang(struct span text, char *out, size_t size, size_t *len);

#endif
