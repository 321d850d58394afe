/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_WORKER_ANSWER_H
#define NFQ_WORKER_ANSWER_H

/* What a client gets in the place of what it asked for: answers that refuse a
 * DNS question, which it takes for its resolver's, and resets. */

#include <stddef.h>
#include <stdint.h>

#include "nfq/inspect/inspect.h"
#include "nfq/packet/packet.h"
#include "ruleset/config/config.h"

/* What to say. */
struct answer {
	enum dns_block kind;	/* not DNS_DROP */
	struct address address4, address6;	/* of DNS_ADDRESS */
	size_t zone;		/* offset of the listed name in the first
				   question's, for the SOA record */
	const char *why;	/* text of an extended error, for EDNS */
};

enum { ANSWER_MAX = 2048 };

/*
 * The DNS message: RFC 1035 4.1, a SOA of TTL 60 for negative caching (RFC
 * 2308 5), and an OPT record with the extended error "Blocked" (RFC 8914 4.16)
 * where the question had one. DNS_ADDRESS has a record with the address for A
 * and AAAA, and for other types nothing but the SOA (RFC 2308 2.2). A question
 * that could not be read (f->wrong) gets FORMERR. Returns its length, 0 if it
 * does not fit.
 */
size_t answer_message(uint8_t out[ANSWER_MAX], const struct finding *f,
		      const struct answer *a);

/* The whole IP packet from p's destination to its source; 0 as before. */
size_t answer_packet(uint8_t out[ANSWER_MAX], const struct packet *p,
		     const struct finding *f, const struct answer *a);

/* What takes the place of the answer `p` on its way from the resolver: its
 * endpoints stay. */
size_t answer_instead(uint8_t out[ANSWER_MAX], const struct packet *p,
		      const struct finding *f, const struct answer *a);

/* A reset from p's source to its destination, with the numbers of `p`. In the
 * place of an answer over TCP the client takes it for its resolver's. */
size_t answer_reset(uint8_t out[ANSWER_MAX], const struct packet *p);

#endif
