/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_PACKET_OWNER_H
#define NFQ_PACKET_OWNER_H

/*
 * Who holds how much of a flow table: a client is an IPv4 address or an IPv6
 * /64, and those of each class are counted by themselves. Whoever holds most
 * is found at once, however many there are. Numbers of owners and flows begin
 * with 1; 0 is none.
 */

#include "lib/address.h"

/* The kernel saw a connection's handshake, or it did not. */
enum owner_class { OWNER_OPENED, OWNER_LOOSE, OWNER_CLASSES };

/* Flows that hold chunks, and the others. */
enum owner_list { OWNER_HOLDING, OWNER_RESTING, OWNER_LISTS };

struct owner {
	struct address who;	/* of IPv6 the first half */
	enum owner_class class;
	uint32_t flows, chunks;
	/* Flows in the order of use, linked by who keeps them. */
	struct {
		uint32_t oldest, newest;
	} lists[OWNER_LISTS];

	/* Of owner.c alone: the hash chain, and the neighbours among those
	 * that hold as many flows, and chunks. */
	uint32_t hash, next;
	struct {
		uint32_t before, behind;
	} peers[2];
};

struct owners;

/* For `max` flows and as many owners, which hold `chunks` chunks at most. */
struct owners *owners_new(uint32_t max, size_t chunks);
void owners_free(struct owners *o);

/* The owner of what comes from this address, made if there is none; it counts
 * once it holds a flow. */
uint32_t owners_take(struct owners *o, const struct address *a,
		     enum owner_class class);

/* They stand in their order behind the first, and stay there. */
struct owner *owners_at(struct owners *o, uint32_t number);

/* Something came from it. */
void owners_touch(struct owners *o, uint32_t number);

/* It holds so many flows and chunks more; without any it is forgotten. */
void owners_change(struct owners *o, uint32_t number, int flows, int chunks);

/* Who of this class holds most flows, and who of any most chunks; of several
 * the one silent longest, and 0 if nobody holds any. */
uint32_t owners_most_flows(const struct owners *o, enum owner_class class);
uint32_t owners_most_chunks(const struct owners *o);

#endif
