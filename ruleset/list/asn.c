/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Prefixes by the AS that announces them. */

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/alloc.h"
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

/* Lengths of 128. */
bool asn_may_announce(const struct prefix *p)
{
	enum { WIDEST4 = 96 + 8, WIDEST6 = 19 };

	return p->len >= (address_is_v4(&p->addr) ? WIDEST4 : WIDEST6);
}

/* --- those that a list names ------------------------------------------ */

void asn_names_add(void *arg, uint32_t asn, unsigned line)
{
	struct asn_names *a = arg;

	a->items = xgrow(a->items, a->n, sizeof(*a->items));
	a->items[a->n++] = (struct asn_named) { asn, line };
}

static int compare_named(const void *pa, const void *pb)
{
	const struct asn_named *a = pa, *b = pb;

	if (a->asn != b->asn)
		return a->asn < b->asn ? -1 : 1;
	return a->line < b->line ? -1 : a->line > b->line;
}

uint32_t *asn_names_once(struct asn_names *a, size_t *n)
{
	uint32_t *once = xcalloc(a->n + 1, sizeof(*once));
	size_t kept = 0;

	if (a->n > 0)
		qsort(a->items, a->n, sizeof(*a->items), compare_named);
	for (size_t i = 0; i < a->n; i++)
		if (kept == 0 || once[kept - 1] != a->items[i].asn) {
			once[kept] = a->items[i].asn;
			a->items[kept++] = a->items[i];
		}
	a->n = kept;
	*n = kept;
	return once;
}

unsigned asn_names_line(const struct asn_names *a, uint32_t asn)
{
	const struct asn_named key = { .asn = asn };
	size_t low = 0, high = a->n;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (a->items[middle].asn < key.asn)
			low = middle + 1;
		else
			high = middle;
	}
	return low < a->n && a->items[low].asn == asn ? a->items[low].line : 0;
}

void asn_names_done(struct asn_names *a)
{
	free(a->items);
	*a = (struct asn_names) { .items = NULL };
}

/* --- data of what they announce --------------------------------------- */

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
