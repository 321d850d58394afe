/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's table of neighbours (rtnetlink(7)). */

#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "lib/alloc.h"
#include "nfq/event/neighbours.h"
#include "ruleset/nft/rtnetlink.h"

enum { PAUSE = 2, OLD = 30 };	/* seconds between two questions */

struct neighbour {
	struct address address;
	uint32_t interface;
	uint8_t mac[6];
};

struct neighbours {
	struct neighbour *all;	/* sorted */
	size_t n;
	time_t asked;
	bool known;
};

/* Requests for neighbours have the same form, and their family in front. */
_Static_assert(sizeof(struct ndmsg) == sizeof(struct rtmsg), "family");

struct neighbours *neighbours_new(void)
{
	return xcalloc(1, sizeof(struct neighbours));
}

void neighbours_free(struct neighbours *n)
{
	if (!n)
		return;
	free(n->all);
	free(n);
}

static int compare(const void *pa, const void *pb)
{
	const struct neighbour *a = pa, *b = pb;
	int d = address_compare(&a->address, &b->address);

	if (d != 0)
		return d;
	return a->interface < b->interface ? -1 : a->interface > b->interface;
}

/* --- asking ---------------------------------------------------------- */

static bool take_address(struct neighbour *to, const struct nlattr *attr)
{
	size_t len = mnl_attr_get_payload_len(attr);
	const void *p = mnl_attr_get_payload(attr);

	if (len == 4)
		to->address = address_from_v4(p);
	else if (len == 16)
		to->address = address_from_v6(p);
	return len == 4 || len == 16;
}

static int take(const struct nlmsghdr *nlh, void *arg)
{
	const struct ndmsg *nd = mnl_nlmsg_get_payload(nlh);
	struct neighbour one = { .interface = (uint32_t)nd->ndm_ifindex };
	bool has_address = false, has_mac = false;
	struct neighbours *n = arg;
	const struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, sizeof(*nd)) {
		if (mnl_attr_get_type(attr) == NDA_DST)
			has_address = take_address(&one, attr);
		if (mnl_attr_get_type(attr) != NDA_LLADDR ||
		    mnl_attr_get_payload_len(attr) != sizeof(one.mac))
			continue;
		memcpy(one.mac, mnl_attr_get_payload(attr), sizeof(one.mac));
		has_mac = true;
	}
	if (!has_address || !has_mac || n->n == NEIGHBOURS_MAX ||
	    nd->ndm_state & (NUD_INCOMPLETE | NUD_FAILED | NUD_NOARP))
		return MNL_CB_OK;
	n->all = xgrow(n->all, n->n, sizeof(*n->all));
	n->all[n->n++] = one;
	return MNL_CB_OK;
}

/* What could be had of it counts. */
static void ask(struct neighbours *n, time_t now)
{
	free(n->all);
	*n = (struct neighbours) { .asked = now, .known = true };
	rtnetlink_dump(RTM_GETNEIGH, take, n);
	if (n->n > 0)
		qsort(n->all, n->n, sizeof(*n->all), compare);
}

static bool find(const struct neighbours *n, const struct neighbour *one)
{
	const struct neighbour *found = n->n == 0 ? NULL :
		bsearch(one, n->all, n->n, sizeof(*one), compare);

	return found && memcmp(found->mac, one->mac, sizeof(one->mac)) == 0;
}

bool neighbours_has(struct neighbours *n, uint32_t interface,
		    const struct address *a, const uint8_t mac[6], time_t now)
{
	struct neighbour one = { .address = *a, .interface = interface };

	memcpy(one.mac, mac, sizeof(one.mac));
	if (!n->known || now - n->asked >= OLD)
		ask(n, now);
	if (find(n, &one))
		return true;
	if (now - n->asked < PAUSE)
		return false;
	ask(n, now);
	return find(n, &one);
}
