/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_LIST_FORMATS_H
#define RULESET_LIST_FORMATS_H

/* What each format has: how much a line looks like it, and its reader. */

#include "lib/jsonread.h"
#include "ruleset/list/format.h"

unsigned adblock_looks(struct span line);
unsigned bgptools_looks(struct span line);
unsigned csv_looks(struct span line);
unsigned dnsmasq_looks(struct span line);
unsigned domains_looks(struct span line);
unsigned hosts_looks(struct span line);
unsigned ipset_looks(struct span line);
unsigned iptoasn_looks(struct span line);
unsigned netset_looks(struct span line);
unsigned nft_looks(struct span line);
unsigned rpz_looks(struct span line);
unsigned suricata_looks(struct span line);
unsigned tsv_looks(struct span line);
unsigned unbound_looks(struct span line);
unsigned urls_looks(struct span line);
unsigned v2fly_looks(struct span line);
unsigned zeek_looks(struct span line);

bool bgptools_begins(struct span head);
bool ipverse_begins(struct span head);
bool json_begins(struct span head);
bool nft_json_begins(struct span head);
bool ripestat_begins(struct span head);
bool spamhaus_begins(struct span head);

void adblock_parse(struct list_reader *r);
void bgptools_parse(struct list_reader *r);
void csv_parse(struct list_reader *r);
void dnsmasq_parse(struct list_reader *r);
void hosts_parse(struct list_reader *r);
void ipset_parse(struct list_reader *r);
void iptoasn_parse(struct list_reader *r);
void ipverse_parse(struct list_reader *r);
void json_refuse(struct list_reader *r);
void nft_json_parse(struct list_reader *r);
void nft_parse(struct list_reader *r);
void plain_parse(struct list_reader *r);
void records_parse(struct list_reader *r);
void ripestat_parse(struct list_reader *r);
void rpz_parse(struct list_reader *r);
void suricata_parse(struct list_reader *r);
void tsv_parse(struct list_reader *r);
void unbound_parse(struct list_reader *r);
void urls_parse(struct list_reader *r);
void v2fly_parse(struct list_reader *r);
void zeek_parse(struct list_reader *r);

/* --- what several of them need ---------------------------------------- */

/* "0.0.0.0", "127.0.0.1", "::" and so on: where blocked names are sent. */
bool is_null_address(struct span word);

/* Adds the names of a line of a hosts file; false if it is none. */
bool hosts_line(struct list_reader *r, struct span line);

/* The host of a URL, or of what stands there without its scheme; *path is
 * set if there is more than a host. */
struct span url_host(struct span url, bool *path);

/* Says of how many entries the path was left out. */
void note_paths(struct list_reader *r, size_t paths);

/*
 * Runs `parse` twice, so that entries below an exception of the list hold
 * against it and deeper exceptions against them: in some formats the closest
 * name decides.
 */
void closest_parse(struct list_reader *r,
		   void (*parse)(struct list_reader *r));
/* How many exceptions lie above the name; fewer than it has labels. */
uint8_t closest_above(const struct closest *c, const struct list_entry *e);
/* Whether the exception is of all below this very name. */
bool closest_is_at(const struct closest *c, const struct list_entry *e);

/* The number of an AS, also as "AS64500"; -1 if it is none. */
int64_t read_asn(struct span s);

/* Whether a text is JSON that has this somewhere in its beginning. */
bool json_has(struct span head, const char *key);
/* A string, or "?" where it does not fit. */
void json_copy(const struct json_reader *j, char *to, size_t size);
struct span json_value(const struct json_reader *j);

/* Refuses the list if its JSON did not end as it must. */
void json_end(struct list_reader *r, const struct json_reader *j,
	      enum json_event e);

#endif
