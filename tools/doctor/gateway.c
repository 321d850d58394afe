/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor's checks of forwarding and of interfaces. */

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>	/* before the kernel's headers */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/ethtool.h>
#include <linux/sockios.h>

#include "lib/alloc.h"
#include "ruleset/nft/uplink.h"
#include "tools/doctor/gateway.h"

/* --- forwarding ------------------------------------------------------- */

/* Hosts inside that have IPv6, but not through here, have it from somebody
 * else: another router, past cordon. */
static void find_other_way(struct diagnosis *d, const struct gateway *g)
{
	diagnosis_add(d, LEVEL_WARN, "sysctl -w "
		      "net.ipv6.conf.all.forwarding=1, or find who else "
		      "routes IPv6 there: rdisc6, or ip -6 neigh",
		      "hosts on %s may reach out over IPv6 past this machine, "
		      "which forwards IPv4 alone", g->inside);
	diagnosis_evidence(d, "%s has %s, and net.ipv6.conf.all.forwarding = "
			   "0", g->inside, g->address);
}

void doctor_gateway_judge_forwarding(struct diagnosis *d,
				     const struct gateway *g)
{
	bool v4 = g->forward4 == 1, v6 = g->forward6 == 1;

	if (v4 && g->forward6 == 0 && g->inside[0])
		find_other_way(d, g);
	if (v4 || v6)
		diagnosis_add(d, LEVEL_OK, NULL, "this machine forwards %s",
			      v4 && v6 ? "IPv4 and IPv6" : v4 ? "IPv4" :
			      "IPv6");
	else
		diagnosis_add(d, LEVEL_WARN, "sysctl -w net.ipv4.ip_forward=1 "
			      "net.ipv6.conf.all.forwarding=1, if it is a "
			      "gateway", "this machine forwards nothing: only "
			      "its own connections are covered");
	diagnosis_evidence(d, "net.ipv4.ip_forward = %ld, "
			   "net.ipv6.conf.all.forwarding = %ld", g->forward4,
			   g->forward6);
}

/* --- interfaces ------------------------------------------------------- */

static void find_uncovered(struct diagnosis *d, const struct facts *f,
			   const char *name)
{
	char fix[200];

	snprintf(fix, sizeof(fix), "add \"%s\" to lan in %s, or remove lan "
		 "to cover every interface; then cordon reload", name,
		 f->a->config);
	diagnosis_add(d, LEVEL_WARN, fix, "connections that arrive on %s are "
		      "not covered: it is neither in lan nor in wan", name);
	diagnosis_evidence(d, "ip link show up has %s; cordon config show has "
			   "lan and wan", name);
}

/* Ports of a bridge talk to each other below IP. Each family is handed up on
 * its own. */
static void look_at_bridge(struct diagnosis *d, const struct gateway *g,
			   const char *name)
{
	bool v4 = g->bridge4 == 1, v6 = g->bridge6 == 1;

	if (v4 && v6)
		return;
	diagnosis_add(d, LEVEL_WARN, "modprobe br_netfilter && sysctl -w "
		      "net.bridge.bridge-nf-call-iptables=1 "
		      "net.bridge.bridge-nf-call-ip6tables=1, if its ports "
		      "are to be kept apart from vendors too", "what passes "
		      "between the ports of bridge %s is not seen%s", name,
		      v4 ? " over IPv6" : v6 ? " over IPv4" : "");
	if (g->bridge4 < 0 && g->bridge6 < 0)
		diagnosis_evidence(d, "br_netfilter is not loaded: there is "
				   "no /proc/sys/net/bridge");
	else
		diagnosis_evidence(d, "net.bridge.bridge-nf-call-iptables = "
				   "%ld, net.bridge.bridge-nf-call-ip6tables "
				   "= %ld", g->bridge4, g->bridge6);
}

void doctor_gateway_judge_interfaces(struct diagnosis *d,
				     const struct facts *f,
				     const struct gateway *g)
{
	const struct conf_list *lan = &f->config.lan, *wan = &g->wan;
	size_t before = d->n;

	for (size_t i = 0; i < g->n; i++) {
		const char *name = g->ports[i].name;

		if (lan->n > 0 && !facts_in_list(lan, name) &&
		    !facts_in_list(wan, name))
			find_uncovered(d, f, name);
		if (g->ports[i].bridge)
			look_at_bridge(d, g, name);
	}
	if (d->n == before)
		diagnosis_add(d, LEVEL_OK, NULL, lan->n ?
			      "every interface is in lan or wan" : wan->n ?
			      "every interface but %s is covered" :
			      "every interface is covered, in both directions",
			      wan->n ? ((char **)wan->items)[0] : "");
}

/* --- asking ----------------------------------------------------------- */

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

static void ask_ports(struct gateway *g)
{
	struct if_nameindex *all = if_nameindex();

	for (struct if_nameindex *i = all; i && i->if_index; i++) {
		struct gateway_port *p;

		if (!is_up(i->if_name))
			continue;
		g->ports = xgrow(g->ports, g->n, sizeof(*g->ports));
		p = &g->ports[g->n++];
		snprintf(p->name, sizeof(p->name), "%s", i->if_name);
		p->bridge = is_bridge(i->if_name);
	}
	if_freenameindex(all);
}

/* A link-local address says nothing. */
static void ask_inside(struct gateway *g)
{
	struct ifaddrs *all;

	/* With no inside that could be told from the outside, no hosts. */
	if (g->wan.n == 0 || getifaddrs(&all) < 0)
		return;
	for (struct ifaddrs *i = all; i && !g->inside[0]; i = i->ifa_next) {
		const struct sockaddr_in6 *a = (const void *)i->ifa_addr;

		if (!a || a->sin6_family != AF_INET6 ||
		    IN6_IS_ADDR_LINKLOCAL(&a->sin6_addr) ||
		    (i->ifa_flags & IFF_LOOPBACK) ||
		    facts_in_list(&g->wan, i->ifa_name))
			continue;
		snprintf(g->inside, sizeof(g->inside), "%s", i->ifa_name);
		inet_ntop(AF_INET6, &a->sin6_addr, g->address,
			  sizeof(g->address));
	}
	freeifaddrs(all);
}

static void ask(struct gateway *g, const struct facts *f)
{
	*g = (struct gateway) {
		.forward4 = facts_sysctl("net/ipv4/ip_forward"),
		.forward6 = facts_sysctl("net/ipv6/conf/all/forwarding"),
		.bridge4 = facts_sysctl("net/bridge/bridge-nf-call-iptables"),
		.bridge6 = facts_sysctl("net/bridge/bridge-nf-call-ip6tables"),
	};
	if (uplink_find(&f->config.wan, &g->wan) < 0)
		g->wan = (struct conf_list) { .n = 0 };
	ask_ports(g);
	ask_inside(g);
}

static void done(struct gateway *g)
{
	uplink_free(&g->wan);
	free(g->ports);
}

void doctor_gateway_forwarding(struct diagnosis *d, struct facts *f)
{
	struct gateway g;

	ask(&g, f);
	doctor_gateway_judge_forwarding(d, &g);
	done(&g);
}

void doctor_gateway_interfaces(struct diagnosis *d, struct facts *f)
{
	struct gateway g;

	ask(&g, f);
	doctor_gateway_judge_interfaces(d, f, &g);
	done(&g);
}
