/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_JUDGE_SEEK_H
#define NFQ_JUDGE_SEEK_H

/*
 * Where in a client's stream does a message begin? Mostly at its first byte;
 * else behind whatever nobody here understands: STARTTLS, a database's
 * SSLRequest, a line of the PROXY protocol, bytes that only look like a
 * start. The same search serves all of them, while nothing is recognised.
 */

#include "nfq/judge/segment.h"

/*
 * The start is foreign. Moves it to what begins behind it, at the border of a
 * segment or within one, if something does; judge->finding then is of that,
 * and *r what its inspector said.
 */
bool seek_behind(struct segment *s, enum inspect_result *r);

/* The start needs more, or is settled, and may be there to hide a blocked name
 * elsewhere: true if it does. */
bool seek_blocked(struct segment *s);

#endif
