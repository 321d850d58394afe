/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_TABLE_DNS_H
#define RULESET_TABLE_DNS_H

#include "ruleset/chains.h"

/* Fills dns-prerouting, dns-output, dns-clients, dns-own, dns-questions. */
void table_write_dns(struct table_writer *w);

#endif
