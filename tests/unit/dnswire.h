/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_UNIT_DNSWIRE_H
#define TESTS_UNIT_DNSWIRE_H

/* Writes DNS messages (RFC 1035 4.1, RFC 9460 2.2). */

#include "nfq/inspect/dns_answer.h"
#include "tests/unit/wire.h"

/* "www.example.org" as labels, without the root that ends them; with it. */
void put_labels(struct wire *w, const char *name);
void put_dns_name(struct wire *w, const char *name);

void put_dns_header(struct wire *w, uint16_t flags, uint16_t questions,
		    uint16_t answers);
void put_question(struct wire *w, const char *name, uint16_t type);

/* A record up to its data; close_length(w, what this returns, 2). */
size_t put_record(struct wire *w, const char *owner, uint16_t type,
		  uint32_t ttl);
void put_cname(struct wire *w, const char *owner, const char *target);
void put_a(struct wire *w, const char *owner, uint32_t address);

/* HTTPS of a priority and target; what follows is the caller's. */
size_t put_https(struct wire *w, const char *owner, uint16_t priority,
		 const char *target);

#endif
