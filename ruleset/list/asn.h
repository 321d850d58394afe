/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_LIST_ASN_H
#define RULESET_LIST_ASN_H

/*
 * Which prefixes an AS announces, as far as a file of such data tells: any
 * format of list.h whose entries name their AS (iptoasn, bgp.tools, ipverse,
 * RIPEstat). A MaxMind database is made into the first of these by "cordon
 * sync" (tools/sync/asn_database.h), so that the daemon, which compiles too,
 * has only text to read.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/buffer.h"
#include "lib/conf_report.h"
#include "lib/prefix.h"

/* What is asked for, and who gets it. `asns` must be in order. */
struct asn_query {
	const uint32_t *asns;
	size_t n;
	void (*add)(void *arg, uint32_t asn, const struct prefix *p,
		    unsigned line);
	void *arg;
};

/* Where the answers come from. */
struct asn_data {
	char source[256];	/* the file, or what it was made of */
	char format[16];
	int64_t made;		/* seconds since 1970; 0: not said */
	size_t prefixes;	/* that were asked for and are there */
};

/*
 * Calls query->add for each prefix of the file that one of the ASNs announces.
 * False, and `report` says why, if it cannot be read, is no such data, or
 * names no AS at all. A missing file is a mistake here.
 */
bool asn_read(const char *path, const struct asn_query *query,
	      struct asn_data *data, struct conf_report *report);

/* Does anybody announce so much? What is wider is a mistake of the data. */
bool asn_may_announce(const struct prefix *p);

/* AS numbers that a list names, each with its line; zero-initialise. */
struct asn_names {
	struct asn_named {
		uint32_t asn;
		unsigned line;
	} *items;
	size_t n;
};

/* For a list_sink whose argument it is. */
void asn_names_add(void *arg, uint32_t asn, unsigned line);
/* Each once, for a query: the caller frees. Sorts. */
uint32_t *asn_names_once(struct asn_names *a, size_t *n);
/* The first line that names it; 0: none does. Behind asn_names_once(). */
unsigned asn_names_line(const struct asn_names *a, uint32_t asn);
void asn_names_done(struct asn_names *a);

bool asn_is_wanted(const struct asn_query *query, uint32_t asn);

/* The file for asn_read() that "cordon sync" makes of asn_database: its head,
 * and a line. */
void asn_write_head(struct buffer *out, const struct asn_data *from);
void asn_write_line(struct buffer *out, const struct prefix *p, uint32_t asn);

#endif
