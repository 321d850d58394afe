/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_FORMAT_FORMATS_H
#define RULESET_FORMAT_FORMATS_H

/* What each format has: how much a line looks like it, and its reader. */

#include "ruleset/format/format.h"

unsigned adblock_looks(struct span line);
unsigned dnsmasq_looks(struct span line);
unsigned domains_looks(struct span line);
unsigned hosts_looks(struct span line);
unsigned netset_looks(struct span line);
unsigned rpz_looks(struct span line);
unsigned unbound_looks(struct span line);
unsigned urls_looks(struct span line);
unsigned v2fly_looks(struct span line);

void adblock_parse(struct list_reader *r);
void dnsmasq_parse(struct list_reader *r);
void hosts_parse(struct list_reader *r);
void plain_parse(struct list_reader *r);
void rpz_parse(struct list_reader *r);
void unbound_parse(struct list_reader *r);
void urls_parse(struct list_reader *r);
void v2fly_parse(struct list_reader *r);

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

#endif
