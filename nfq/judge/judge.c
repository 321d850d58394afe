/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes judges. */

#include <netinet/in.h>
#include <stdlib.h>

#include "lib/alloc.h"
#include "nfq/judge/judge.h"

struct judge *judge_new(uint32_t flows, size_t chunks,
			void (*report)(void *arg, const struct report *r),
			void *arg)
{
	struct judge *j = xcalloc(1, sizeof(*j));

	protocol_inspectors(IPPROTO_TCP, j->tcp);
	protocol_inspectors(IPPROTO_UDP, j->udp);
	j->of_port[0] = protocol_of_port(j->tcp);
	j->flows = flow_table_new(flows, chunks);
	j->report = report;
	j->arg = arg;
	return j;
}

void judge_free(struct judge *j)
{
	if (!j)
		return;
	flow_table_free(j->flows);
	free(j);
}
