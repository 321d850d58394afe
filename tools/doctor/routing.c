/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor's check of routing rules that look at packet marks. */

#include <libmnl/libmnl.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <sys/socket.h>

#include "ruleset/nft/rtnetlink.h"
#include "tools/doctor/doctor.h"

struct mark_rule {
	uint32_t priority, mark, mask;
};

static void judge_rule(struct doctor *d, const struct mark_rule *r,
		       const char *version)
{
	uint32_t ours = (uint32_t)d->config.mark_mask;
	char fix[200], seen[120];

	if (r->mask == 0 || (r->mask & ours) == 0)
		return;
	snprintf(fix, sizeof(fix), "add it again as \"ip %s rule add pref %u "
		 "fwmark 0x%x/0x%x\" with what else it says, then ip %s rule "
		 "del pref %u fwmark 0x%x%s", version, r->priority,
		 r->mark & ~ours, r->mask & ~ours, version, r->priority,
		 r->mark, r->mask == UINT32_MAX ? "" : "/MASK");
	snprintf(seen, sizeof(seen), "ip %s rule show: %u: ... fwmark 0x%x/"
		 "0x%x", version, r->priority, r->mark, r->mask);
	if (r->mask == UINT32_MAX)
		doctor_find(d, LEVEL_WARN, fix, "ip %s rule %u (fwmark 0x%x) "
			    "has no mask: a packet that carries cordon's bits "
			    "(mark_mask 0x%x) no longer matches it", version,
			    r->priority, r->mark, ours);
	else
		doctor_find(d, LEVEL_WARN, fix, "ip %s rule %u (fwmark "
			    "0x%x/0x%x) looks at bits that are cordon's "
			    "(mark_mask 0x%x)", version, r->priority, r->mark,
			    r->mask, ours);
	doctor_evidence(d, "%s", seen);
}

static int take_rule(const struct nlmsghdr *nlh, void *arg)
{
	const struct fib_rule_hdr *h = mnl_nlmsg_get_payload(nlh);
	struct mark_rule r = { .priority = 0 };
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
	judge_rule(arg, &r, h->family == AF_INET6 ? "-6" : "-4");
	return MNL_CB_OK;
}

void doctor_check_routing(struct doctor *d)
{
	size_t before = d->n;

	if (rtnetlink_dump(RTM_GETRULE, take_rule, d) < 0)
		doctor_find(d, LEVEL_SKIP, NULL, "the routing rules cannot be "
			    "read");
	else if (d->n == before)
		doctor_find(d, LEVEL_OK, NULL, "no routing rule looks at "
			    "cordon's mark bits (0x%llx)",
			    (long long)d->config.mark_mask);
}
