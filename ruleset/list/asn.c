/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Prefixes by the AS that announces them. */

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/range.h"
#include "ruleset/list/asn.h"
#include "ruleset/list/list.h"

static int compare(const void *pa, const void *pb)
{
	uint32_t a = *(const uint32_t *)pa, b = *(const uint32_t *)pb;

	return a < b ? -1 : a > b;
}

bool asn_is_wanted(const struct asn_query *query, uint32_t asn)
{
	return query->n > 0 && bsearch(&asn, query->asns, query->n,
				       sizeof(*query->asns), compare);
}

struct reading {
	const struct asn_query *query;
	struct asn_data *data;
	size_t named;		/* entries that say whose they are */
};

static void take(void *arg, const struct list_entry *e)
{
	struct reading *r = arg;

	if (e->asn == 0 || e->kind != LIST_PREFIX || e->allow)
		return;
	r->named++;
	if (!asn_is_wanted(r->query, e->asn))
		return;
	r->data->prefixes++;
	r->query->add(r->query->arg, e->asn, &e->prefix, e->line);
}

/* --- the head of a file that was made of another ---------------------- */

static const char head_format[] = "# cordon: %s, format %s, made %" PRId64 "\n";

void asn_write_head(struct buffer *out, const struct asn_data *from)
{
	buffer_printf(out, head_format, from->source, from->format,
		      from->made);
}

void asn_write_line(struct buffer *out, const struct prefix *p, uint32_t asn)
{
	struct range r = range_of(p);
	char first[ADDRESS_TEXT], last[ADDRESS_TEXT];

	buffer_printf(out, "%s\t%s\t%" PRIu32 "\n",
		      address_format(&r.first, first),
		      address_format(&r.last, last), asn);
}

/* What the head says, or else the file's own name and time. */
static void read_origin(const char *path, struct asn_data *data)
{
	char line[400] = "", format[16], source[256];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	int64_t made;

	if (fd < 0)
		return;
	if (fstat(fd, &st) == 0)
		data->made = st.st_mtime;
	if (read(fd, line, sizeof(line) - 1) > 0 &&
	    sscanf(line, "# cordon: %255[^,], format %15[a-z-], made %" SCNd64,
		   source, format, &made) == 3) {
		memcpy(data->source, source, sizeof(source));
		memcpy(data->format, format, sizeof(format));
		data->made = made;
	}
	close(fd);
}

bool asn_read(const char *path, const struct asn_query *query,
	      struct asn_data *data, struct conf_report *report)
{
	struct reading r = { query, data, 0 };
	struct list_result result;

	*data = (struct asn_data) { .made = 0 };
	snprintf(data->source, sizeof(data->source), "%s", path);
	result = list_read(path, NULL, report, take, &r);
	if (result.format)
		snprintf(data->format, sizeof(data->format), "%s",
			 result.format);
	read_origin(path, data);
	if (result.missing)
		conf_complain(report, path, 0, "no such file");
	else if (!result.refused && r.named == 0)
		conf_complain(report, path, 0, "no prefix in it has an AS "
			      "(expected iptoasn, bgp.tools, ipverse or "
			      "RIPEstat data)");
	return !result.missing && !result.refused && r.named > 0;
}
