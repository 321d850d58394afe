/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_EVENT_MEANING_H
#define NFQ_EVENT_MEANING_H

/* What an event says: its rule spelled out, and the sentence that people
 * read. */

#include "nfq/event/event.h"

struct meaning {
	const struct legend_class *class;	/* NULL: no rule, a reaction */
	const struct legend_vendor *vendor;	/* NULL without a class */
	const struct legend_basis *basis;	/* NULL for local rules */
	const struct exception *exception;	/* that let it through, NULL */
	enum mode mode;				/* which it was decided in */

	/* Words of cordon-eve(5). */
	const char *match_type;
	const char *name_source;	/* where the name was read, or "dns"
					   where only an answer gave it to the
					   address, which decides nothing */
	char match[300];
	char story[400];		/* of a fallback, else "" */
	char signature[768];
	uint32_t signature_id;		/* the same for a vendor and role */
};

/* Borrows from the event's rules. */
void meaning_of(struct meaning *m, const struct event *e);

#endif
