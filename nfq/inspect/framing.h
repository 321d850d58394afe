/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_INSPECT_FRAMING_H
#define NFQ_INSPECT_FRAMING_H

#include "nfq/inspect/inspect.h"

/* How an HTTP request's body is framed (RFC 9112 6), as its fields tell one
 * after the other. Begins with all zeros. */
struct framing {
	uint8_t body;		/* enum body */
	bool twofold;		/* some servers take it otherwise */
	bool upgrade;		/* another protocol may follow it */
	uint8_t lost;		/* enum field: for this its end is unknown */
	uint64_t length;
};

/* The values of Content-Length, Transfer-Encoding and Upgrade; one that is
 * empty says nothing. */
void framing_length(struct framing *fr, struct span value);
void framing_coding(struct framing *fr, struct span value);
void framing_upgrade(struct framing *fr);

/* The request is a CONNECT, which has no body but for some servers. */
void framing_connect(struct framing *fr);

/* All fields were read: what is left in the structure counts. */
void framing_end(struct framing *fr);

#endif
