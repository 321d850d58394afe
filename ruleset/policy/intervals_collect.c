/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From index and configuration to the elements of the kernel's sets. */

#include "ruleset/policy/intervals_collect.h"
#include "ruleset/policy/intervals_parts.h"

void intervals_collect(struct intervals *iv, const struct policy *p,
		       const struct config *c)
{
	*iv = (struct intervals) { .policy = p };
	intervals_make_chains(iv);
	intervals_make_places(iv);
	intervals_collect_exempt(iv, c);
	intervals_count(iv);
}
