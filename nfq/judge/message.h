/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_JUDGE_MESSAGE_H
#define NFQ_JUDGE_MESSAGE_H

/* From message to message in a client's stream. flow->start is where the one
 * being read begins. */

#include "nfq/judge/segment.h"

/*
 * Reads the message at the start, as far as it is there. A long one is read
 * bit by bit, so that what comes in order needs no memory: then names that were
 * read before the last bit are judged and reported here, unless one is blocked.
 */
enum inspect_result message_read(struct segment *s);

/* The last bit that was read need not be read again, nor what it says is of no
 * interest behind it. False: there is nothing behind that yet, or it was
 * nothing. */
bool message_step(struct segment *s);

/* What stands at the start is no message of what its port is for, and is read
 * as that (readings.h): reads on from there, and passes over all else. False
 * if it is not. */
bool message_begin_port(struct segment *s, enum inspect_result *r);

/* What was read bit by bit is foreign after all. False if it is no such. */
bool message_give_up(struct segment *s);

/* More of it has come than any server takes. */
bool message_is_overlong(const struct segment *s);

/* Moves the start behind the message of judge->finding, which s->by has read,
 * and its body. False: there is nothing behind it yet. */
bool message_next(struct segment *s);

/*
 * At a body that its server may not read, so that it is where the next message
 * begins (flow->peeks): one that begins as a request does makes the connection
 * lost (lost.h), any other is passed over. False: there is nothing behind it
 * yet, or not enough of it.
 */
bool message_peek(struct segment *s);

/* Passes over as much of a body as lies before `end`, the end of what came.
 * False: all that came belongs to the body. */
bool message_skip_body(struct segment *s, uint32_t end);

/* Reads on at `seq`, up to which all is there: it does not count any more. */
void message_go_on(struct segment *s, uint32_t seq);

/* What stands behind the last message its server does not read. */
enum verdict message_pass_rest(struct segment *s);

/* In a protocol that goes on message by message a broken one, or one out of
 * step, does not end the looking: the next segment may begin a good one. */
enum verdict message_out_of_step(struct segment *s);

#endif
