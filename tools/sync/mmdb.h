/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_SYNC_MMDB_H
#define TOOLS_SYNC_MMDB_H

/* ASN databases in MaxMind's format, by libmaxminddb. */

#include "ruleset/list/asn.h"

/* Whether the file ends like one. */
bool mmdb_is(const char *path);

/* As asn_read(), of a database. */
bool mmdb_read(const char *path, const struct asn_query *query,
	       struct asn_data *data, struct conf_report *report);

#endif
