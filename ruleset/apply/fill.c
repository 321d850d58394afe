/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fills sets. */

#include <errno.h>

#include "ruleset/apply/fill.h"
#include "ruleset/table/edition.h"
#include "ruleset/table/table.h"

enum {
	/* A commit of any size costs about 0.1 s where the set has a million
	 * intervals; more bytes are not faster, fewer are slower. */
	PIECE = 40 << 20,
};

void fill_list(struct batch *b, unsigned edition, enum interval_set set,
	       enum family f, const struct interval_list *l, bool remove)
{
	struct edition_name name = edition_set_name(edition, set, f);
	struct nftset s = edition_set(&name, set, f);
	struct nftset_writer w = { .b = b, .set = &s, .remove = remove };

	for (size_t i = 0; i < l->n; i++)
		nftset_put(&w, &l->items[i]);
	nftset_end(&w);
}

/* A batch that is sent when it is full, and begun anew. */
struct pieces {
	struct batch b;
	struct netlink *n;
	struct fill *f;
	size_t room;
	struct fault *fault;
};

static int send_piece(struct pieces *p)
{
	int ret = batch_send(&p->b, p->n);

	p->f->bytes += p->b.out.len;
	p->f->transactions++;
	if (ret < 0)
		fault_set(p->fault, ret, "%s", p->b.failed ? p->b.failed :
			  "a part of a set");
	batch_done(&p->b);
	if (ret == 0)
		batch_begin(&p->b, p->n);
	return ret;
}

static int fill_set(struct pieces *p, const struct nftset *s,
		    struct interval_walk walk)
{
	struct nftset_writer w = { .b = &p->b, .set = s };
	struct interval v;
	int ret = 0;

	while (ret == 0 && intervals_next(&walk, &v))
		if (nftset_put(&w, &v) &&
		    p->b.out.len + NFTSET_MESSAGE_MAX > p->room)
			ret = send_piece(p);
	if (ret == 0)
		nftset_end(&w);
	return ret;
}

int fill_edition(struct fill *fill, const struct table *t, struct netlink *n,
		 struct fault *fault)
{
	unsigned edition = t->marker.edition;
	struct pieces p = {
		.n = n, .f = fill, .fault = fault,
		.room = netlink_room(n, PIECE),
	};
	int ret = 0;

	*fill = (struct fill) { .bytes = 0 };
	batch_begin(&p.b, n);
	table_prepare(t, &p.b);
	edition_create(edition, t->intervals, &p.b);
	for_each_set(set, f) {
		struct edition_name name = edition_set_name(edition, set, f);
		struct nftset s = edition_set(&name, set, f);

		if (ret == 0)
			ret = fill_set(&p, &s, intervals_walk(t->intervals,
							      set, f));
	}
	if (ret == 0 && p.b.seq != p.b.first)
		ret = send_piece(&p);
	if (ret == 0)
		batch_done(&p.b);
	return ret;
}
