/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The step of a sync that reads what AS numbers announce. */

#include <stdlib.h>

#include "lib/array.h"
#include "lib/moment.h"
#include "ruleset/config/catalogue.h"
#include "ruleset/list/list.h"
#include "tools/sync/asn_database.h"
#include "tools/sync/convert.h"
#include "tools/sync/reading.h"
#include "tools/sync/source_state.h"

/* Those that the good copies of sources name, as far as they had any when they
 * were taken in. */
static void name_listed(const struct config *c, struct asn_names *asns)
{
	struct source_now *all;
	size_t n;

	all = source_state_all(c, &n);
	for (size_t i = 0; i < n; i++) {
		char *path = source_cached(c->state, all[i].source);

		if (all[i].state.asns > 0 && all[i].source->expand)
			reading_name_asns(path, all[i].source, asns);
		free(path);
	}
	free(all);
}

static void ignore(void *arg, const struct list_entry *e)
{
	(void)arg;
	(void)e;
}

static void name_asn(void *arg, uint32_t asn, unsigned line)
{
	asn_names_add(arg, asn, line);
}

/* Those of the gateway's own lists. */
static void name_local(const struct config *c, struct asn_names *asns)
{
	const char *const lists[] = {
		c->block_list, c->allow_list, c->protect_list,
	};
	const struct list_sink to = {
		.add = ignore, .asn = name_asn, .arg = asns,
	};

	for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
		struct conf_report ignored = { .errors = 0 };

		list_read_to(lists[i], NULL, &ignored, &to);
		conf_report_done(&ignored);
	}
}

static void name_catalogue(const struct config *c, struct asn_names *asns)
{
	struct conf_report ignored = { .errors = 0 };
	struct catalogue catalogue;
	uint32_t *numbers;
	size_t n;

	catalogue_load(&catalogue, c, &ignored);
	n = catalogue_asns(&catalogue, &numbers);
	for (size_t i = 0; i < n; i++)
		asn_names_add(asns, numbers[i], 0);
	catalogue_done(&catalogue);
	conf_report_done(&ignored);
	free(numbers);
}

void convert_asns(const struct config *c, const struct guards *g,
		  struct progress *p)
{
	struct conf_report report = { .errors = 0 };
	struct asn_data data = { .made = 0 };
	struct asn_names names = { .items = NULL };
	char *to = catalogue_asn_file(c), when[MOMENT_TEXT];
	char text[FAULT_TEXT];
	uint32_t *asns;
	size_t n;

	if (!to)
		return;
	progress_begin(p, "asns");
	name_catalogue(c, &names);
	name_listed(c, &names);
	name_local(c, &names);
	asns = asn_names_once(&names, &n);
	if (asn_database_convert(c->asn_database, to,
				 &(struct asn_query) { asns, n, NULL, NULL },
				 g, &data, &report))
		progress_end(p, "%zu prefixes of %zu AS numbers, as of %.10s",
			     data.prefixes, n,
			     moment_format((time_t)data.made, when));
	else
		progress_line(p, "%s", fault_text(&report.first, text));
	asn_names_done(&names);
	conf_report_done(&report);
	free(asns);
	free(to);
}
