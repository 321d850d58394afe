/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_NAMING_LEASE_VALUE_H
#define TOOLS_NAMING_LEASE_VALUE_H

/* Values that stand in lines of leases. */

#include <stdbool.h>
#include <stdint.h>

#include "lib/address.h"
#include "lib/mac.h"
#include "lib/span.h"

/* "52:54:00:aa:bb:cc", "525400aabbcc", "2:0:0:0:0:1"; and an address, behind
 * which "/32" may stand. False leaves the text alone. */
bool lease_card(struct span s, char mac[MAC_TEXT]);
bool lease_address(struct span s, char address[ADDRESS_TEXT]);

/* A digit of hexadecimal, -1 for none. */
int lease_digit(uint8_t c);

/* A number of seconds; 0 for none. */
int64_t lease_time(struct span s);

#endif
