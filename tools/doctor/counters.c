/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The doctor's checks of what our table has counted. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "ruleset/apply/present.h"
#include "ruleset/nft/uplink.h"
#include "ruleset/table/wanted.h"
#include "tools/doctor/counters.h"

static bool is_enforced(const struct facts *f)
{
	return f->status ?
	       strcmp(jsontree_text(f->status, "mode"), "enforce") == 0 :
	       f->config.mode == MODE_ENFORCE;
}

/* --- what nobody judged ---------------------------------------------- */

static void find_unjudged(struct diagnosis *d, const struct facts *f,
			  const struct counted *c)
{
	char *fix = xasprintf("grep '\"unjudged\"' '%s' for the times; if "
			      "cordond ran then, raise queue_length (now %lld) "
			      "or workers in %s, then systemctl restart "
			      "cordond", f->config.log.file,
			      (long long)f->config.queue_length, f->a->config);

	diagnosis_add(d, LEVEL_WARN, fix, "nobody judged %lld packets, as "
		      "cordond was away or its queues were full: %lld were let "
		      "through, %lld refused", c->passed + c->refused,
		      c->passed, c->refused);
	diagnosis_evidence(d, "nft list counters table inet cordon: "
			   COUNTER_UNJUDGED_PASSED " %lld, "
			   COUNTER_UNJUDGED_REFUSED " %lld, since the table "
			   "was made", c->passed, c->refused);
	free(fix);
}

static void find_unopened(struct diagnosis *d, const struct facts *f,
			  const struct counted *c)
{
	diagnosis_add(d, LEVEL_NOTE, "conntrack -L -p tcp --state NONE, or "
		      "tcpdump, for who sends them; if both ways of "
		      "connections do not come by here, have them do so",
		      "%lld segments of connections whose beginning nobody "
		      "saw came too fast to be looked at, and were %s",
		      c->unopened, is_enforced(f) ? "held back" :
		      "let through");
	diagnosis_evidence(d, "nft list counter inet cordon " COUNTER_UNOPENED
			   ": %lld packets", c->unopened);
}

void doctor_counters_judge_unjudged(struct diagnosis *d, const struct facts *f,
				    const struct counted *c)
{
	if (c->passed || c->refused)
		find_unjudged(d, f, c);
	if (c->unopened)
		find_unopened(d, f, c);
	if (!c->passed && !c->refused && !c->unopened)
		diagnosis_add(d, LEVEL_OK, NULL, "no packet went without "
			      "being judged since the table was made");
}

/* --- whose address it is not ----------------------------------------- */

static void find_spoofed(struct diagnosis *d, const struct facts *f,
			 long long n, const char *wan)
{
	diagnosis_add(d, LEVEL_WARN, "tcpdump -eni any, for whose MAC sends "
		      "them; if it is a network of yours, ip route add it by "
		      "the interface that it is at", "%lld packets from inside "
		      "bore a source that lies behind %s: forged, or of a "
		      "network that has no route here; %s", n, wan,
		      is_enforced(f) ? "they were dropped" :
		      "enforcing drops them");
	diagnosis_evidence(d, "nft list counter inet cordon " COUNTER_FORGED
			   ": %lld packets", n);
}

static void find_blind(struct diagnosis *d, long rp_filter)
{
	diagnosis_add(d, rp_filter == 1 ? LEVEL_NOTE : LEVEL_WARN,
		      "modprobe nft_fib_inet, then cordon reload; or sysctl "
		      "-w net.ipv4.conf.all.rp_filter=1", "this kernel does "
		      "not tell our table where a source lies: forged ones "
		      "from inside are not recognised");
	diagnosis_evidence(d, "a rule with \"fib saddr . iif oif\" was refused "
			   "in a batch that is never committed; "
			   "net.ipv4.conf.all.rp_filter = %ld", rp_filter);
}

void doctor_counters_judge_spoofing(struct diagnosis *d, const struct facts *f,
				    const struct counted *c,
				    const struct conf_list *wan,
				    long rp_filter)
{
	const char *first = wan->n ? ((char **)wan->items)[0] : "";

	if (f->has_netlink && !f->kernel.fib)
		find_blind(d, rp_filter);
	else if (c->spoofed)
		find_spoofed(d, f, c->spoofed, *first ? first : "wan");
	else if (wan->n == 0)
		diagnosis_add(d, LEVEL_SKIP, NULL, "no inside and outside to "
			      "be told apart: forged sources are not looked "
			      "for");
	else
		diagnosis_add(d, LEVEL_OK, NULL, "no packet from inside bore a "
			      "source that lies behind %s", first);
}

/* --- asking ----------------------------------------------------------- */

static long long of_status(const struct jsontree_node *counters,
			   const char *name)
{
	return jsontree_number(jsontree_member(counters, name), "");
}

static long long of_kernel(const struct table_state *s, const char *name)
{
	for (size_t i = 0; i < s->ncounters; i++)
		if (strcmp(s->counters[i].name, name) == 0)
			return (long long)s->counters[i].packets;
	return 0;
}

/* By the daemon, or without one by the kernel; false if neither says. */
static bool ask(struct counted *c, struct facts *f)
{
	const struct jsontree_node *n = jsontree_at(f->status,
						    "table.counters");
	struct table_state s = { .present = false };

	if (n) {
		*c = (struct counted) {
			of_status(n, COUNTER_UNJUDGED_PASSED),
			of_status(n, COUNTER_UNJUDGED_REFUSED),
			of_status(n, COUNTER_UNOPENED),
			of_status(n, COUNTER_FORGED),
		};
		return true;
	}
	if (!f->has_netlink || present_state(&s, &f->netlink) < 0 ||
	    !s.present)
		return false;
	*c = (struct counted) {
		of_kernel(&s, COUNTER_UNJUDGED_PASSED),
		of_kernel(&s, COUNTER_UNJUDGED_REFUSED),
		of_kernel(&s, COUNTER_UNOPENED),
		of_kernel(&s, COUNTER_FORGED),
	};
	return true;
}

static void say_unknown(struct diagnosis *d)
{
	diagnosis_add(d, LEVEL_SKIP, NULL, "there is no table inet cordon to "
		      "be seen that counts");
}

void doctor_counters_unjudged(struct diagnosis *d, struct facts *f)
{
	struct counted c;

	if (ask(&c, f))
		doctor_counters_judge_unjudged(d, f, &c);
	else
		say_unknown(d);
}

void doctor_counters_spoofing(struct diagnosis *d, struct facts *f)
{
	struct conf_list wan;
	struct counted c;

	if (!ask(&c, f)) {
		say_unknown(d);
		return;
	}
	if (uplink_find(&f->config.wan, &wan) < 0)
		wan = (struct conf_list) { .n = 0 };
	doctor_counters_judge_spoofing(d, f, &c, &wan,
			facts_sysctl("net/ipv4/conf/all/rp_filter"));
	uplink_free(&wan);
}
