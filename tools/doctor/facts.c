/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Asks what every check goes by. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <linux/netfilter.h>

#include "lib/alloc.h"
#include "ruleset/config/config_load.h"
#include "tools/doctor/facts.h"

void facts_ask(struct facts *f, const struct args *a)
{
	*f = (struct facts) {
		.a = a, .now = time(NULL), .root = geteuid() == 0,
	};
	f->config_ok = config_load(&f->config, a->config);
	f->status = client_ask(&f->client, a, "status");
	f->has_netlink = f->root && netlink_open(&f->netlink) == 0;
	if (f->has_netlink)
		kernel_probe(&f->kernel, &f->netlink);
}

void facts_done(struct facts *f)
{
	client_done(&f->client);
	if (f->has_netlink)
		netlink_close(&f->netlink);
	config_done(&f->config);
}

const char *facts_family(uint8_t family)
{
	switch (family) {
	case NFPROTO_INET:
		return "inet";
	case NFPROTO_IPV4:
		return "ip";
	case NFPROTO_IPV6:
		return "ip6";
	default:
		return NULL;
	}
}

long facts_sysctl(const char *name)
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

/* A daemon that runs has what it started with. */
struct queues facts_queues(const struct facts *f)
{
	struct queues q = queues_of(&f->config);

	if (f->status) {
		q.first = (uint16_t)jsontree_number(f->status,
						    "queues.first");
		q.workers = (unsigned)jsontree_number(f->status,
						      "queues.workers");
	}
	return q;
}

bool facts_in_list(const struct conf_list *l, const char *name)
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
