/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_SYNC_ASN_DATABASE_H
#define TOOLS_SYNC_ASN_DATABASE_H

/* What asn_database of the configuration names: text or MaxMind's format. */

#include "ruleset/config/guard.h"
#include "ruleset/list/asn.h"

/* asn_read() of whatever the file is. */
bool asn_database_read(const char *path, const struct asn_query *query,
		       struct asn_data *data, struct conf_report *report);

/*
 * Writes what `path` says of the ASNs of a query to `to`, for asn_read(), but
 * nothing of this gateway's own: whole or not at all. False, and `report` says
 * why, if nothing was written.
 */
bool asn_database_convert(const char *path, const char *to,
			  const struct asn_query *wanted,
			  const struct guards *g, struct asn_data *data,
			  struct conf_report *report);

#endif
