/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads and builds the legend: vendors, bases, lists, classes of rules. */

#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "ruleset/legend.h"

const char *const legend_action_words[LEGEND_ACTIONS] = {
	[LEGEND_BLOCK] = "block", [LEGEND_LOG] = "log", [LEGEND_SHOW] = "show",
	[LEGEND_ALLOW] = "allow", [LEGEND_PROTECT] = "protect",
};

enum {
	VENDOR_SIZE = 24, BASIS_SIZE = 24, LIST_SIZE = 8, CLASS_SIZE = 24,
	PORT_SIZE = 12,
};

#define TAG_STRS INDEX_TAG('S', 'T', 'R', 'S')
#define TAG_VEND INDEX_TAG('V', 'E', 'N', 'D')
#define TAG_BASE INDEX_TAG('B', 'A', 'S', 'E')
#define TAG_LIST INDEX_TAG('L', 'I', 'S', 'T')
#define TAG_CLAS INDEX_TAG('C', 'L', 'A', 'S')
#define TAG_PORT INDEX_TAG('P', 'O', 'R', 'T')

/* --- reading --------------------------------------------------------- */

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
			.roles_off = string_at(r, p + 20),
		};
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
			.action = p[4], .role = string_at(r, p + 8),
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

/* --- building -------------------------------------------------------- */

/* The offset of `s` among the strings, which are few: found by looking. */
static uint32_t add_string(struct legend_builder *b, const char *s)
{
	const char *p = b->strings.p;
	const char *end = p + b->strings.len;

	for (; p < end; p += strlen(p) + 1)
		if (strcmp(p, s) == 0)
			return (uint32_t)(p - b->strings.p);
	buffer_add(&b->strings, s, strlen(s) + 1);
	return (uint32_t)(b->strings.len - strlen(s) - 1);
}

static void put_string(struct legend_builder *b, struct buffer *out,
		       const char *s)
{
	index_put_u32(out, add_string(b, s ? s : ""));
}

void legend_build_begin(struct legend_builder *b)
{
	*b = (struct legend_builder) { 0 };
	buffer_add(&b->strings, "", 1);
}

uint16_t legend_add_vendor(struct legend_builder *b, const char *id,
			   const char *title, const char *as_of)
{
	put_string(b, &b->vendors, id);
	put_string(b, &b->vendors, title);
	put_string(b, &b->vendors, as_of);
	index_put_u32(&b->vendors, (uint32_t)(b->bases.len / BASIS_SIZE));
	index_put_u64(&b->vendors, 0);		/* counts */
	return (uint16_t)(b->vendors.len / VENDOR_SIZE - 1);
}

static void count(struct legend_builder *b, uint16_t vendor, size_t field)
{
	char *p = b->vendors.p + vendor * (size_t)VENDOR_SIZE + field;
	uint32_t n = htole32(index_u32((uint8_t *)p) + 1);

	memcpy(p, &n, sizeof(n));
}

void legend_count_name(struct legend_builder *b, uint16_t vendor)
{
	count(b, vendor, 16);
}

void legend_count_prefix(struct legend_builder *b, uint16_t vendor)
{
	count(b, vendor, 20);
}

void legend_add_basis(struct legend_builder *b, const struct legend_basis *s)
{
	put_string(b, &b->bases, s->id);
	put_string(b, &b->bases, s->authority);
	put_string(b, &b->bases, s->cite);
	put_string(b, &b->bases, s->binds);
	put_string(b, &b->bases, s->dates);
	put_string(b, &b->bases, s->roles_off);
}

/* The number of the record at the end of `out`, which goes again if an equal
 * one stands before it. */
static uint16_t settle(struct buffer *out, size_t size)
{
	size_t last = out->len - size;

	for (size_t at = 0; at < last; at += size) {
		if (memcmp(out->p + at, out->p + last, size) == 0) {
			out->len = last;
			return (uint16_t)(at / size);
		}
	}
	return (uint16_t)(last / size);
}

uint16_t legend_add_list(struct legend_builder *b, const char *path)
{
	put_string(b, &b->lists, path);
	index_put_u32(&b->lists, 0);
	return settle(&b->lists, LIST_SIZE);
}

uint16_t legend_add_class(struct legend_builder *b,
			  const struct legend_class *c)
{
	const uint8_t action[4] = { (uint8_t)c->action };

	index_put_u16(&b->classes, c->vendor);
	index_put_u16(&b->classes, c->list);
	buffer_add(&b->classes, action, sizeof(action));
	put_string(b, &b->classes, c->role);
	put_string(b, &b->classes, c->source);
	put_string(b, &b->classes, c->confidence);
	put_string(b, &b->classes, c->ports);
	return settle(&b->classes, CLASS_SIZE);
}

void legend_add_port(struct legend_builder *b, const struct legend_port *p)
{
	const uint8_t transport[4] = { p->transport };

	index_put_u16(&b->ports, p->class);
	index_put_u16(&b->ports, p->port);
	buffer_add(&b->ports, transport, sizeof(transport));
	index_put_u32(&b->ports, p->line);
}

void legend_build_write(struct legend_builder *b, struct index_writer *w)
{
	index_write_section(w, TAG_STRS, b->strings.p, b->strings.len);
	index_write_section(w, TAG_VEND, b->vendors.p, b->vendors.len);
	index_write_section(w, TAG_BASE, b->bases.p, b->bases.len);
	index_write_section(w, TAG_LIST, b->lists.p, b->lists.len);
	index_write_section(w, TAG_CLAS, b->classes.p, b->classes.len);
	index_write_section(w, TAG_PORT, b->ports.p, b->ports.len);
}

void legend_build_done(struct legend_builder *b)
{
	buffer_done(&b->strings);
	buffer_done(&b->vendors);
	buffer_done(&b->bases);
	buffer_done(&b->lists);
	buffer_done(&b->classes);
	buffer_done(&b->ports);
}
