/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_INSPECT_READING_H
#define NFQ_INSPECT_READING_H

/* How far a message was read that is longer than what is held of it at once:
 * its inspector's own state. All zeros at the beginning. */

#include "nfq/inspect/chunk.h"
#include "nfq/inspect/dns_tcp.h"
#include "nfq/inspect/http.h"
#include "nfq/inspect/http2.h"
#include "nfq/inspect/tls.h"

union reading {
	struct tls_state tls;
	struct http_state http;
	struct chunk_state chunk;
	struct dns_stream dns;
	struct http2_state *http2;	/* not kept here, since it is large */
};

#endif
