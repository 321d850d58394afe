/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One stream, read in two ways. */

#include "lib/seq.h"
#include "nfq/judge/readings.h"
#include "nfq/judge/tcp.h"

static bool refuses(enum verdict v)
{
	return v == VERDICT_BLOCK_FLOW || v == VERDICT_REFUSE_ONCE;
}

static void drop(struct judge *j, const struct packet *p)
{
	struct flow *f = flow_find(j->flows, p);

	if (f)
		flow_drop(j->flows, f);
}

/* The first reading has found that it is what its port is for, from the first
 * byte on. */
static bool is_of_port(struct judge *j, const struct packet *p)
{
	const struct flow *f = flow_find(j->flows, p);

	return f && flow_has_messages(f) && !f->behind &&
	       f->inspector->port == p->dport;
}

/* The second reading, behind the first that says `v`. */
static enum verdict judge_second(struct judge *j, const struct packet *p,
				 const struct packet *second, enum verdict v)
{
	enum verdict next = tcp_judge(j, second);
	struct flow *f;

	if (refuses(next))
		drop(j, p);
	if (refuses(next) || next == VERDICT_DROP)
		return next;
	f = flow_find(j->flows, second);
	if (!f || v != VERDICT_PASS_FLOW)
		return v;
	f->alone = true;
	return VERDICT_MORE;
}

/* Of the second reading no message is all there. */
static bool is_in_first(const struct flow *f)
{
	if (!f->reads_on)
		return !flow_has_messages(f);
	return !f->sure && !f->reading.dns.later && f->reading.dns.left > 0;
}

/* In the midst of what would be the first message its server has answered, so
 * to that it is none. A SYN does not tell what it said before. */
static bool is_refuted(const struct judge *j, const struct flow *f,
		       const struct packet *p)
{
	return is_in_first(f) && f->segments > 0 && f->state != FLOW_BLOCKED &&
	       (j->standing == STANDING_KNOWN ||
		j->standing == STANDING_UNTOLD) && seq_after(p->ack, f->ack);
}

/* The second reading has come to nothing. */
static enum verdict judge_first_alone(struct judge *j, const struct packet *p,
				      struct flow *second)
{
	bool ended = second->alone;

	flow_drop(j->flows, second);
	return ended ? VERDICT_PASS_FLOW : tcp_judge(j, p);
}

enum verdict readings_judge(struct judge *j, const struct packet *p)
{
	bool known = j->standing != STANDING_NEW && flow_find(j->flows, p);
	struct packet second = *p;
	enum verdict v = VERDICT_PASS_FLOW;
	struct flow *f;

	second.second = true;
	f = flow_find(j->flows, &second);
	if (f && is_refuted(j, f, p))
		return judge_first_alone(j, p, f);
	if (!f || !f->alone || j->standing == STANDING_NEW)
		v = tcp_judge(j, p);
	if (refuses(v) || is_of_port(j, p))
		drop(j, &second);
	else if (v != VERDICT_DROP && (f || !known))
		return judge_second(j, p, &second, v);
	return v;
}
