/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_INSPECT_DNS_H
#define NFQ_INSPECT_DNS_H

#include "lib/cursor.h"
#include "nfq/inspect/inspect.h"

enum {
	DNS_HEADER = 12,
	DNS_PORT = 53, MDNS_PORT = 5353, LLMNR_PORT = 5355, NETBIOS_PORT = 137,
};

/* A DNS message in a datagram (RFC 1035 4.1). FOUND: a question with one to
 * FINDING_NAMES names; NONE: a question for the root; FOREIGN: an answer, or
 * no DNS; BAD: a question that cannot be read, or more than are kept. */
enum inspect_result dns_inspect(const uint8_t *p, size_t len,
				struct finding *f);

/* How far into a message the names of its questions reach: a pointer has 14
 * bits, a name 255 bytes. */
enum { DNS_REACH = (1 << 14) + 255 };

/* The same of a message of `size` bytes as far as it is there: MORE where its
 * questions are not. One that says it is an answer counts too. */
enum inspect_result dns_inspect_part(struct span there, size_t size,
				     struct finding *f);

/* The same where nothing says that it is DNS: only an ordinary question for
 * one name that fills the message is, all else is FOREIGN. */
enum inspect_result dns_inspect_elsewhere(const uint8_t *p, size_t len,
					  struct finding *f);

/* As far as it is there: the header of an ordinary question, with one name and
 * nothing but additional records. The same as in ruleset/table/dns.c. */
bool dns_is_plain(struct cursor c);

/*
 * The name at `c` in a message (RFC 1035 4.1.4): labels up to the root. A
 * pointer goes to any byte, of the header and forward too, since there are
 * resolvers that follow it there. The name's length ends every loop, and
 * *hops, which a pointer takes one of: as many as the message has bytes are
 * enough for all the names in it that somebody could read. FIELD_NONE, or what
 * is wrong with it.
 */
enum field dns_read_name(struct cursor *c, struct span message,
			 struct name *n, size_t *hops);

/* Is an OPT record among the next `records` ones (RFC 6891 6.1.2)? It stands
 * among the additional ones; in a question they mostly are it alone. */
bool dns_has_edns(struct cursor c, unsigned records);

/* What a type is called: "AAAA", "HTTPS", "TYPE4711" into `text`. */
enum { DNS_TYPE_TEXT = 12 };
const char *dns_type_name(uint16_t type, char text[DNS_TYPE_TEXT]);

#endif
