/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_NFT_NETLINK_H
#define RULESET_NFT_NETLINK_H

/* A socket to nf_tables, and what it is asked over it. */

#include <libmnl/libmnl.h>
#include <linux/netfilter.h>
#include <stdbool.h>
#include <stdint.h>

enum { NETLINK_ANSWER_MAX = 0x10000 };	/* bytes of one read */

struct netlink {
	struct mnl_socket *nl;
	uint32_t seq;
	size_t most;	/* bytes of a batch, less than could be; 0: not so */
};

/* 0 or -errno. */
int netlink_open(struct netlink *n);
/* With the socket `fd`, which it takes and another opened so. */
int netlink_adopt(struct netlink *n, int fd);
void netlink_close(struct netlink *n);

/*
 * How many bytes one batch may have: as many as asked for, but where the send
 * buffer cannot be forced (no CAP_NET_ADMIN in the first user namespace: in
 * containers), only what net.core.wmem_max allows.
 */
size_t netlink_room(struct netlink *n, size_t wanted);

/* The number of the ruleset's state, which every commit by anybody increases;
 * never 0. Returns 0 or -errno. */
int netlink_genid(struct netlink *n, uint32_t *genid);
/* The one after `genid`. */
uint32_t netlink_genid_next(uint32_t genid);

/*
 * Dumps objects of `type` (NFT_MSG_GET*): `cb` gets every message; it returns
 * MNL_CB_OK. `table` limits the dump to one table of the inet family; NULL is
 * all of all families. -EINTR: the ruleset changed meanwhile, dump again.
 */
int netlink_dump(struct netlink *n, uint16_t type, const char *table,
		 mnl_cb_t cb, void *arg);
/* The same for the rules of one chain. */
int netlink_dump_rules(struct netlink *n, const char *table, const char *chain,
		       mnl_cb_t cb, void *arg);

/* Sends a request that is no change, and gives `cb` every answer. 0 or the
 * kernel's -errno. */
int netlink_ask(struct netlink *n, struct nlmsghdr *request, mnl_cb_t cb,
		void *arg);

#endif
