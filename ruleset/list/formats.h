/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_LIST_FORMATS_H
#define RULESET_LIST_FORMATS_H

/* The formats there are, each in its own file. */

#include "ruleset/list/format.h"

extern const struct list_format
	nft_json_format, ripestat_format, ipverse_format,
	spamhaus_format, bgptools_format, json_format,
	rpz_format, zeek_format, nft_format,
	ipset_format, v2fly_format, adblock_format,
	unbound_format, dnsmasq_format, hosts_format,
	iptoasn_format, suricata_format, urls_format,
	tsv_format, csv_format, netset_format,
	domains_format;

#endif
