/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_NFT_RTNETLINK_H
#define RULESET_NFT_RTNETLINK_H

/* What the kernel knows of routes and links (rtnetlink(7)). */

#include <libmnl/libmnl.h>
#include <stdint.h>

/*
 * Asks for all there is of a kind, RTM_GETROUTE or RTM_GETRULE, of IPv4 and
 * then of IPv6; `take` gets every message and returns MNL_CB_OK. 0, or -errno
 * if either could not be had: -EINTR, it changed meanwhile. RTM_GETLINK: all
 * links, twice.
 */
int rtnetlink_dump(uint16_t type, mnl_cb_t take, void *arg);

#endif
