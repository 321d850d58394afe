/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keeps the last lines. */

#include <stdlib.h>

#include "lib/alloc.h"
#include "tools/query/ring.h"

void ring_add(struct ring *r, const char *line)
{
	if (r->n < r->most)
		r->lines = xgrow(r->lines, r->n, sizeof(*r->lines));
	else
		free(r->lines[r->n % r->most]);
	r->lines[r->n++ % r->most] = xstrdup(line);
}

void ring_done(struct ring *r)
{
	for (size_t i = 0; i < ring_kept(r); i++)
		free(r->lines[i]);
	free(r->lines);
	*r = (struct ring) { .most = r->most };
}

size_t ring_kept(const struct ring *r)
{
	return r->n < r->most ? r->n : r->most;
}

const char *ring_line(const struct ring *r, size_t i)
{
	return r->lines[(r->n - ring_kept(r) + i) % r->most];
}
