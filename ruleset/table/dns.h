/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_TABLE_DNS_H
#define RULESET_TABLE_DNS_H

#include "ruleset/table/chain.h"

/* Rules that lead replies from a resolver to dns-answers. */
void dns_write_replies(struct table_writer *w, const char *chain,
		       bool replies);

/* Fills dns-prerouting, dns-output, dns-clients, dns-own, dns-questions,
 * dns-asked, dns-answers and fallback. */
void dns_write(struct table_writer *w);

#endif
