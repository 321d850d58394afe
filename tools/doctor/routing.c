/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor's check of routing rules. */

#include <libmnl/libmnl.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "lib/alloc.h"
#include "ruleset/nft/rtnetlink.h"
#include "tools/doctor/routing.h"

/* --- judging ---------------------------------------------------------- */

static void judge_rule(struct diagnosis *d, const struct mark_rule *r,
		       uint32_t ours)
{
	char fix[200], seen[120];

	if (r->mask == 0 || (r->mask & ours) == 0)
		return;
	snprintf(fix, sizeof(fix), "add it again as \"ip %s rule add pref %u "
		 "fwmark 0x%x/0x%x\" with what else it says, then ip %s rule "
		 "del pref %u fwmark 0x%x%s", r->version, r->priority,
		 r->mark & ~ours, r->mask & ~ours, r->version, r->priority,
		 r->mark, r->mask == UINT32_MAX ? "" : "/MASK");
	snprintf(seen, sizeof(seen), "ip %s rule show: %u: ... fwmark 0x%x/"
		 "0x%x", r->version, r->priority, r->mark, r->mask);
	if (r->mask == UINT32_MAX)
		diagnosis_add(d, LEVEL_WARN, fix, "ip %s rule %u (fwmark 0x%x) "
			      "has no mask: a packet that carries cordon's "
			      "bits (mark_mask 0x%x) no longer matches it",
			      r->version, r->priority, r->mark, ours);
	else
		diagnosis_add(d, LEVEL_WARN, fix, "ip %s rule %u (fwmark "
			      "0x%x/0x%x) looks at bits that are cordon's "
			      "(mark_mask 0x%x)", r->version, r->priority,
			      r->mark, r->mask, ours);
	diagnosis_evidence(d, "%s", seen);
}

void doctor_routing_judge(struct diagnosis *d, const struct facts *f,
			  const struct mark_rule *rules, size_t n)
{
	size_t before = d->n;

	for (size_t i = 0; i < n; i++)
		judge_rule(d, &rules[i], (uint32_t)f->config.mark_mask);
	if (d->n == before)
		diagnosis_add(d, LEVEL_OK, NULL, "no routing rule looks at "
			      "cordon's mark bits (0x%llx)",
			      (long long)f->config.mark_mask);
}

/* --- asking ----------------------------------------------------------- */

struct rules_seen {
	struct mark_rule *items;
	size_t n;
};

static int take_rule(const struct nlmsghdr *nlh, void *arg)
{
	const struct fib_rule_hdr *h = mnl_nlmsg_get_payload(nlh);
	struct mark_rule r = {
		.version = h->family == AF_INET6 ? "-6" : "-4",
	};
	struct rules_seen *all = arg;
	const struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, sizeof(*h)) {
		if (mnl_attr_get_payload_len(attr) != sizeof(uint32_t))
			continue;
		if (mnl_attr_get_type(attr) == FRA_PRIORITY)
			r.priority = mnl_attr_get_u32(attr);
		else if (mnl_attr_get_type(attr) == FRA_FWMARK)
			r.mark = mnl_attr_get_u32(attr);
		else if (mnl_attr_get_type(attr) == FRA_FWMASK)
			r.mask = mnl_attr_get_u32(attr);
	}
	all->items = xgrow(all->items, all->n, sizeof(r));
	all->items[all->n++] = r;
	return MNL_CB_OK;
}

void doctor_routing_check(struct diagnosis *d, struct facts *f)
{
	struct rules_seen all = { .n = 0 };

	if (rtnetlink_dump(RTM_GETRULE, take_rule, &all) == 0)
		doctor_routing_judge(d, f, all.items, all.n);
	else
		diagnosis_add(d, LEVEL_SKIP, NULL, "the routing rules cannot "
			      "be read");
	free(all.items);
}
