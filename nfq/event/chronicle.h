/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_EVENT_CHRONICLE_H
#define NFQ_EVENT_CHRONICLE_H

/*
 * The log as a sequence: every line in it, of events and about cordon itself,
 * has the next number of its stream. What a client has too many of is counted
 * in place of being written, and what was lost is told. It belongs to the
 * writer thread; others put notices, and read the outlet's counters.
 */

#include "nfq/event/eve.h"
#include "nfq/event/flood.h"
#include "nfq/event/losses.h"
#include "nfq/event/notice.h"
#include "nfq/event/outlet.h"
#include "nfq/event/privacy.h"
#include "nfq/event/sequence.h"
#include "ruleset/config/config.h"

struct chronicle {
	struct outlet out;
	struct sequence sequence;
	struct eve eve;
	struct privacy privacy;	/* what of it is kept */
	struct flood *flood;
	struct notices notices;
	struct losses losses;
};

/* 0, or -errno where the log cannot be written; chronicle_close() in either
 * case. */
int chronicle_open(struct chronicle *c, const struct config *config);
void chronicle_close(struct chronicle *c);

/* What a reload may change: sizes, limits, the gateway's name. */
void chronicle_follow(struct chronicle *c, const struct config *config);

/* A line, or one more of too many. */
void chronicle_event(struct chronicle *c, const struct event *e,
		     const struct eve_repeat *repeat);

/* Writes the notices that wait. */
void chronicle_notices(struct chronicle *c);

/* Looks what was lost and which minutes are over, with the sums of rings and
 * kernel, writes what there is to tell, and all of it into the file; with
 * `last` also what may not be over. */
void chronicle_turn(struct chronicle *c, uint64_t rings, uint64_t kernel,
		    bool last);

/* Writes what is gathered into the file. */
void chronicle_flush(struct chronicle *c);

/* The same, with what is counted so far of who sends too much. */
void chronicle_settle(struct chronicle *c);

/* Looks whether the file is still at its path; `anew`: opens it in any case. */
void chronicle_check(struct chronicle *c, bool anew);

#endif
