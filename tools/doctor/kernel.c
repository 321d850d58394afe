/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor's checks of kernel, rules, queues and interfaces. */

#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <libgen.h>
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
#include "ruleset/apply/apply.h"
#include "ruleset/nft/uplink.h"
#include "tools/cli/client.h"
#include "tools/doctor/doctor.h"

void doctor_check_kernel(struct doctor *d)
{
	const char *missing;

	if (!d->has_netlink)
		return;
	missing = kernel_missing(&d->kernel);
	if (missing) {
		doctor_find(d, LEVEL_FAIL, "modprobe -a nf_tables nft_ct "
			    "nft_reject_inet nfnetlink_queue nft_queue; or a "
			    "newer kernel", "the kernel lacks %s", missing);
		doctor_evidence(d, "a rule that needs it was refused in a "
				"batch that is never committed");
		return;
	}
	doctor_find(d, LEVEL_OK, NULL, "%s queue, connection marks, payload "
		    "matching; flowtables %s", d->kernel.native_queue ?
		    "native" : "compat (xt NFQUEUE)", d->kernel.flowtable ?
		    "available" : "not available");
}

static void find_table(struct doctor *d, const char *what, const char *seen)
{
	doctor_find(d, LEVEL_FAIL, d->status ? "cordon reload" :
		    "systemctl start cordond", "%s", what);
	doctor_evidence(d, "%s", seen);
}

/* Somebody else takes it away. */
static void find_repairs(struct doctor *d)
{
	char *log = xstrdup(d->config.log.file);
	char *fix = xasprintf("grep '\"repair\"' '%s/audit.json' for the "
			      "times; then have what flushes nftables at "
			      "those flush its own table only", dirname(log));

	doctor_find(d, LEVEL_WARN, fix, "another program took the table away, "
		    "and cordond put it back, %lld times since its start",
		    client_number(d->status, "table.repairs"));
	doctor_evidence(d, "\"repairs\" of cordon status --json: %lld",
			client_number(d->status, "table.repairs"));
	free(fix);
	free(log);
}

void doctor_check_table(struct doctor *d)
{
	struct table_state s;
	int ret;

	if (!d->has_netlink)
		return;
	ret = present_state(&s, &d->netlink);
	if (ret < 0)
		find_table(d, "table inet cordon cannot be listed",
			   strerror(-ret));
	else if (!s.present)
		find_table(d, "there is no table inet cordon: nothing is "
			   "blocked", "nft list tables does not have it");
	else if (!s.complete)
		find_table(d, "table inet cordon has lost chains",
			   "nft list table inet cordon is not what cordond "
			   "made");
	else if (!s.queues && d->status &&
		 strcmp(client_text(d->status, "mode"), "off") != 0)
		find_table(d, "table inet cordon queues nothing: no name is "
			   "judged", "no rule of nft list table inet cordon "
			   "has a queue");
	else
		doctor_find(d, LEVEL_OK, NULL, "table inet cordon is "
			    "complete, %s", s.generation);
	if (ret == 0 && d->status &&
	    client_number(d->status, "table.repairs") > 0)
		find_repairs(d);
}

/* --- flowtables ------------------------------------------------------ */

