/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_JUDGE_SEGMENT_H
#define NFQ_JUDGE_SEGMENT_H

/* What a client sends, in the flow it belongs to: a segment of TCP (or a
 * slice of one), a datagram of QUIC. All that judge these take one. */

#include "nfq/judge/judge.h"

struct segment {
	struct judge *judge;
	struct flow *flow;
	const struct packet *packet;
	const struct inspector *by;	/* who read judge->finding */
};

/* Asks those who read what goes over this transport, in their order, about
 * these bytes; s->by is the first that does not call them foreign. The
 * segment needs no flow. */
enum inspect_result segment_inspect(struct segment *s, const uint8_t *data,
				    size_t len);

/* The same of those who are behind s->by. */
enum inspect_result segment_inspect_on(struct segment *s, const uint8_t *data,
				       size_t len);

/* Strict mode, or what came with the flow's SYN, which many servers throw away,
 * or had numbers that its server may not believe: nothing may come in the place
 * of what was judged. */
bool segment_is_careful(const struct segment *s);

/* The number behind its last byte, with those that were cut off. */
uint32_t segment_end(const struct segment *s);

/* True if there is room for all of it, in parts too; other flows make it. */
bool segment_has_room(const struct segment *s);

/* Puts `data` in its place in the flow's stream; other flows make room. */
enum stream_result segment_place(const struct segment *s, uint32_t seq,
				 struct span data);

/* True if something else stands in the place of these bytes. */
bool segment_contradicts(const struct segment *s, uint32_t seq,
			 struct span data);

/* Reads the flow's stream from `seq` on, as far as there is no hole, into
 * judge->stream; how much. */
size_t segment_read(const struct segment *s, uint32_t seq);

/* What lies before `seq` in the flow's stream is not needed any more; or
 * nothing of it is. */
void segment_forget(const struct segment *s, uint32_t seq);
void segment_clear(const struct segment *s);

/* Over UDP: a part of something undecided with the same ends may have gone to
 * the server, and is not known any more. It must not become whole. */
bool segment_is_wary(const struct segment *s);

/* Then what is not decided yet waits until its client sends it again, and it is
 * known; else it goes on. */
enum verdict segment_put_off(const struct segment *s);

/* The same of a part of what has a flow with an id. Where parts that were let
 * through are forgotten, others could make something else whole of them: it is
 * refused. */
enum verdict segment_put_off_part(struct segment *s);

/* Gives it to the flow. */
void segment_identify(const struct segment *s, struct span id);

/* Makes the flow of a first segment. */
void segment_begin(struct segment *s);

/* Ends the flow, which is not there any more. */
void segment_drop(struct segment *s);

#endif
