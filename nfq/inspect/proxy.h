/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_INSPECT_PROXY_H
#define NFQ_INSPECT_PROXY_H

#include <stddef.h>
#include <stdint.h>

/* The length of the header that a proxy puts before a client's stream
 * (haproxy's "PROXY protocol", versions 1 and 2); 0 if there is none, or not
 * all of it yet. */
size_t proxy_header(const uint8_t *p, size_t len);

#endif
