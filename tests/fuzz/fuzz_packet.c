/* SPDX-License-Identifier: GPL-2.0-or-later */
/* IP, TCP and UDP headers, whole and cut. */

#include <netinet/in.h>

#include "nfq/packet/packet.h"
#include "tests/fuzz/fuzz.h"

static bool decode(struct packet *p, const uint8_t *data, size_t size,
		   size_t whole)
{
	memset(p, 0xee, sizeof(*p));
	if (packet_decode(p, data, size, whole) != PACKET_OK)
		return false;
	must(p->transport == IPPROTO_TCP || p->transport == IPPROTO_UDP);
	must(p->payload.p >= data && p->payload.p <= data + size);
	must(p->payload.len <= (size_t)(data + size - p->payload.p));
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t cut = cut_of(data, size);
	struct packet all, part;
	bool good = decode(&all, data, size, size + 100);

	/* What is not given is beyond; nothing else changes. */
	if (!decode(&part, data, cut, size + 100))
		return 0;
	must(good);
	must(part.payload.p == all.payload.p);
	must(part.payload.len + part.beyond == all.payload.len + all.beyond);
	must(part.sport == all.sport && part.dport == all.dport);
	must(part.transport == IPPROTO_UDP || part.seq == all.seq);
	return 0;
}
