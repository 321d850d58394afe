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
 * segment_inspect() of bytes that may begin a message of their flow. Where a
 * dialogue in a protocol of nobody here was seen from its beginning, a hello
 * may follow it and nothing else: a mail has lines that look like requests.
 */
enum inspect_result seek_inspect(struct segment *s, const uint8_t *data,
				 size_t len);

/*
 * The start is in the midst of bytes of nobody here, and `*r` what its
 * inspector said: there it is a message only as a whole. A hello ends what has
 * come, or more records of TLS do: one in a file that is sent has other bytes
 * behind it.
 */
void seek_confirm(struct segment *s, enum inspect_result *r);

/* Reads at `seq`, behind the start, as above. True if a message begins there
 * for sure: it is all there, or enough of it. */
bool seek_begins(struct segment *s, uint32_t seq, enum inspect_result *r);

/*
 * The start is foreign. Moves it to what begins behind it, at the border of a
 * segment or within one, if something does; judge->finding then is of that,
 * and *r what its inspector said.
 */
bool seek_behind(struct segment *s, enum inspect_result *r);

/* Nothing begins in what is there, and more of it follows: all but what may be
 * the first bytes of a hello is given up, once it is much. Where the unknown
 * is refused it is held instead, and soon is too much. */
void seek_pass_over(struct segment *s);

/* The start needs more, or is settled, and may be there to hide a blocked name
 * elsewhere: true if it does. */
bool seek_blocked(struct segment *s);

#endif
