/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor's check of XDP (IFLA_XDP in linux/if_link.h). */

#include <net/if.h>	/* before the kernel's headers */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include "lib/alloc.h"
#include "ruleset/nft/rtnetlink.h"
#include "tools/doctor/xdp.h"

void doctor_xdp_judge(struct diagnosis *d, const struct xdp_link *links,
		      size_t n)
{
	char fix[120];

	for (size_t i = 0; i < n; i++) {
		snprintf(fix, sizeof(fix), "bpftool net show dev %s, for what "
			 "it does; ip link set dev %s xdp off", links[i].name,
			 links[i].name);
		diagnosis_add(d, LEVEL_NOTE, fix, "a program on %s has what "
			      "arrives before any rule: what it drops or sends "
			      "on, cordon neither sees nor judges",
			      links[i].name);
		diagnosis_evidence(d, "ip link show dev %s: xdp",
				   links[i].name);
	}
	if (n == 0)
		diagnosis_add(d, LEVEL_OK, NULL, "no interface runs a program "
			      "before our rules (XDP)");
}

/* --- asking ----------------------------------------------------------- */

struct links {
	struct xdp_link *items;
	size_t n;
};

static bool is_attached(const struct nlattr *xdp)
{
	const struct nlattr *attr;

	mnl_attr_for_each_nested(attr, xdp)
		if (mnl_attr_get_type(attr) == IFLA_XDP_ATTACHED &&
		    mnl_attr_get_payload_len(attr) > 0)
			return mnl_attr_get_u8(attr) != XDP_ATTACHED_NONE;
	return false;
}

static bool is_known(const struct links *all, const char *name)
{
	for (size_t i = 0; i < all->n; i++)
		if (strcmp(all->items[i].name, name) == 0)
			return true;
	return false;
}

/* Each link comes twice: once a family. */
static int take_link(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *attr;
	struct links *all = arg;
	const char *name = "";
	bool attached = false;

	mnl_attr_for_each(attr, nlh, sizeof(struct ifinfomsg)) {
		if (mnl_attr_get_type(attr) == IFLA_IFNAME)
			name = mnl_attr_get_str(attr);
		else if (mnl_attr_get_type(attr) == IFLA_XDP)
			attached = is_attached(attr);
	}
	if (!attached || is_known(all, name))
		return MNL_CB_OK;
	all->items = xgrow(all->items, all->n, sizeof(*all->items));
	snprintf(all->items[all->n++].name, IF_NAMESIZE, "%s", name);
	return MNL_CB_OK;
}

void doctor_xdp_check(struct diagnosis *d, struct facts *f)
{
	struct links all = { .n = 0 };
	int ret = rtnetlink_dump(RTM_GETLINK, take_link, &all);

	(void)f;
	if (ret < 0)
		diagnosis_add(d, LEVEL_SKIP, NULL, "what interfaces run cannot "
			      "be read: %s", strerror(-ret));
	else
		doctor_xdp_judge(d, all.items, all.n);
	free(all.items);
}
