/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_CONFIG_VENDOR_H
#define RULESET_CONFIG_VENDOR_H

/*
 * The catalogue: one libconfig file a vendor says on whose authority it is
 * restricted, and by which names, prefixes and AS numbers it is known. Each
 * entry has its source and how sure it is; what is not sure is kept and
 * shown, never enforced.
 */

#include <stdbool.h>
#include <stddef.h>

#include "lib/conf.h"
#include "ruleset/config/basis.h"

enum vendor_match { MATCH_SUFFIX, MATCH_EXACT };

struct vendor_name {
	char *name;
	enum vendor_match match;
	char *role;
	char *source;
	char *date;	/* of the source; NULL if nothing says */
	char *confidence;
	bool enforce;
	bool shared;	/* its addresses serve other parties too */
	unsigned line;
};

struct vendor_prefix {
	char *prefix;
	char *role;
	char *source;
	char *date;	/* of the source: of routing data, its day */
	char *confidence;
	bool enforce;
	bool shared;	/* carries others too: attribution only, needs a name */
	unsigned line;
};

enum vendor_transport { TRANSPORT_TCP, TRANSPORT_UDP };

extern const char *const vendor_transport_words[];

/* A port that is restricted at any address. */
struct vendor_port {
	int64_t port;
	enum vendor_transport transport;
	char *role;
	char *source;
	char *date;
	char *confidence;
	bool enforce;
	unsigned line;
};

struct vendor_asn {
	int64_t n;
	char *name;
	char *source;
	char *date;
	char *confidence;
	bool expand;	/* may be enforced whole, by what it announces */
	unsigned line;
};

enum {
	VENDOR_PREFIX_PORTS = 16,
	/* What files may be written for: 2 has a basis's duty, whom it binds,
	 * its status and days. */
	VENDOR_SCHEMA = 2,
};

struct vendor {
	char *file;
	char *id;
	char *title;
	char *as_of;
	int64_t schema;			/* of the file: what it must say */
	bool is_class;			/* of products: a law, no names */
	unsigned layer;			/* of the catalogue it came with */
	struct conf_list bases;		/* struct basis */
	struct conf_list names;		/* struct vendor_name */
	struct conf_list prefixes;	/* struct vendor_prefix */
	struct conf_list prefix_ports;	/* int64_t: prefixes are restricted on
					   these only; none: on all */
	struct conf_list ports;		/* struct vendor_port */
	struct conf_list asns;		/* struct vendor_asn */
	struct conf_list notes;		/* char * */
};

/* Reads a file that describes one vendor. Mistakes go to `report`; false if
 * there was one. vendor_done() frees in either case. */
bool vendor_read(struct vendor *v, const char *path,
		 struct conf_report *report);
/* The same of a file of many, "catalogue = ( { id = ...; }, ... );", into a
 * list of struct vendor; the caller frees each and the items. */
bool vendors_read(struct conf_list *vendors, const char *path,
		  struct conf_report *report);
void vendor_done(struct vendor *v);

#endif
