/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_WORKER_REFUSAL_H
#define NFQ_WORKER_REFUSAL_H

/* Why the packet in hand is refused, from what was reported of it, for the
 * answer to who sent it. */

#include "nfq/judge/report.h"
#include "nfq/worker/answer.h"
#include "ruleset/policy/rules.h"

struct refusal {
	bool known;		/* else nothing was reported */
	struct decision decision;
	enum reason reason;
	size_t length;		/* of the refused name that was asked for; 0:
				   it was not */
};

/* Takes note of a report, if it is of something refused. */
void refusal_note(struct refusal *r, const struct report *report);

/* What to say under these rules; its text goes to `why`. DNS_DROP: nothing. */
enum { REFUSAL_TEXT = 128 };
struct answer refusal_answer(const struct refusal *r,
			     const struct rules *rules,
			     char why[REFUSAL_TEXT]);

/* Where the listed name begins in the first question's. */
size_t refusal_zone(const struct refusal *r, const struct finding *f);

#endif
