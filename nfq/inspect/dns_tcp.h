/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_INSPECT_DNS_TCP_H
#define NFQ_INSPECT_DNS_TCP_H

/* DNS questions in a stream, behind two bytes of length each (RFC 1035
 * 4.2.2). */

#include "nfq/inspect/dns.h"

/*
 * A question that says it is an answer counts here, since dnsmasq answers it.
 * Names are told as soon as they are there: the rest of the message then is a
 * body (BODY_LENGTH).
 */
enum inspect_result dns_inspect_tcp(const uint8_t *p, size_t len,
				    struct finding *f);

/* The same where nothing says that it is DNS: only an ordinary question for
 * one name that fills the message is, all else is FOREIGN. */
enum inspect_result dns_inspect_tcp_elsewhere(const uint8_t *p, size_t len,
					      struct finding *f);

/* A stream that is DNS whatever stands in it; all zeros at its beginning. */
struct dns_stream {
	uint16_t left;		/* of the message in hand, to be passed over */
	bool later;		/* that is not the first */
};

/*
 * Reads on, from question to question, and passes over the rest of a message
 * and over messages that are none, as servers do. f->used bytes need not be
 * shown again, the next call begins behind them:
 *
 *	FOUND	a question's names
 *	BAD	one that cannot be read, with names that could be
 *	MORE	none yet
 *
 * Of DNS_STREAM_KEPT bytes some always are used.
 */
enum { DNS_STREAM_KEPT = 2 + DNS_REACH };
enum inspect_result dns_stream_read(struct dns_stream *s, const uint8_t *p,
				    size_t len, struct finding *f);

#endif
