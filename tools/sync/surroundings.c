/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds what must not be listed. */

#include <curl/curl.h>
#include <errno.h>
#include <ifaddrs.h>
#include <libmnl/libmnl.h>
#include <libpsl.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "lib/alloc.h"
#include "lib/name.h"
#include "lib/prefix.h"
#include "ruleset/config/config_central.h"
#include "ruleset/list/list.h"
#include "ruleset/nft/rtnetlink.h"
#include "tools/sync/source_state.h"
#include "tools/sync/surroundings.h"

enum { ROUTE_TRIES = 5 };

/* What is found, and what protect.list covers anyway. */
struct finder {
	struct guards *guards;
	struct list_entry *protect;
	size_t nprotect;
};

/* --- protect.list ---------------------------------------------------- */

static void take_protect(void *arg, const struct list_entry *e)
{
	struct finder *f = arg;

	f->protect = xgrow(f->protect, f->nprotect, sizeof(*f->protect));
	f->protect[f->nprotect++] = *e;
}

static bool protects_name(const struct list_entry *e, const char *name)
{
	size_t n = strlen(e->name), len = strlen(name);

	return e->kind != LIST_PREFIX && n <= len &&
	       strcmp(name + len - n, e->name) == 0 &&
	       (n == len ? e->kind != LIST_BELOW :
		e->kind != LIST_EXACT && name[len - n - 1] == '.');
}

static void add_prefix(struct finder *f, enum guard_verdict v,
		       const char *what, const struct prefix *p)
{
	for (size_t i = 0; i < f->nprotect; i++)
		if (f->protect[i].kind == LIST_PREFIX &&
		    p->len >= f->protect[i].prefix.len &&
		    prefix_contains(&f->protect[i].prefix, &p->addr))
			return;
	guard_add_prefix(f->guards, v, what, p);
}

static void add_address(struct finder *f, enum guard_verdict v,
			const char *what, const struct address *a)
{
	const struct prefix p = { .addr = *a, .len = 128 };

	add_prefix(f, v, what, &p);
}

static void add_name(struct finder *f, const char *name)
{
	char *lower = xstrdup(name);
	bool safe = false;

	name_lower(lower);
	for (size_t i = 0; i < f->nprotect && !safe; i++)
		safe = protects_name(&f->protect[i], lower);
	if (!safe)
		guard_add_name(f->guards, GUARD_FEED, "the host of a source",
			       lower);
	free(lower);
}

/* --- addresses of its own -------------------------------------------- */

/* 0 or -errno. */
static int find_addresses(struct finder *f)
{
	static const struct prefix loopback = {
		{ { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 127 } }, 96 + 8
	};
	struct ifaddrs *all;

	if (getifaddrs(&all) < 0)
		return -errno;
	for (struct ifaddrs *i = all; i; i = i->ifa_next) {
		const void *sa = i->ifa_addr;
		struct address a;

		if (!sa)
			continue;
		if (i->ifa_addr->sa_family == AF_INET)
			a = address_from_v4(&((const struct sockaddr_in *)
					      sa)->sin_addr);
		else if (i->ifa_addr->sa_family == AF_INET6)
			a = address_from_v6(&((const struct sockaddr_in6 *)
					      sa)->sin6_addr);
		else
			continue;
		/* Loopback and link-local ones are everybody's own. */
		if (a.b[0] == 0xfe || prefix_contains(&loopback, &a) ||
		    (i->ifa_flags & IFF_LOOPBACK && !address_is_v4(&a)))
			continue;
		add_address(f, GUARD_OWN, "an address of this gateway", &a);
	}
	freeifaddrs(all);
	return 0;
}

/* --- next hops (rtnetlink(7)) ---------------------------------------- */

static void take_gateway(struct finder *f, const struct nlattr *attr)
{
	size_t len = mnl_attr_get_payload_len(attr);
	const void *p = mnl_attr_get_payload(attr);
	struct address a;

	if (len == 4)
		a = address_from_v4(p);
	else if (len == 16)
		a = address_from_v6(p);
	else
		return;
	add_address(f, GUARD_OWN, "a next hop", &a);
}

/* A next hop of the other family: the family (2), then the address. */
static void take_via(struct finder *f, const struct nlattr *attr)
{
	size_t len = mnl_attr_get_payload_len(attr);
	const uint8_t *p = mnl_attr_get_payload(attr);
	struct address a;

	if (len == 2 + 16)
		a = address_from_v6(p + 2);
	else if (len == 2 + 4)
		a = address_from_v4(p + 2);
	else
		return;
	add_address(f, GUARD_OWN, "a next hop", &a);
}

static void take_ways(struct finder *f, const struct nlattr *attr)
{
	const struct rtnexthop *way = mnl_attr_get_payload(attr);
	int left = mnl_attr_get_payload_len(attr);

	while (RTNH_OK(way, left)) {
		const struct nlattr *a = (const void *)RTNH_DATA(way);
		int inside = way->rtnh_len - (int)RTNH_LENGTH(0);

		for (; mnl_attr_ok(a, inside); inside -=
		     MNL_ALIGN(a->nla_len), a = mnl_attr_next(a)) {
			if (mnl_attr_get_type(a) == RTA_GATEWAY)
				take_gateway(f, a);
			else if (mnl_attr_get_type(a) == RTA_VIA)
				take_via(f, a);
		}
		left -= RTNH_ALIGN(way->rtnh_len);
		way = RTNH_NEXT(way);
	}
}

