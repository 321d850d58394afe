/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_JUDGE_LOST_H
#define NFQ_JUDGE_LOST_H

#include "nfq/judge/segment.h"

/*
 * Nobody knows where the next message begins: the one that was read says so
 * (`told`), or what stands in its place is none. Of HTTP every line from the
 * start on may be a request's to a blocked host, now and in all that follows,
 * since what looks like a message in step may be a part of a body: lines are
 * looked for and refused. In strict mode losing step is refused by itself, and
 * a question that could not be read always. Of other protocols the next segment
 * may begin a good message.
 */
enum verdict lost_begin(struct segment *s, bool told);

/* The same behind the message of judge->finding, of which servers do not agree
 * where it ends. Among lines the first of HTTP/2 is refused too: nobody honest
 * begins it there, and what follows has no lines. */
enum verdict lost_begin_behind(struct segment *s);

/* A segment of a flow that is lost. */
enum verdict lost_judge(struct segment *s);

/* True if a line of those held from the start on asks for a blocked host;
 * judge->finding then is of that, and s->by who reads such lines. */
bool lost_blocked(struct segment *s);

#endif
