/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_EVENT_LISTENER_H
#define NFQ_EVENT_LISTENER_H

/*
 * What the writer thread learns of DNS answers, of which the kernel logs
 * copies to it: the names of addresses, and answers that lead from a name
 * nobody restricts to one that somebody does. Over TCP it reads the answers
 * that lie whole in a segment, as nearly all do.
 */

#include "nfq/event/event.h"
#include "nfq/event/namebook.h"
#include "nfq/event/nflog.h"

struct listener;

/* `take` gets the events, time and all; the book is borrowed. */
struct listener *listener_new(struct namebook *book,
			      void (*take)(void *arg, struct event *e),
			      void *arg);
void listener_free(struct listener *l);

/* Reads a packet of NFLOG_DNS under these rules. Where answers are judged on
 * their way (dns_answers = "judge") it makes no events of them again. */
void listener_hear(struct listener *l, const struct rules *rules,
		   const struct nflog_packet *n, const struct timespec *now);

#endif
