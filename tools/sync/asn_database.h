/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_SYNC_ASN_DATABASE_H
#define TOOLS_SYNC_ASN_DATABASE_H

/* What asn_database of the configuration names: text or MaxMind's format. */

#include "ruleset/list/asn.h"

/* asn_read() of whatever the file is. */
bool asn_database_read(const char *path, const struct asn_query *query,
		       struct asn_data *data, struct conf_report *report);

/*
 * Writes what `path` says of these ASNs, which are in order, to `to`, for
 * asn_read(): whole or not at all. False, and `report` says why, if nothing
 * was written.
 */
bool asn_database_convert(const char *path, const char *to,
			  const uint32_t *asns, size_t n,
			  struct asn_data *data, struct conf_report *report);

#endif
