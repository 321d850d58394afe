/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor's checks of kernel, rules, queues and interfaces. */

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>	/* before the kernel's headers */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/ethtool.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/sockios.h>

#include "lib/alloc.h"
#include "lib/buffer.h"
#include "ruleset/apply.h"
#include "ruleset/uplink.h"
#include "tools/client.h"
#include "tools/doctor.h"

void doctor_check_kernel(struct doctor *d)
{
	struct kernel k;
	const char *missing;

	if (!d->has_netlink)
		return;
	kernel_probe(&k, &d->netlink);
	d->has_flowtables = k.flowtable;
	missing = kernel_missing(&k);
	if (missing) {
		doctor_find(d, LEVEL_FAIL, "load the modules, or a newer "
			    "kernel", "the kernel lacks %s", missing);
		return;
	}
	doctor_find(d, LEVEL_OK, NULL, "%s queue, connection marks, payload "
		    "matching; flowtables %s", k.native_queue ? "native" :
		    "compat (xt NFQUEUE)", k.flowtable ? "available" :
		    "not available");
}

void doctor_check_table(struct doctor *d)
{
	struct table_state s;
	int ret;

	if (!d->has_netlink)
		return;
	ret = table_state(&s, &d->netlink);
	if (ret < 0)
		doctor_find(d, LEVEL_FAIL, NULL, "cannot list table inet "
			    "cordon: %s", strerror(-ret));
	else if (!s.present)
		doctor_find(d, LEVEL_FAIL, d->status ? "cordon reload" :
			    "systemctl start cordond",
			    "there is no table inet cordon: nothing is "
			    "blocked");
	else if (!s.complete)
		doctor_find(d, LEVEL_FAIL, "cordon reload", "table inet "
			    "cordon has lost chains");
	else if (!s.queues && d->status &&
		 strcmp(client_text(d->status, "mode"), "off") != 0)
		doctor_find(d, LEVEL_FAIL, "cordon reload", "table inet "
			    "cordon queues nothing: no name is judged");
	else
		doctor_find(d, LEVEL_OK, NULL, "table inet cordon is "
			    "complete, %s", s.generation);
	if (ret == 0 && d->status &&
	    client_number(d->status, "table.repairs") > 0)
		doctor_find(d, LEVEL_WARN, "find out who flushes nftables; "
			    "audit.json has the times", "the table was "
			    "restored %lld times since the start",
			    client_number(d->status, "table.repairs"));
}

/* --- flowtables ------------------------------------------------------ */

static int take_flowtable(const struct nlmsghdr *nlh, void *arg)
{
	const struct nfgenmsg *nfg = mnl_nlmsg_get_payload(nlh);
	const char *table = "", *name = "";
	struct doctor *d = arg;
	const struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, sizeof(*nfg)) {
		if (mnl_attr_get_type(attr) == NFTA_FLOWTABLE_TABLE)
			table = mnl_attr_get_str(attr);
		else if (mnl_attr_get_type(attr) == NFTA_FLOWTABLE_NAME)
			name = mnl_attr_get_str(attr);
	}
	if (strcmp(table, TABLE_NAME) == 0)
		return MNL_CB_OK;
	doctor_find(d, LEVEL_FAIL, "let its rule say \"flow add\" only for "
		    "connections that carry cordon's PASS mark, or remove it",
		    "flowtable %s of table %s takes connections past all "
		    "rules, before their hello is seen", name, table);
	return MNL_CB_OK;
}

void doctor_check_flowtables(struct doctor *d)
{
	size_t before = d->n;
	int ret;

	if (!d->has_netlink)
		return;
	ret = netlink_dump(&d->netlink, NFT_MSG_GETFLOWTABLE, NULL,
			   take_flowtable, d);
	if (d->n > before)
		return;
	if (ret < 0 || !d->has_flowtables)
		doctor_find(d, LEVEL_SKIP, NULL, "the kernel has no "
			    "flowtables");
	else
		doctor_find(d, LEVEL_OK, NULL, "no other tool's flowtable");
}

/* --- what is covered ------------------------------------------------- */

long doctor_sysctl(const char *name)
{
	char *path = xasprintf("/proc/sys/%s", name);
	FILE *f = fopen(path, "re");
	long n = -1;

	if (f && fscanf(f, "%ld", &n) != 1)
		n = -1;
	if (f)
		fclose(f);
	free(path);
	return n;
}

