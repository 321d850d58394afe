/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor's checks of the kernel and of the table in it. */

#include <libgen.h>
#include <stdlib.h>
#include <string.h>

#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>

#include "lib/alloc.h"
#include "tools/doctor/kernel.h"

void doctor_kernel_check(struct diagnosis *d, struct facts *f)
{
	const char *missing;

	if (!f->has_netlink)
		return;
	missing = kernel_missing(&f->kernel);
	if (missing) {
		diagnosis_add(d, LEVEL_FAIL, "modprobe -a nf_tables nft_ct "
			      "nft_reject_inet nfnetlink_queue nft_queue; or "
			      "a newer kernel", "the kernel lacks %s",
			      missing);
		diagnosis_evidence(d, "a rule that needs it was refused in a "
				   "batch that is never committed");
		return;
	}
	diagnosis_add(d, LEVEL_OK, NULL, "%s queue, connection marks, payload "
		      "matching; flowtables %s", f->kernel.native_queue ?
		      "native" : "compat (xt NFQUEUE)", f->kernel.flowtable ?
		      "available" : "not available");
}

/* --- our table -------------------------------------------------------- */

static void find_table(struct diagnosis *d, const struct facts *f,
		       const char *what, const char *seen)
{
	diagnosis_add(d, LEVEL_FAIL, f->status ? "cordon reload" :
		      "systemctl start cordond", "%s", what);
	diagnosis_evidence(d, "%s", seen);
}

/* Somebody else takes it away. */
static void find_repairs(struct diagnosis *d, const struct facts *f)
{
	long long n = jsontree_number(f->status, "table.repairs");
	char *log, *fix;

	if (n == 0)
		return;
	log = xstrdup(f->config.log.file);
	fix = xasprintf("grep '\"repair\"' '%s/audit.json' for the times; "
			"then have what flushes nftables at those flush its "
			"own table only", dirname(log));
	diagnosis_add(d, LEVEL_WARN, fix, "another program took the table "
		      "away, and cordond put it back, %lld times since its "
		      "start", n);
	diagnosis_evidence(d, "\"repairs\" of cordon status --json: %lld", n);
	free(fix);
	free(log);
}

/* "generation 7": its marker has digests, too, which say nothing to people. */
static int generation_length(const struct table_state *s)
{
	const char *end = strchrnul(s->generation, ' ');

	return (int)(strchrnul(*end ? end + 1 : end, ' ') - s->generation);
}

void doctor_kernel_judge_table(struct diagnosis *d, const struct facts *f,
			       const struct table_state *s, int ret)
{
	const char *mode = jsontree_text(f->status, "mode");

	if (ret < 0)
		find_table(d, f, "table inet cordon cannot be listed",
			   strerror(-ret));
	else if (!s->present)
		find_table(d, f, "there is no table inet cordon: nothing is "
			   "blocked", "nft list tables does not have it");
	else if (!s->complete)
		find_table(d, f, "table inet cordon has lost chains",
			   "nft list table inet cordon is not what cordond "
			   "made");
	else if (!s->queues && f->status && strcmp(mode, "off") != 0)
		find_table(d, f, "table inet cordon queues nothing: no name "
			   "is judged", "no rule of nft list table inet "
			   "cordon has a queue");
	else
		diagnosis_add(d, LEVEL_OK, NULL, "table inet cordon is "
			      "complete, %.*s", generation_length(s),
			      s->generation);
	if (ret == 0)
		find_repairs(d, f);
}

void doctor_kernel_table(struct diagnosis *d, struct facts *f)
{
	struct table_state s = { .present = false };

	if (f->has_netlink)
		doctor_kernel_judge_table(d, f, &s,
					  present_state(&s, &f->netlink));
}

/* --- flowtables ------------------------------------------------------- */

void doctor_kernel_judge_flowtable(struct diagnosis *d, uint8_t family,
				   const char *table, const char *name)
{
	const char *known = facts_family(family);
	const char *word = known ? known : "bridge";
	char fix[300];

	if (strcmp(table, TABLE_NAME) == 0)
		return;
	snprintf(fix, sizeof(fix), "nft delete the rules with \"flow add "
		 "@%s\" (nft -a list table %s %s), then nft delete flowtable "
		 "%s %s %s; \"flowtable\" in cordon.conf is in the place of it",
		 name, word, table, word, table, name);
	diagnosis_add(d, LEVEL_FAIL, fix, "flowtable %s of table %s takes "
		      "connections past all rules, before their hello is "
		      "seen", name, table);
	diagnosis_evidence(d, "nft list flowtables: table %s %s, flowtable "
			   "%s", word, table, name);
}

void doctor_kernel_judge_no_flowtable(struct diagnosis *d,
				      const struct facts *f, int ret)
{
	if (!f->kernel.flowtable)
		diagnosis_add(d, LEVEL_SKIP, NULL, "the kernel has no "
			      "flowtables");
	else if (ret < 0)
		diagnosis_add(d, LEVEL_SKIP, NULL, "flowtables cannot be "
			      "listed: %s", strerror(-ret));
	else
		diagnosis_add(d, LEVEL_OK, NULL, "no other tool's flowtable");
}

static int take_flowtable(const struct nlmsghdr *nlh, void *arg)
{
	const struct nfgenmsg *nfg = mnl_nlmsg_get_payload(nlh);
	const char *table = "", *name = "";
	const struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, sizeof(*nfg)) {
		if (mnl_attr_get_type(attr) == NFTA_FLOWTABLE_TABLE)
			table = mnl_attr_get_str(attr);
		else if (mnl_attr_get_type(attr) == NFTA_FLOWTABLE_NAME)
			name = mnl_attr_get_str(attr);
	}
	doctor_kernel_judge_flowtable(arg, nfg->nfgen_family, table, name);
	return MNL_CB_OK;
}

void doctor_kernel_flowtables(struct diagnosis *d, struct facts *f)
{
	size_t before = d->n;
	int ret;

	if (!f->has_netlink)
		return;
	ret = netlink_dump(&f->netlink, NFT_MSG_GETFLOWTABLE, NULL,
			   take_flowtable, d);
	if (d->n == before)
		doctor_kernel_judge_no_flowtable(d, f, ret);
}
