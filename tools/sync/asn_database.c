/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The file that says which prefixes an AS announces. */

#include <string.h>

#include "lib/file.h"
#include "tools/sync/asn_database.h"
#include "tools/sync/mmdb.h"

bool asn_database_read(const char *path, const struct asn_query *query,
		       struct asn_data *data, struct conf_report *report)
{
	return mmdb_is(path) ? mmdb_read(path, query, data, report) :
	       asn_read(path, query, data, report);
}

struct converting {
	const struct guards *guards;
	struct buffer lines;
};

static void write_line(void *arg, uint32_t asn, const struct prefix *p,
		       unsigned line)
{
	struct converting *c = arg;

	(void)line;
	if (!guard_is_own(c->guards, p))
		asn_write_line(&c->lines, p, asn);
}

bool asn_database_convert(const char *path, const char *to,
			  const struct asn_query *wanted,
			  const struct guards *g, struct asn_data *data,
			  struct conf_report *report)
{
	struct converting c = { .guards = g };
	struct buffer *lines = &c.lines, out = { 0 };
	const struct asn_query query = { wanted->asns, wanted->n, write_line,
					 &c };
	bool good = asn_database_read(path, &query, data, report);
	int ret;

	if (good) {
		asn_write_head(&out, data);
		buffer_add(&out, lines->p ? lines->p : "", lines->len);
		ret = file_write(to, out.p, out.len, 0644);
		if (ret < 0)
			conf_complain(report, to, 0, "%s", strerror(-ret));
		good = ret == 0;
	}
	buffer_done(lines);
	buffer_done(&out);
	return good;
}
