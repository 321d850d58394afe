/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Exceptions that come and go, as lines of the log. */

#include <stdio.h>
#include <string.h>

#include "nfq/reload/pardon.h"

static const struct exception *find(const struct exceptions *x,
				    const char *id)
{
	const struct exception *all = x->list.items;

	for (size_t i = 0; i < x->list.n; i++)
		if (all[i].id && strcmp(all[i].id, id) == 0)
			return &all[i];
	return NULL;
}

static void tell(struct notices *to, const struct exception *e,
		 const char *what)
{
	char detail[NOTICE_DETAIL];

	snprintf(detail, sizeof(detail), "%s %s: %s may%s reach %s%s%s until "
		 "%s, owner %s: %s", e->id, what, e->client,
		 e->over ? " no more" : "", e->vendor, e->role, e->name,
		 e->until, e->owner, e->reason);
	notices_put(to, "except", NOTICE_SELF, detail, NULL);
}

void pardon_tell(struct notices *to, const struct exceptions *before,
		 const struct exceptions *now)
{
	const struct exception *all = now->list.items;

	for (size_t i = 0; i < now->list.n; i++) {
		const struct exception *was = all[i].id ?
					      find(before, all[i].id) : NULL;

		if (!all[i].id)
			continue;
		if (!was)
			tell(to, &all[i], "added");
		else if (all[i].over && !was->over)
			tell(to, &all[i], "removed");
		else if (strcmp(all[i].until, was->until) != 0)
			tell(to, &all[i], "extended");
	}
}
