/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Default routes and the interfaces beside them. */

#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "ruleset/nft/rtnetlink.h"
#include "ruleset/nft/uplink.h"

static bool has(const struct conf_list *l, const char *name)
{
	char *const *names = l->items;

	for (size_t i = 0; i < l->n; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static void add(struct conf_list *l, const char *name)
{
	if (has(l, name))
		return;
	l->items = xgrow(l->items, l->n, sizeof(char *));
	((char **)l->items)[l->n++] = xstrdup(name);
}

void uplink_free(struct conf_list *list)
{
	char **names = list->items;

	for (size_t i = 0; i < list->n; i++)
		free(names[i]);
	free(names);
	*list = (struct conf_list) { 0 };
}

static void add_index(struct conf_list *l, uint32_t index)
{
	char name[IF_NAMESIZE];

	if (if_indextoname(index, name))
		add(l, name);
}

/* A multipath default route names one interface for each way. */
static void add_ways(struct conf_list *l, const struct nlattr *attr)
{
	const struct rtnexthop *way = mnl_attr_get_payload(attr);
	int left = mnl_attr_get_payload_len(attr);

	while (RTNH_OK(way, left)) {
		add_index(l, (uint32_t)way->rtnh_ifindex);
		left -= RTNH_ALIGN(way->rtnh_len);
		way = RTNH_NEXT(way);
	}
}

static int take_route(const struct nlmsghdr *nlh, void *arg)
{
	const struct rtmsg *rt = mnl_nlmsg_get_payload(nlh);
	struct conf_list *l = arg;
	struct nlattr *attr;

	if (rt->rtm_dst_len != 0 || rt->rtm_type != RTN_UNICAST)
		return MNL_CB_OK;
	mnl_attr_for_each(attr, nlh, sizeof(*rt)) {
		if (mnl_attr_get_type(attr) == RTA_OIF)
			add_index(l, mnl_attr_get_u32(attr));
		else if (mnl_attr_get_type(attr) == RTA_MULTIPATH)
			add_ways(l, attr);
	}
	return MNL_CB_OK;
}

/* Is anything up that is neither loopback nor in the list? */
static bool has_inside(const struct conf_list *outside)
{
	struct if_nameindex *all = if_nameindex();
	/* Of any family: this asks for interfaces. */
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool found = false;

	for (struct if_nameindex *i = all; i && i->if_index && !found; i++) {
		struct ifreq r = { 0 };

		strncpy(r.ifr_name, i->if_name, IF_NAMESIZE - 1);
		if (ioctl(fd, SIOCGIFFLAGS, &r) == 0 &&
		    (r.ifr_flags & IFF_UP) && !(r.ifr_flags & IFF_LOOPBACK))
			found = !has(outside, i->if_name);
	}
	if_freenameindex(all);
	close(fd);
	return found;
}

int uplink_find(const struct conf_list *configured, struct conf_list *out)
{
	char *const *names = configured->items;
	int ret;

	*out = (struct conf_list) { 0 };
	for (size_t i = 0; i < configured->n; i++)
		add(out, names[i]);
	if (out->n > 0)
		return 0;
	ret = rtnetlink_dump(RTM_GETROUTE, take_route, out);
	if (ret < 0 || !has_inside(out))
		uplink_free(out);
	return ret;
}

bool uplink_same(const struct conf_list *a, const struct conf_list *b)
{
	char *const *one = a->items, *const *other = b->items;

	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (strcmp(one[i], other[i]) != 0)
			return false;
	return true;
}
