/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_SYNC_ASN_MMDB_H
#define TOOLS_SYNC_ASN_MMDB_H

/* ASN databases in MaxMind's format, by libmaxminddb. */

#include "ruleset/list/asn.h"

/* Whether the file ends like one. */
bool asn_is_mmdb(const char *path);

/* As asn_read(), of a database. */
bool asn_read_mmdb(const char *path, const struct asn_query *query,
		   struct asn_data *data, struct conf_report *report);

/* asn_read() of whatever the file is. */
bool asn_read_any(const char *path, const struct asn_query *query,
		  struct asn_data *data, struct conf_report *report);

/*
 * Writes what `path` says of these ASNs to `to`, for asn_read(): whole or not
 * at all. False, and `report` says why, if nothing was written.
 */
bool asn_convert(const char *path, const char *to, const uint32_t *asns,
		 size_t n, struct asn_data *data, struct conf_report *report);

#endif
