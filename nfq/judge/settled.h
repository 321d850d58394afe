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
 * so it is where the one that was judged says so, or is not all there yet. And
 * a server that awaited something else passes over a hello, to take another
 * behind STARTTLS: where a dialogue was before it, or may be by its port.
 */

/* Is the hello that was judged, and may pass, not the end of looking? */
bool settled_waits(const struct segment *s);

enum verdict settled_begin(struct segment *s);

/* True if the client does not go on with TLS, once its server has answered: it
 * was no hello, and what comes now is looked at as before. */
bool settled_undo(struct segment *s);

/* A segment of such a connection. */
enum verdict settled_judge(struct segment *s);

#endif
