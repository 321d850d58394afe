/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_WORKER_ANSWER_H
#define NFQ_WORKER_ANSWER_H

/*
 * Answers refused DNS questions at once, from the address and port that were
 * asked, so that the client takes the answer for its resolver's. Packets go
 * out through raw sockets that are opened before CAP_NET_RAW is given up, and
 * carry the OWN mark, which keeps them out of our own chains and conntrack.
 */

#include <stddef.h>
#include <stdint.h>

#include "nfq/inspect/inspect.h"
#include "nfq/packet/packet.h"
#include "ruleset/config/config.h"

struct answerer {
	int fd4, fd6;
};

/* With the sockets that the service manager has for us, else with new ones. 0
 * or -errno. A host without one family gets along without it. */
int answerer_open(struct answerer *a, uint32_t own_mark);
void answerer_close(struct answerer *a);

/* Opens the sockets and leaves them with the service manager, by this name,
 * for a process that may not open any itself. 0 or -errno. */
#define ANSWERER_SOCKETS "answers"
int answerer_hand_over(void);

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
 * and AAAA, and for other types nothing but the SOA (RFC 2308 2.2). Returns its
 * length, 0 if it does not fit.
 */
size_t answer_message(uint8_t out[ANSWER_MAX], const struct finding *f,
		      const struct answer *a);

/* The whole IP packet from p's destination to its source. */
size_t answer_packet(uint8_t out[ANSWER_MAX], const struct packet *p,
		     const struct finding *f, const struct answer *a);

/* What takes the place of the answer `p` on its way from the resolver: its
 * endpoints stay. */
size_t answer_instead(uint8_t out[ANSWER_MAX], const struct packet *p,
		      const struct finding *f, const struct answer *a);

/* A reset from p's source to its destination, with the numbers of `p`. In the
 * place of an answer over TCP the client takes it for its resolver's. */
size_t answer_reset(uint8_t out[ANSWER_MAX], const struct packet *p);

/* Sends it; `iif` is where the question came in, 0 for our own. Does not
 * wait. 0 or -errno. */
int answer_send(const struct answerer *s, const struct packet *p, uint32_t iif,
		const struct finding *f, const struct answer *a);

/*
 * Sends the reset of `p` to its destination, by the interface `oif` where that
 * address means nothing without. It carries `mark`, and goes through conntrack:
 * the receiver sees the sender that it knows. Does not wait. 0 or -errno.
 */
int answer_send_reset(const struct answerer *s, const struct packet *p,
		      uint32_t oif, uint32_t mark);

#endif
