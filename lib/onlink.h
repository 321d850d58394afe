/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_ONLINK_H
#define LIB_ONLINK_H

#include "lib/prefix.h"

/* Whatever goes there stays on its link, or in a group of it: multicast (RFC
 * 5771, RFC 4291 2.7) and link-local addresses (RFC 3927, RFC 4291 2.5.6). */
enum { ONLINK_PREFIXES = 4 };
extern const struct prefix onlink_prefixes[ONLINK_PREFIXES];

bool onlink_has(const struct address *a);

#endif
