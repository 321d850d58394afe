/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_EVENT_COMMUNITY_H
#define NFQ_EVENT_COMMUNITY_H

/* Community ID flow hashing, version 1, seed 0: the name that Zeek, Suricata
 * and others give the same flow (github.com/corelight/community-id-spec). */

#include <stdint.h>

#include "lib/address.h"

enum { COMMUNITY_TEXT = 32 };

/* "1:" and 28 characters, for TCP and UDP; returns `text`. */
char *community_id(const struct address *src, const struct address *dst,
		   uint16_t sport, uint16_t dport, uint8_t transport,
		   char text[COMMUNITY_TEXT]);

#endif
