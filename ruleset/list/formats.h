/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_LIST_FORMATS_H
#define RULESET_LIST_FORMATS_H

/* The formats there are, each in its own file. */

#include "ruleset/list/format.h"

extern const struct list_format
	singbox_format, crowdsec_format, misp_format, indicators_format,
	cloud_format, trackers_format, rir_format, tor_format,
	clash_format, surge_format, mihomo_format, domain_set_format,
	smartdns_format, routeros_format, peerguardian_format, emule_format,
	dnscrypt_format, asns_format, bind_format, rbldnsd_format,
	iptables_format,
	nft_json_format, ripestat_format, ipverse_format,
	spamhaus_format, bgptools_format, json_format,
	rpz_format, zeek_format, nft_format,
	ipset_format, v2fly_format, adblock_format,
	unbound_format, dnsmasq_format, hosts_format,
	iptoasn_format, suricata_format, urls_format,
	tsv_format, csv_format, netset_format,
	domains_format;

#endif
