/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_INSPECT_DNS_ANSWER_H
#define NFQ_INSPECT_DNS_ANSWER_H

/*
 * DNS answers (RFC 1035 4.1, RFC 6672, RFC 9460): their records one by one,
 * and the names that they lead to from the one that was asked for. Nothing is
 * allocated; the message is borrowed.
 */

#include "lib/address.h"
#include "nfq/inspect/dns.h"

enum dns_type {
	DNS_A = 1, DNS_CNAME = 5, DNS_SOA = 6, DNS_AAAA = 28, DNS_DNAME = 39,
	DNS_OPT = 41, DNS_SVCB = 64, DNS_HTTPS = 65,
};

enum {
	DNS_RECORDS_MAX = 256,	/* that are read of one message */
	DNS_HOPS_MAX = 65536,	/* of their names, all readings together */
	DNS_CHAIN_MAX = 16,	/* resolvers follow 8 to 12 */
};

struct dns_answer {
	struct span message;
	uint16_t id, flags;
	uint16_t type;			/* of the first question */
	size_t hops;			/* left for the names of records */
	unsigned nnames;
	struct span questions;		/* the section */
	struct cursor records;
	uint16_t nrecords;		/* of the answer section */
	unsigned nall;			/* of all sections */

	struct cursor at;		/* dns_answer_next() goes on here */
	uint16_t left;
};

/* A record of class IN in the answer section. */
struct dns_record {
	struct name owner;
	uint16_t type;
	uint32_t ttl;
	bool has_target;
	struct name target;	/* of CNAME, DNAME, SVCB and HTTPS */
	bool has_address;
	struct address address;	/* of A and AAAA */
	struct cursor params;	/* of SVCB and HTTPS (RFC 9460 2.2) */
};

/* FOUND: an answer to an ordinary question, whose records can be read one by
 * one; FOREIGN: anything else; BAD: an answer whose question cannot be read. */
enum inspect_result dns_answer_open(struct dns_answer *a, const uint8_t *p,
				    size_t len);

/* The same of the message behind two bytes of length; MORE as long as it is
 * not all there. *used is its length with those. */
enum inspect_result dns_answer_open_tcp(struct dns_answer *a,
					const uint8_t *p, size_t len,
					size_t *used);

/* The next record, whole; false at the end, or where the rest cannot be
 * read. Records of other classes are passed over. */
bool dns_answer_next(struct dns_answer *a, struct dns_record *r);
void dns_answer_rewind(struct dns_answer *a);

/* Was it asked with EDNS, so that an answer may have it too? */
bool dns_answer_has_edns(const struct dns_answer *a);

/* The next address that SVCB parameters hint at. */
struct dns_hints {
	struct cursor params, list;
	uint16_t key;
};

struct dns_hints dns_hints_of(const struct dns_record *r);
bool dns_hint_next(struct dns_hints *h, struct address *out);

/* The names that were asked for, `asked` of them, and behind them those that
 * they lead to by way of CNAME, DNAME, SVCB and HTTPS records. */
struct dns_chain {
	unsigned n, asked;
	struct name names[DNS_CHAIN_MAX];
};

/* Follows the records in whatever order they stand; what the names asked for
 * do not lead to stays out. */
void dns_chain_follow(struct dns_chain *c, struct dns_answer *a);
bool dns_chain_has(const struct dns_chain *c, const struct name *n);

#endif
