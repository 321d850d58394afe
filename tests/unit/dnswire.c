/* SPDX-License-Identifier: GPL-2.0-or-later */

#include <string.h>

#include "tests/unit/dnswire.h"

void put_labels(struct wire *w, const char *name)
{
	while (*name) {
		size_t n = strcspn(name, ".");

		put8(w, (uint8_t)n);
		put(w, name, n);
		name += n + (name[n] == '.');
	}
}

void put_dns_name(struct wire *w, const char *name)
{
	put_labels(w, name);
	put8(w, 0);
}

void put_dns_header(struct wire *w, uint16_t flags, uint16_t questions,
		    uint16_t answers)
{
	put16(w, 0x1234);
	put16(w, flags);
	put16(w, questions);
	put16(w, answers);
	put32(w, 0);
}

void put_question(struct wire *w, const char *name, uint16_t type)
{
	put_dns_name(w, name);
	put16(w, type);
	put16(w, 1);
}

size_t put_record(struct wire *w, const char *owner, uint16_t type,
		  uint32_t ttl)
{
	put_dns_name(w, owner);
	put16(w, type);
	put16(w, 1);
	put32(w, ttl);
	return open_length(w, 2);
}

void put_cname(struct wire *w, const char *owner, const char *target)
{
	size_t at = put_record(w, owner, DNS_CNAME, 300);

	put_dns_name(w, target);
	close_length(w, at, 2);
}

void put_a(struct wire *w, const char *owner, uint32_t address)
{
	size_t at = put_record(w, owner, DNS_A, 300);

	put32(w, address);
	close_length(w, at, 2);
}

size_t put_https(struct wire *w, const char *owner, uint16_t priority,
		 const char *target)
{
	size_t at = put_record(w, owner, DNS_HTTPS, 300);

	put16(w, priority);
	put_dns_name(w, target);
	return at;
}
