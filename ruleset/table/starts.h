/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_TABLE_STARTS_H
#define RULESET_TABLE_STARTS_H

/*
 * Is it the first data of a connection? Conntrack takes a quarter of all
 * numbers for those of late segments, so who knows a connection's ports alone
 * would have its first data judged in its client's place. Its server's answer
 * to the SYN tells both sides' numbers. That of the server, which the client's
 * first data acknowledges, is noted in a set of the kernel, as a block of 256;
 * where the server speaks first, or its number is the last of a block, that of
 * the client, where its data is to begin. Data that comes before any other and
 * has neither is none's; of the client's own, that is what overtook the first
 * where the server has spoken, and it comes again; there a byte to keep the
 * connection alive may lie in the block before, too.
 *
 * Where there are more connections without data than places, those of the rest
 * are believed; so are those of which the set was lost with its table, while
 * what is marked on a connection was not. So there are three names, taken in
 * turn, and a connection is marked with the number of the set that has it.
 *
 * In strict mode cordond sees the SYN; where nothing is refused nothing is
 * noted.
 */

#include "ruleset/table/chain.h"

#define STARTS_CHAIN "beginnings"
#define STARTS_SPOKEN_CHAIN "spoken"
enum { STARTS_SETS = 3 };

struct starts_name { char text[8]; };

/* Of the set with this number, from 1 on. */
struct starts_name starts_name(unsigned number);

void starts_create(const struct table *t, struct batch *b);

/* For what servers send: renews notes. */
void starts_note(struct table_writer *w, const char *chain);

/* For their answers to SYNs alone: begins them. */
void starts_note_new(struct table_writer *w, const char *chain);

/* STARTS_CHAIN, where the first data of connections goes, and what
 * starts_note() leads to. */
void starts_write(struct table_writer *w);

/* For what clients send: one that ends without data needs no note. */
void starts_forget(struct table_writer *w, const char *chain);

#endif
