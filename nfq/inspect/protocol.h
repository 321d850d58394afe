/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_INSPECT_PROTOCOL_H
#define NFQ_INSPECT_PROTOCOL_H

/* All there is to know of a protocol beside its parser, in a row: whoever
 * reads, judges, logs or counts messages asks here. */

#include "lib/address.h"
#include "nfq/inspect/inspect.h"
#include "nfq/inspect/reading.h"

enum { PROTOCOL_INSPECTORS = 4 };

/*
 * Who reads messages. Over TCP `inspect` gets the beginning of one in the
 * client's stream, as much of it as there is; over UDP a datagram. `read` goes
 * on in one of any length: it gets what was not used, and tells in f->used how
 * much need not be shown again, with MORE too, nor f->body_length behind it;
 * names are those in that much, and come once.
 */
struct inspector {
	uint8_t transport;	/* IPPROTO_TCP or IPPROTO_UDP */
	uint16_t port;		/* the only one; 0: any */
	bool elsewhere;		/* DNS on other ports than its own */
	bool stays;		/* how far was read counts for all messages of
				   the stream, which needs no end */
	bool large;		/* it is kept apart */
	enum inspect_result (*inspect)(const uint8_t *p, size_t len,
				       struct finding *f);
	enum inspect_result (*read)(union reading *r, const uint8_t *p,
				    size_t len, struct finding *f);
};

struct protocol_row {
	const char *word;	/* in events their object and app_proto */
	const char *title;	/* what names a destination in it */
	const char *listed_as;	/* by "cordon inspect --names", as other
				   programs list it; NULL: by its word */
	const char *source;	/* metadata.name_source of such a name */
	const char *suffix_match, *exact_match;	/* metadata.match_type */
	uint16_t port;		/* of what a proxy is asked for with a name
				   alone; 0: the proxy's own */
	bool each_message;	/* judged message by message, else once */
	bool refuses_once;	/* a refused message does not end what carries
				   it; over UDP it has an answer */

	/* In the event's object: the name, and what else is told of it as
	 * text, NULL: nothing. */
	const char *name_key, *detail_key;
	void (*detail)(const struct finding *f, char text[DETAIL_SIZE]);

	struct inspector inspectors[PROTOCOL_INSPECTORS];
};

extern const struct protocol_row protocols[PROTOCOLS];

/* Those who read what goes over a transport, in the order they are asked: those
 * for one port first, but over TCP last, where a message of theirs may look
 * like any other's (nfq/judge/readings.h). Behind the last one is NULL. */
enum { INSPECTORS_MAX = PROTOCOLS * PROTOCOL_INSPECTORS + 1 };
void protocol_inspectors(uint8_t transport,
			 const struct inspector *out[INSPECTORS_MAX]);

/* Who of them reads whatever stands in a stream to its port. */
const struct inspector *protocol_of_port(const struct inspector *const *by);

/* May DNS be here, if it is looked for on any port? Not on its own, nor
 * NetBIOS's, nor those of mDNS and LLMNR as far as these stay on the link. */
bool protocol_is_elsewhere(uint16_t port, const struct address *to);

/* Is it asked about what goes to this port of that address? */
static inline bool inspector_serves(const struct inspector *by, uint16_t port,
				    const struct address *to, bool elsewhere)
{
	if (by->port != 0)
		return by->port == port;
	return !by->elsewhere ||
	       (elsewhere && protocol_is_elsewhere(port, to));
}

/* Ports of protocols that begin in the clear and may go on with TLS: what their
 * servers cannot read, a hello too, they mostly pass over. */
bool protocol_starts_in_clear(uint16_t port);

#endif
