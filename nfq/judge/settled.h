/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_JUDGE_SETTLED_H
#define NFQ_JUDGE_SETTLED_H

#include "nfq/judge/segment.h"

/*
 * Strict mode does not let a connection go with its hello: that may be a
 * decoy, which never gets to the server, and the real one comes in its place.
 * What the server says shows that it has got a hello, and until then all that
 * the client sends must agree with the one that was judged.
 *
 * In any mode the server may ask for a second hello, and take the name in that:
 * so it is where the one that was judged says so, or is not all there yet.
 */
enum verdict settled_begin(struct segment *s);

/* A segment of such a connection. */
enum verdict settled_judge(struct segment *s);

#endif
