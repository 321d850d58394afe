/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_INSPECT_INSPECT_H
#define NFQ_INSPECT_INSPECT_H

/*
 * Inspectors: pure functions from bytes to the name of a destination. They
 * keep nothing, allocate nothing and read through lib/cursor.h, so they can
 * be fuzzed as they are and asked again when more bytes have come.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/name.h"
#include "lib/span.h"
#include "nfq/inspect/field.h"

enum inspect_result {
	INSPECT_FOUND,		/* a message that names its destination */
	INSPECT_NONE,		/* a message of this protocol without a name */
	INSPECT_MORE,		/* so far it may be, or is; not all there */
	INSPECT_FOREIGN,	/* not this protocol */
	INSPECT_BAD,		/* this protocol, and broken */
	INSPECT_LOST,		/* as FOUND or NONE, but nobody knows where
				 * the next message begins */
};

/* Each has a row of its own in nfq/inspect/protocol.c. */
enum protocol {
	PROTO_TLS, PROTO_HTTP, PROTO_SOCKS, PROTO_DNS, PROTO_DTLS, PROTO_QUIC,
	PROTOCOLS
};

/* How the bytes behind a message are framed. */
enum body {
	BODY_NONE,	/* the next message, `used` bytes on */
	BODY_LENGTH,	/* the next message, `body_length` bytes later still */
	BODY_CHUNKED,	/* chunks first (RFC 9112 7.1) */
	BODY_TUNNEL,	/* something else from here on */
};

enum { FINDING_NAMES = 4, DETAIL_SIZE = 16 };

/* What an inspector found. Only the fields of its protocol are set. */
struct finding {
	enum protocol protocol;
	enum field wrong;	/* why it is BAD or LOST */
	unsigned nnames;
	struct name names[FINDING_NAMES];	/* all count; [0] is reported */
	bool sure;		/* it is this protocol; also with MORE */
	bool hides;		/* BAD: it may have a name that only a server
				 * which is not asked honestly looks for */
	uint16_t port;		/* asked of a proxy with them; 0: not told */

	size_t used;		/* length of the message in the input */
	enum body body;
	uint64_t body_length;
	bool twofold;		/* some servers take its body otherwise */
	bool unread;		/* or none, and read the next message there */
	bool changes;		/* something else may follow the body */
	bool last;		/* servers read no other behind it */

	struct {
		uint16_t id, flags, type;
		struct span question;	/* the section, borrowed */
		struct span answer;	/* the message, if it is one */
		bool edns;
	} dns;
	struct {
		uint16_t version;
		bool ech;
		bool retry;	/* another hello may follow */
	} tls;
	struct {
		uint32_t version;
	} quic;			/* and tls, of the hello in it */
	struct span method;	/* of HTTP, borrowed */
};

/* A name more; NULL if there is no room for it. */
static inline struct name *finding_name(struct finding *f)
{
	return f->nnames < FINDING_NAMES ? &f->names[f->nnames] : NULL;
}

void finding_clear(struct finding *f, enum protocol p);

/* BAD, because of `wrong`. */
static inline enum inspect_result finding_bad(struct finding *f,
					      enum field wrong)
{
	f->wrong = wrong;
	return INSPECT_BAD;
}

#endif