static int take_route(const struct nlmsghdr *nlh, void *arg)
{
	struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, sizeof(struct rtmsg)) {
		if (mnl_attr_get_type(attr) == RTA_GATEWAY)
			take_gateway(arg, attr);
		else if (mnl_attr_get_type(attr) == RTA_VIA)
			take_via(arg, attr);
		else if (mnl_attr_get_type(attr) == RTA_MULTIPATH)
			take_ways(arg, attr);
	}
	return MNL_CB_OK;
}

/* Tried again where routes change meanwhile: what is found twice does no
 * harm. 0 or -errno. */
static int find_routes(struct finder *f)
{
	int ret = -EINTR;

	for (int i = 0; i < ROUTE_TRIES && ret == -EINTR; i++)
		ret = rtnetlink_dump(RTM_GETROUTE, take_route, f);
	return ret;
}

/* --- resolvers (resolv.conf(5)) -------------------------------------- */

static void find_resolvers(struct finder *f, const char *path)
{
	FILE *in = fopen(path, "re");
	char line[512], text[64];
	struct address a;

	while (in && fgets(line, sizeof(line), in)) {
		if (sscanf(line, " nameserver %63s", text) != 1)
			continue;
		text[strcspn(text, "%")] = '\0';
		if (address_parse(text, &a))
			add_address(f, GUARD_OWN, "a resolver", &a);
	}
	if (in)
		fclose(in);
}

/* --- feeds ----------------------------------------------------------- */

static void find_feed(struct finder *f, const char *url)
{
	CURLU *u = curl_url();
	char *host = NULL;

	if (curl_url_set(u, CURLUPART_URL, url, 0) == CURLUE_OK &&
	    curl_url_get(u, CURLUPART_HOST, &host, 0) == CURLUE_OK) {
		struct address a;

		if (host[0] == '[')
			host[strcspn(host, "%]")] = '\0';
		if (address_parse(host + (host[0] == '['), &a))
			add_address(f, GUARD_FEED, "the host of a source", &a);
		else
			add_name(f, host);
	}
	curl_free(host);
	curl_url_cleanup(u);
}

static void find_feeds(struct finder *f, const struct config *c)
{
	const struct config_source *s = c->sources.items;

	if (c->policy.url && *c->policy.url)
		find_feed(f, c->policy.url);
	for (size_t i = 0; i < c->sources.n; i++) {
		struct source_state st;
		struct address a;

		if (*s[i].url)
			find_feed(f, s[i].url);
		if (*s[i].signature)
			find_feed(f, s[i].signature);
		source_state_read(&st, c, &s[i]);
		if (*s[i].url && address_parse(st.address, &a))
			add_address(f, GUARD_FEED, "the host of a source", &a);
	}
}

static void find_management(struct finder *f, const struct config *c)
{
	char *const *texts = c->management.items;
	struct prefix p;

	for (size_t i = 0; i < c->management.n; i++)
		if (prefix_parse(texts[i], &p))
			add_prefix(f, GUARD_OWN, "management", &p);
}

/* --- public suffixes ------------------------------------------------- */

/* ICANN's part; what companies hand out below their own names is theirs to be
 * listed, but told of. */
static bool is_public_suffix(const void *suffixes, const char *name)
{
	return psl_is_public_suffix2(suffixes, name, PSL_TYPE_ICANN |
				     PSL_TYPE_NO_STAR_RULE);
}

static bool is_private_suffix(const void *suffixes, const char *name)
{
	return psl_is_public_suffix2(suffixes, name, PSL_TYPE_PRIVATE |
				     PSL_TYPE_NO_STAR_RULE);
}

bool surroundings_read(struct guards *g, const struct config *c,
		       struct fault *fault)
{
	struct conf_report ignored = { .errors = 0 };
	struct finder f = { .guards = g };
	int ret;

	*g = (struct guards) { .suffixes = psl_latest(NULL) };
	g->is_public_suffix = g->suffixes ? is_public_suffix : NULL;
	g->is_private_suffix = g->suffixes ? is_private_suffix : NULL;
	/* Without it more is refused, not less. */
	if (config_leaves(c, LEAVE_ALLOW))
		list_read(c->protect_list, NULL, &ignored, take_protect,
			  &f);
	conf_report_done(&ignored);
	ret = find_addresses(&f);
	if (ret < 0)
		fault_set(fault, ret, "this gateway's addresses are not known, "
			  "which no list may name");
	else if ((ret = find_routes(&f)) < 0)
		fault_set(fault, ret, "this gateway's next hops are not known, "
			  "which no list may name");
	find_resolvers(&f, "/etc/resolv.conf");
	find_resolvers(&f, "/run/systemd/resolve/resolv.conf");
	find_management(&f, c);
	find_feeds(&f, c);
	free(f.protect);
	return ret == 0;
}

void surroundings_done(struct guards *g)
{
	psl_free(g->suffixes);
	guard_done(g);
}
