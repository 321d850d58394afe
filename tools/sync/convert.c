/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The step of a sync that reads what AS numbers announce. */

#include <stdlib.h>

#include "lib/moment.h"
#include "ruleset/config/catalogue.h"
#include "tools/sync/asn_database.h"
#include "tools/sync/convert.h"

void convert_asns(const struct config *c, struct progress *p)
{
	struct conf_report report = { .errors = 0 };
	struct asn_data data = { .made = 0 };
	struct catalogue catalogue;
	uint32_t *asns;
	size_t n;
	char *to = catalogue_asn_file(c), when[MOMENT_TEXT];
	char text[FAULT_TEXT];

	if (!to)
		return;
	progress_begin(p, "asns");
	catalogue_load(&catalogue, c, &report);
	n = catalogue_asns(&catalogue, &asns);
	if (asn_database_convert(c->asn_database, to, asns, n, &data,
				 &report))
		progress_end(p, "%zu prefixes of %zu AS numbers, as of %.10s",
			     data.prefixes, n,
			     moment_format((time_t)data.made, when));
	else
		progress_line(p, "%s", fault_text(&report.first, text));
	catalogue_done(&catalogue);
	conf_report_done(&report);
	free(asns);
	free(to);
}
