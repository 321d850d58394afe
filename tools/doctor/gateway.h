/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_DOCTOR_GATEWAY_H
#define TOOLS_DOCTOR_GATEWAY_H

/* What of the traffic comes by here, and is seen. */

#include "lib/address.h"
#include "tools/doctor/diagnosis.h"
#include "tools/doctor/facts.h"

enum { GATEWAY_NAME = 16 };	/* IF_NAMESIZE */

struct gateway_port {
	char name[GATEWAY_NAME];
	bool bridge;
};

/* Numbers are sysctls, -1 where there is none. */
struct gateway {
	long forward4, forward6;
	long bridge4, bridge6;		/* are bridged packets handed up? */
	struct conf_list wan;
	struct gateway_port *ports;	/* that are up, without loopback */
	size_t n;
	char inside[GATEWAY_NAME];	/* one with IPv6 that is not wan, ""
					   for none, and its address */
	char address[ADDRESS_TEXT];
};

void doctor_gateway_forwarding(struct diagnosis *d, struct facts *f);
void doctor_gateway_interfaces(struct diagnosis *d, struct facts *f);

void doctor_gateway_judge_forwarding(struct diagnosis *d,
				     const struct gateway *g);
void doctor_gateway_judge_interfaces(struct diagnosis *d,
				     const struct facts *f,
				     const struct gateway *g);

#endif
