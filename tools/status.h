/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_STATUS_H
#define TOOLS_STATUS_H

/* cordon status: what was found out, and what is said of it. */

#include "ruleset/apply/apply.h"
#include "ruleset/generation/generations.h"
#include "tools/bundle/taken.h"
#include "tools/centre/lag.h"
#include "tools/cli/answer.h"
#include "tools/kept.h"
#include "tools/sync/source_state.h"
#include "tools/today.h"

struct status_facts {
	const struct jsontree_node *daemon;	/* says so; NULL: none runs */
	struct table_state table;	/* without one, as root */
	bool table_known;
	struct source_now *sources;
	size_t n;
	struct generations_hold hold;
	unsigned generation;		/* the current one on disk */
	const struct config *config;	/* NULL: it has a mistake */
	const struct taken *taken;	/* of the policy; NULL: none is set */
	const struct today *today;	/* NULL: as of config */
	struct lag centre;		/* as of config */
	const struct kept *kept;	/* the same */
	time_t now;
	bool nobody;	/* no profile says who this organisation is */
};

/* All of it, in the form that was asked for. */
void status_tell(struct answer *an, const struct args *a,
		 const struct status_facts *f);

#endif
