/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_JUDGE_SEEK_H
#define NFQ_JUDGE_SEEK_H

/*
 * Where in a client's stream does a message begin? Mostly at its first byte;
 * else behind whatever nobody here understands: STARTTLS, a database's
 * SSLRequest, a line of the PROXY protocol, bytes that only look like a
 * start. The same search serves all of them. It holds for f->inspector ==
 * NULL; for nfq/judge/tcp.c alone.
 */

#include "nfq/judge/judge.h"

/* Asks the inspectors in their order; `by` is the first that does not call
 * the bytes foreign. */
enum inspect_result seek_probe(struct judge *j, const struct packet *p,
			       const uint8_t *data, size_t len,
			       const struct inspector **by);

/*
 * The start is foreign. Moves it to what begins behind it, at the border of a
 * segment or within one, if something does; j->finding then is of that.
 */
bool seek_behind(struct judge *j, struct flow *f, const struct packet *p,
		 const struct inspector **by, enum inspect_result *r);

/* The start needs more, or is settled, and may be there to hide a blocked name
 * elsewhere: true if it does. */
bool seek_blocked(struct judge *j, struct flow *f, const struct packet *p,
		  const struct inspector **by);

/*
 * The request at the start may end elsewhere for its server (it is "smuggled"
 * past whoever takes its body for a body): true if any line behind it begins
 * one to a blocked host.
 */
bool seek_smuggled(struct judge *j, struct flow *f,
		   const struct packet *p);

#endif
