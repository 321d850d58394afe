/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the legend: vendors, bases, lists, classes of rules, ports. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "ruleset/index/legend.h"
#include "ruleset/index/legend_format.h"

const char *const legend_action_words[LEGEND_ACTIONS] = {
	[LEGEND_BLOCK] = "block", [LEGEND_LOG] = "log", [LEGEND_SHOW] = "show",
	[LEGEND_ALLOW] = "allow", [LEGEND_PROTECT] = "protect",
	[LEGEND_EXCEPT] = "except",
};

struct reader {
	struct span strings;
	bool bad;
};

static const char *string_at(struct reader *r, const uint8_t *field)
{
	uint32_t at = index_u32(field);

	if (at >= r->strings.len) {
		r->bad = true;
		return "";
	}
	return (const char *)r->strings.p + at;
}

static void read_vendors(struct legend *l, struct reader *r, struct span s)
{
	l->nvendors = s.len / VENDOR_SIZE;
	l->vendors = xcalloc(l->nvendors, sizeof(*l->vendors));
	for (size_t i = 0; i < l->nvendors; i++) {
		const uint8_t *p = s.p + i * VENDOR_SIZE;
		size_t first = index_u32(p + 12);
		size_t next = i + 1 < l->nvendors ?
			      index_u32(p + VENDOR_SIZE + 12) : l->nbases;

		if (first > next || next > l->nbases)
			r->bad = true;
		l->vendors[i] = (struct legend_vendor) {
			.id = string_at(r, p), .title = string_at(r, p + 4),
			.as_of = string_at(r, p + 8), .first_basis = first,
			.nbases = r->bad ? 0 : next - first,
			.names = index_u32(p + 16),
			.prefixes = index_u32(p + 20),
		};
	}
}

static void read_bases(struct legend *l, struct reader *r, struct span s)
{
	l->nbases = s.len / BASIS_SIZE;
	l->bases = xcalloc(l->nbases, sizeof(*l->bases));
	for (size_t i = 0; i < l->nbases; i++) {
		const uint8_t *p = s.p + i * BASIS_SIZE;

		l->bases[i] = (struct legend_basis) {
			.id = string_at(r, p), .authority = string_at(r, p + 4),
			.cite = string_at(r, p + 8),
			.binds = string_at(r, p + 12),
			.dates = string_at(r, p + 16),
			.jurisdiction = string_at(r, p + 20),
			.profiles = string_at(r, p + 32),
			.reach = {
				.off = string_at(r, p + 24),
				.roles = string_at(r, p + 28),
				.duty = p[36], .status = p[37],
				.only = p[38],
			},
		};
		if (p[36] >= REACH_DUTIES || p[37] >= REACH_STATUSES)
			r->bad = true;
	}
}

static void read_lists(struct legend *l, struct reader *r, struct span s)
{
	l->nlists = s.len / LIST_SIZE;
	l->lists = xcalloc(l->nlists, sizeof(*l->lists));
	for (size_t i = 0; i < l->nlists; i++)
		l->lists[i] = string_at(r, s.p + i * LIST_SIZE);
}

static void read_classes(struct legend *l, struct reader *r, struct span s)
{
	l->nclasses = s.len / CLASS_SIZE;
	l->classes = xcalloc(l->nclasses, sizeof(*l->classes));
	for (size_t i = 0; i < l->nclasses; i++) {
		const uint8_t *p = s.p + i * CLASS_SIZE;
		struct legend_class c = {
			.vendor = index_u16(p), .list = index_u16(p + 2),
			.action = p[4], .important = p[5],
			.role = string_at(r, p + 8),
			.source = string_at(r, p + 12),
			.confidence = string_at(r, p + 16),
			.ports = string_at(r, p + 20),
		};

		if (c.vendor >= l->nvendors || c.list >= l->nlists ||
		    c.action >= LEGEND_ACTIONS)
			r->bad = true;
		l->classes[i] = c;
	}
}

static void read_ports(struct legend *l, struct reader *r, struct span s)
{
	l->nports = s.len / PORT_SIZE;
	l->ports = xcalloc(l->nports, sizeof(*l->ports));
	for (size_t i = 0; i < l->nports; i++) {
		const uint8_t *p = s.p + i * PORT_SIZE;

		l->ports[i] = (struct legend_port) {
			.class = index_u16(p), .port = index_u16(p + 2),
			.transport = p[4], .line = index_u32(p + 8),
		};
		if (l->ports[i].class >= l->nclasses)
			r->bad = true;
	}
}

int legend_open(struct legend *l, const struct index *ix)
{
	struct reader r = { .strings = index_section(ix, TAG_STRS) };

	*l = (struct legend) { 0 };
	if (r.strings.len == 0 || r.strings.p[r.strings.len - 1] != '\0')
		return -EBADMSG;
	read_bases(l, &r, index_section(ix, TAG_BASE));
	read_vendors(l, &r, index_section(ix, TAG_VEND));
	read_lists(l, &r, index_section(ix, TAG_LIST));
	read_classes(l, &r, index_section(ix, TAG_CLAS));
	read_ports(l, &r, index_section(ix, TAG_PORT));
	if (!r.bad)
		return 0;
	legend_close(l);
	return -EBADMSG;
}

void legend_close(struct legend *l)
{
	free(l->vendors);
	free(l->bases);
	free(l->lists);
	free(l->classes);
	free(l->ports);
	*l = (struct legend) { 0 };
}
