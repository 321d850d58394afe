/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which bundle it is. */

#include <stdlib.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "ruleset/config/config_central.h"
#include "ruleset/config/register.h"

#define FIELD(f) .key = #f, .offset = offsetof(struct central_manifest, f)
#define NUMBER(lo, hi) .type = &conf_int, .min = lo, .max = hi
#define TEXT .type = &conf_text, .standard_text = ""

static const struct conf_row rows[] = {
	{ FIELD(format), NUMBER(1, INT32_MAX), .required = true },
	{ FIELD(sequence), NUMBER(1, INT64_MAX), .required = true },
	{ FIELD(rollout), NUMBER(0, INT64_MAX) },
	{ FIELD(made), TEXT },
	{ FIELD(until), TEXT },
	{ FIELD(share), NUMBER(1, 100), .standard = 100 },
	{ FIELD(content), TEXT },
	{ FIELD(next_key), TEXT },
};

bool central_manifest_read(struct central_manifest *m, const char *folder,
			   struct conf_report *report)
{
	char *path = xasprintf("%s/manifest", folder);
	unsigned before = report->errors;

	*m = (struct central_manifest) { .format = 0 };
	conf_defaults(rows, ARRAY_SIZE(rows), m);
	conf_read(path, rows, ARRAY_SIZE(rows), m, report);
	if (report->errors == before && m->format != CENTRAL_FORMAT)
		conf_complain(report, path, 0, "is of format %lld, which this "
			      "version of cordon does not know",
			      (long long)m->format);
	if (*m->until)
		register_moment(path, 0, "until", m->until, &m->end, report);
	if (m->rollout == 0 || m->rollout > m->sequence)
		m->rollout = m->sequence;
	free(path);
	return report->errors == before;
}

void central_manifest_done(struct central_manifest *m)
{
	conf_free(rows, ARRAY_SIZE(rows), m);
}

void central_manifest_write(const struct central_manifest *m,
			    struct buffer *out)
{
	conf_print(out, rows, ARRAY_SIZE(rows), m, NULL);
}