void doctor_check_forwarding(struct doctor *d)
{
	long v4 = doctor_sysctl("net/ipv4/ip_forward");
	long v6 = doctor_sysctl("net/ipv6/conf/all/forwarding");

	if (v4 == 1 || v6 == 1)
		doctor_find(d, LEVEL_OK, NULL, "this machine forwards %s",
			    v4 == 1 && v6 == 1 ? "IPv4 and IPv6" :
			    v4 == 1 ? "IPv4" : "IPv6");
	else
		doctor_find(d, LEVEL_WARN, "sysctl -w net.ipv4.ip_forward=1 "
			    "net.ipv6.conf.all.forwarding=1, if it is a "
			    "gateway", "this machine forwards nothing: only "
			    "its own connections are covered");
}

static bool in_list(const struct conf_list *l, const char *name)
{
	char *const *names = l->items;

	for (size_t i = 0; i < l->n; i++) {
		size_t n = strlen(names[i]);

		if (strcmp(names[i], name) == 0 ||
		    (n > 0 && names[i][n - 1] == '*' &&
		     strncmp(names[i], name, n - 1) == 0))
			return true;
	}
	return false;
}

static bool is_up(const char *name)
{
	struct ifreq r = { 0 };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool up;

	snprintf(r.ifr_name, sizeof(r.ifr_name), "%s", name);
	up = ioctl(fd, SIOCGIFFLAGS, &r) == 0 && (r.ifr_flags & IFF_UP) &&
	     !(r.ifr_flags & IFF_LOOPBACK);
	close(fd);
	return up;
}

/* Ports of a bridge talk to each other below IP. */
static bool is_bridge(const char *name)
{
	struct ethtool_drvinfo info = { .cmd = ETHTOOL_GDRVINFO };
	struct ifreq r = { .ifr_data = (void *)&info };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool bridge;

	snprintf(r.ifr_name, sizeof(r.ifr_name), "%s", name);
	bridge = ioctl(fd, SIOCETHTOOL, &r) == 0 &&
		 strcmp(info.driver, "bridge") == 0;
	close(fd);
	return bridge;
}

void doctor_check_interfaces(struct doctor *d)
{
	struct if_nameindex *all = if_nameindex();
	struct conf_list wan;
	size_t before = d->n;

	if (uplink_find(&d->config.wan, &wan) < 0)
		wan = (struct conf_list) { .n = 0 };
	for (struct if_nameindex *i = all; i && i->if_index; i++) {
		const char *name = i->if_name;

		if (!is_up(name))
			continue;
		if (d->config.lan.n > 0 && !in_list(&d->config.lan, name) &&
		    !in_list(&wan, name))
			doctor_find(d, LEVEL_WARN, "add it to lan, or remove "
				    "lan to cover every interface",
				    "connections that arrive on %s are not "
				    "covered: it is neither in lan nor in "
				    "wan", name);
		if (is_bridge(name) &&
		    doctor_sysctl("net/bridge/bridge-nf-call-iptables") != 1)
			doctor_find(d, LEVEL_WARN, "modprobe br_netfilter, if "
				    "its ports are to be kept apart from "
				    "vendors too", "what passes between the "
				    "ports of bridge %s is not seen", name);
	}
	if (d->n == before)
		doctor_find(d, LEVEL_OK, NULL, d->config.lan.n ?
			    "every interface is in lan or wan" : wan.n ?
			    "every interface but %s is covered" :
			    "every interface is covered, in both directions",
			    wan.n ? ((char **)wan.items)[0] : "");
	uplink_free(&wan);
	if_freenameindex(all);
}

/* Strict mode leaves it to conntrack which packets lie outside the window. */
static void check_liberal(struct doctor *d)
{
	if (d->config.strict && doctor_sysctl("net/netfilter/"
			"nf_conntrack_tcp_be_liberal") == 1)
		doctor_find(d, LEVEL_WARN, "sysctl -w "
			    "net.netfilter.nf_conntrack_tcp_be_liberal=0",
			    "connection tracking takes packets outside the "
			    "window for valid: strict mode needs it not to");
}

void doctor_check_conntrack(struct doctor *d)
{
	long count = doctor_sysctl("net/netfilter/nf_conntrack_count");
	long max = doctor_sysctl("net/netfilter/nf_conntrack_max");

	if (count < 0 || max <= 0)
		return;
	check_liberal(d);
	if (count * 10 > max * 8)
		doctor_find(d, LEVEL_WARN, "sysctl -w "
			    "net.netfilter.nf_conntrack_max=...",
			    "connection tracking is %ld %% full (%ld of "
			    "%ld): new connections will fail",
			    100 * count / max, count, max);
	else
		doctor_find(d, LEVEL_OK, NULL, "%ld of %ld connections "
			    "tracked", count, max);
}
