/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_INSPECT_SOCKS_H
#define NFQ_INSPECT_SOCKS_H

#include "nfq/inspect/inspect.h"

/*
 * A request to a SOCKS proxy: version 4, 4a, or 5 (RFC 1928) with the
 * client's greeting and its name and password (RFC 1929) before it or
 * without. The name is the destination's, or the text of its address; what
 * follows is a tunnel.
 */
enum inspect_result socks_inspect(const uint8_t *p, size_t len,
				  struct finding *f);

#endif
