/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_JUDGE_ENDING_H
#define NFQ_JUDGE_ENDING_H

#include "nfq/judge/segment.h"

/*
 * How the looking at a TCP connection ends. A blocked flow is remembered for a
 * while: a forged SYN makes the kernel forget its mark, and then the last
 * segment, sent again by itself, would look like the middle of something
 * unknown. Any other is dropped. Each returns the verdict.
 */
enum verdict ending_of(struct segment *s, enum verdict v);

/* The server cannot have taken both of two packets. Which one it did is not
 * known, so what was read may not be what counts. */
enum verdict ending_evasion(struct segment *s);

/* Understood, but no name within the budget. */
enum verdict ending_overlong(struct segment *s);

/* Not understood within the budget. */
enum verdict ending_unknown(struct segment *s);

#endif
