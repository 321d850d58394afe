/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_UNIT_JUDGE_H
#define TESTS_UNIT_JUDGE_H

/*
 * A judge with the shipped catalogue, and clients whose segments and
 * datagrams it judges.
 */

#include "nfq/judge/pipeline.h"
#include "tests/unit/wire.h"

#define BLOCKED	"any.kaspersky.com"
#define ALLOWED	"www.example.org"

/* What the judge reported last, and how often it did. */
struct heard {
	unsigned n;
	enum reason reason;
	enum effect effect;
	enum verdict verdict;
	char name[NAME_SIZE];
};

extern struct heard heard;

/* Notes a report in a struct heard. */
void judge_hear(void *arg, const struct report *r);

/* Rules from a file with these settings, and a scratch folder for all that
 * is this gateway's own. */
struct rules *judge_rules(const char *settings);

/* A judge that reports to `heard`; judge_done() frees its rules too. */
struct judge *judge_with(const char *settings);
void judge_done(struct judge *j);

/* Judges a packet, of which the last `beyond` bytes are not given. */
enum verdict judge(struct judge *j, const struct wire *w, size_t beyond);

struct flow_stats judge_flows(const struct judge *j);

/* --- clients --------------------------------------------------------- */

struct client {
	struct judge *j;
	uint16_t sport, dport;
	uint32_t isn, ack;	/* number of its first data byte */
};

/* A connection to this port, from a port of its own. */
struct client client_of(struct judge *j, uint16_t dport);

/* One segment, `at` bytes behind the first of the connection, of which the
 * last `beyond` bytes are not given; all of it; a text. */
enum verdict client_cut(struct client *c, uint32_t at, const void *p,
			size_t len, size_t beyond);
enum verdict client_send(struct client *c, uint32_t at, const void *p,
			 size_t len);
enum verdict client_say(struct client *c, uint32_t at, const char *text);

/* In segments of `piece` bytes, one behind the other, up to the first that
 * is not asked to be followed by more. */
enum verdict client_pieces(struct client *c, uint32_t at, const void *p,
			   size_t len, size_t piece);

#endif
