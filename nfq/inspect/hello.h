/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_INSPECT_HELLO_H
#define NFQ_INSPECT_HELLO_H

#include "nfq/inspect/handshake.h"
#include "nfq/inspect/inspect.h"

/* How far a ClientHello (RFC 8446 4.1.2) was read; all zeros at its
 * beginning. */
struct hello_state {
	uint8_t at;
	uint8_t names;		/* found until now */
	bool crowded;		/* it has more than are kept */
	bool shares, known;	/* it has key shares; one that all servers do */
	bool ech;
	bool cookie;		/* it may have one: DTLS (RFC 6347 4.2.1) */
	uint16_t version;
	uint16_t type;		/* of the last extension that was begun */
	uint16_t skip;		/* bytes of it, or of no interest, to come */
	uint16_t extensions;	/* left of all behind it */
	uint32_t left;		/* of the hello behind them */
};

/* Extensions that count are read whole, up to so many bytes. */
enum { HELLO_BODY_MAX = 2048 };

/*
 * Reads on in a hello, as far as it is there; `h` then stands behind what need
 * not be shown again. Names (RFC 6066 3) are those in what was read, all of
 * them, whatever stands around them: servers cut off a port, blanks and a NUL.
 *
 *	FOUND	it names its server, now or before; the rest may be missing
 *	NONE	it is at its end, and names none
 *	MORE	so far it does not
 *	FOREIGN	another message
 *	BAD	it ends too early (h->ended) or its lengths contradict
 *
 * f->tls.retry: the server may want another hello (RFC 8446 4.1.4), as far as
 * this one tells: it offers no key of a group that all servers know, or did
 * not yet.
 */
enum inspect_result hello_read(struct hello_state *s, struct handshake *h,
			       struct finding *f);

/* The same of a hello whose bytes lie in one piece, as most do, from its
 * beginning: FOUND, NONE or MORE in *r. False, and f->nnames is 0, where its
 * header is not all there or it is broken: hello_read() tells. */
bool hello_read_plain(struct cursor c, struct finding *f,
		      enum inspect_result *r);

/* The whole of a DTLS hello of `size` bytes behind its header, or its
 * beginning that is there. */
enum inspect_result hello_inspect_datagram(struct span there, size_t size,
					   struct finding *f);

#endif