static int take_flowtable(const struct nlmsghdr *nlh, void *arg)
{
	const struct nfgenmsg *nfg = mnl_nlmsg_get_payload(nlh);
	const char *known = doctor_family(nfg->nfgen_family);
	const char *family = known ? known : "bridge";
	const char *table = "", *name = "";
	struct doctor *d = arg;
	const struct nlattr *attr;
	char fix[300];

	mnl_attr_for_each(attr, nlh, sizeof(*nfg)) {
		if (mnl_attr_get_type(attr) == NFTA_FLOWTABLE_TABLE)
			table = mnl_attr_get_str(attr);
		else if (mnl_attr_get_type(attr) == NFTA_FLOWTABLE_NAME)
			name = mnl_attr_get_str(attr);
	}
	if (strcmp(table, TABLE_NAME) == 0)
		return MNL_CB_OK;
	snprintf(fix, sizeof(fix), "nft delete the rules with \"flow add "
		 "@%s\" (nft -a list table %s %s), then nft delete flowtable "
		 "%s %s %s; cordon has \"fastpath\" in the place of it",
		 name, family, table, family, table, name);
	doctor_find(d, LEVEL_FAIL, fix, "flowtable %s of table %s takes "
		    "connections past all rules, before their hello is seen",
		    name, table);
	doctor_evidence(d, "nft list flowtables: table %s %s, flowtable %s",
			family, table, name);
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
	if (ret < 0 || !d->kernel.flowtable)
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

/* Hosts inside that have IPv6, but not through here, have it from somebody
 * else: another router, past cordon. A link-local address says nothing. */
static void find_other_ways(struct doctor *d)
{
	struct conf_list wan;
	struct ifaddrs *all;

	if (uplink_find(&d->config.wan, &wan) < 0)
		wan = (struct conf_list) { .n = 0 };
	if (getifaddrs(&all) < 0)
		all = NULL;
	/* With no inside that could be told from the outside, no hosts. */
	for (struct ifaddrs *i = wan.n ? all : NULL; i; i = i->ifa_next) {
		const struct sockaddr_in6 *a = (const void *)i->ifa_addr;
		char text[INET6_ADDRSTRLEN];

		if (!a || a->sin6_family != AF_INET6 ||
		    IN6_IS_ADDR_LINKLOCAL(&a->sin6_addr) ||
		    (i->ifa_flags & IFF_LOOPBACK) ||
		    in_list(&wan, i->ifa_name))
			continue;
		inet_ntop(AF_INET6, &a->sin6_addr, text, sizeof(text));
		doctor_find(d, LEVEL_WARN, "sysctl -w "
			    "net.ipv6.conf.all.forwarding=1, or find who else "
			    "routes IPv6 there: rdisc6, or ip -6 neigh",
			    "hosts on %s may reach out over IPv6 past this "
			    "machine, which forwards IPv4 alone", i->ifa_name);
		doctor_evidence(d, "%s has %s, and "
				"net.ipv6.conf.all.forwarding = 0",
				i->ifa_name, text);
		break;
	}
	if (all)
		freeifaddrs(all);
	uplink_free(&wan);
}

void doctor_check_forwarding(struct doctor *d)
{
	long v4 = doctor_sysctl("net/ipv4/ip_forward");
	long v6 = doctor_sysctl("net/ipv6/conf/all/forwarding");

	if (v4 == 1 && v6 == 0)
		find_other_ways(d);
	if (v4 == 1 || v6 == 1)
		doctor_find(d, LEVEL_OK, NULL, "this machine forwards %s",
			    v4 == 1 && v6 == 1 ? "IPv4 and IPv6" :
			    v4 == 1 ? "IPv4" : "IPv6");
	else
		doctor_find(d, LEVEL_WARN, "sysctl -w net.ipv4.ip_forward=1 "
			    "net.ipv6.conf.all.forwarding=1, if it is a "
			    "gateway", "this machine forwards nothing: only "
			    "its own connections are covered");
	doctor_evidence(d, "net.ipv4.ip_forward = %ld, "
			"net.ipv6.conf.all.forwarding = %ld", v4, v6);
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

static void find_uncovered(struct doctor *d, const char *name)
{
	char fix[200];

	snprintf(fix, sizeof(fix), "add \"%s\" to lan in %s, or remove lan "
		 "to cover every interface; then cordon reload", name,
		 d->a->config);
	doctor_find(d, LEVEL_WARN, fix, "connections that arrive on %s are "
		    "not covered: it is neither in lan nor in wan", name);
	doctor_evidence(d, "ip link show up has %s; cordon config show has "
			"lan and wan", name);
}

/* Each family is handed up on its own. */
static void look_at_bridge(struct doctor *d, const char *name)
{
	long v4 = doctor_sysctl("net/bridge/bridge-nf-call-iptables");
	long v6 = doctor_sysctl("net/bridge/bridge-nf-call-ip6tables");

	if (v4 == 1 && v6 == 1)
		return;
	doctor_find(d, LEVEL_WARN, "modprobe br_netfilter && sysctl -w "
		    "net.bridge.bridge-nf-call-iptables=1 "
		    "net.bridge.bridge-nf-call-ip6tables=1, if its ports are "
		    "to be kept apart from vendors too", "what passes between "
		    "the ports of bridge %s is not seen%s", name, v4 == 1 ?
		    " over IPv6" : v6 == 1 ? " over IPv4" : "");
	if (v4 < 0 && v6 < 0)
		doctor_evidence(d, "br_netfilter is not loaded: there is no "
				"/proc/sys/net/bridge");
	else
		doctor_evidence(d, "net.bridge.bridge-nf-call-iptables = %ld, "
				"net.bridge.bridge-nf-call-ip6tables = %ld",
				v4, v6);
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
			find_uncovered(d, name);
		if (is_bridge(name))
			look_at_bridge(d, name);
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
	else
		return;
	doctor_evidence(d, "net.netfilter.nf_conntrack_tcp_be_liberal = 1");
}

void doctor_check_conntrack(struct doctor *d)
{
	long count = doctor_sysctl("net/netfilter/nf_conntrack_count");
	long max = doctor_sysctl("net/netfilter/nf_conntrack_max");
	char fix[80];

	if (count < 0 || max <= 0)
		return;
	check_liberal(d);
	snprintf(fix, sizeof(fix), "sysctl -w net.netfilter.nf_conntrack_max="
		 "%ld", 2 * max);
	if (count * 10 > max * 8)
		doctor_find(d, LEVEL_WARN, fix, "connection tracking is %ld "
			    "%% full: when it is, new connections fail",
			    100 * count / max);
	else
		doctor_find(d, LEVEL_OK, NULL, "%ld of %ld connections "
			    "tracked", count, max);
	doctor_evidence(d, "net.netfilter.nf_conntrack_count = %ld, "
			"net.netfilter.nf_conntrack_max = %ld", count, max);
}
