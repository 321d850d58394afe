/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_INSPECT_DTLS_H
#define NFQ_INSPECT_DTLS_H

#include "nfq/inspect/inspect.h"

/*
 * A datagram of DTLS (RFC 6347, RFC 9147) that has a whole ClientHello in its
 * records, with the cookie of a server or without: FOUND or NONE. FOREIGN:
 * none, or not DTLS.
 */
enum inspect_result dtls_inspect(const uint8_t *p, size_t len,
				 struct finding *f);

/* The version that a hello shows, "DTLS 1.2": 1.3 says so in an extension. */
void dtls_version_text(const struct finding *f, char text[DETAIL_SIZE]);

#endif
