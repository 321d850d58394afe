/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Builds the legend; equal things are found through hash tables. */

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/hash.h"
#include "ruleset/index/legend.h"
#include "ruleset/index/legend_format.h"

/* Where the bytes at `p` belong among the slots: at what is equal, or free. */
static uint32_t *slot_of(const struct legend_table *t, const struct buffer *b,
			 const void *p, size_t len)
{
	static const struct hash_key key = { { 0 } };
	size_t i = (size_t)hash_bytes(&key, p, len) & (t->size - 1);

	while (t->slots[i] != 0 &&
	       (b->len - (t->slots[i] - 1) < len ||
		memcmp(b->p + t->slots[i] - 1, p, len) != 0))
		i = (i + 1) & (t->size - 1);
	return &t->slots[i];
}

/* Doubles the table; the things in it are `size` bytes long, or strings. */
static void grow(struct legend_table *t, const struct buffer *b, size_t size)
{
	struct legend_table old = *t;

	t->size = old.size ? old.size * 2 : 256;
	t->slots = xcalloc(t->size, sizeof(*t->slots));
	for (size_t i = 0; i < old.size; i++) {
		const char *p;

		if (old.slots[i] == 0)
			continue;
		p = b->p + old.slots[i] - 1;
		*slot_of(t, b, p, size ? size : strlen(p) + 1) = old.slots[i];
	}
	free(old.slots);
}

/* The offset of what is equal to the bytes at `p`, which are added if nothing
 * is. Strings have size 0, and come with their NUL. */
static uint32_t settle(struct legend_table *t, struct buffer *b, const void *p,
		       size_t len, size_t size)
{
	uint32_t *slot;

	if (t->n * 2 >= t->size)
		grow(t, b, size);
	slot = slot_of(t, b, p, len);
	if (*slot == 0) {
		*slot = (uint32_t)b->len + 1;
		buffer_add(b, p, len);
		t->n++;
	}
	return *slot - 1;
}

static void put_string(struct legend_builder *b, struct buffer *out,
		       const char *s)
{
	if (!s)
		s = "";
	if (b->strings.len > UINT32_MAX / 2)
		b->full = true;
	else
		index_put_u32(out, settle(&b->known_strings, &b->strings, s,
					  strlen(s) + 1, 0));
}

/* The number of the record of `size` bytes in `record`, which it frees. */
static uint16_t number_of(struct legend_builder *b, struct legend_table *t,
			  struct buffer *out, struct buffer *record,
			  size_t size)
{
	uint32_t n = 0;

	if (record->len == size)
		n = settle(t, out, record->p, size, size) / (uint32_t)size;
	if (n > UINT16_MAX)
		b->full = true;
	buffer_done(record);
	return (uint16_t)n;
}

void legend_build_begin(struct legend_builder *b)
{
	struct buffer none = { 0 };

	*b = (struct legend_builder) { .full = false };
	put_string(b, &none, "");
	buffer_done(&none);
}

uint16_t legend_add_vendor(struct legend_builder *b, const char *id,
			   const char *title, const char *as_of)
{
	put_string(b, &b->vendors, id);
	put_string(b, &b->vendors, title);
	put_string(b, &b->vendors, as_of);
	index_put_u32(&b->vendors, (uint32_t)(b->bases.len / BASIS_SIZE));
	index_put_u64(&b->vendors, 0);		/* counts */
	if (b->vendors.len / VENDOR_SIZE > UINT16_MAX)
		b->full = true;
	return (uint16_t)(b->vendors.len / VENDOR_SIZE - 1);
}

static void count(struct legend_builder *b, uint16_t vendor, size_t field,
		  int more)
{
	char *p = b->vendors.p + vendor * (size_t)VENDOR_SIZE + field;
	uint32_t n = htole32(index_u32((uint8_t *)p) + (uint32_t)more);

	memcpy(p, &n, sizeof(n));
}

void legend_count_name(struct legend_builder *b, uint16_t vendor, int more)
{
	count(b, vendor, 16, more);
}

void legend_count_prefix(struct legend_builder *b, uint16_t vendor, int more)
{
	count(b, vendor, 20, more);
}

void legend_add_basis(struct legend_builder *b, const struct legend_basis *s)
{
	const uint8_t kind[4] = {
		(uint8_t)s->reach.duty, (uint8_t)s->reach.status,
		s->reach.only,
	};

	put_string(b, &b->bases, s->id);
	put_string(b, &b->bases, s->authority);
	put_string(b, &b->bases, s->cite);
	put_string(b, &b->bases, s->binds);
	put_string(b, &b->bases, s->dates);
	put_string(b, &b->bases, s->jurisdiction);
	put_string(b, &b->bases, s->reach.off);
	put_string(b, &b->bases, s->reach.roles);
	put_string(b, &b->bases, s->profiles);
	buffer_add(&b->bases, kind, sizeof(kind));
}

uint16_t legend_add_list(struct legend_builder *b, const char *path)
{
	struct buffer record = { 0 };

	put_string(b, &record, path);
	index_put_u32(&record, 0);
	return number_of(b, &b->known_lists, &b->lists, &record, LIST_SIZE);
}

uint16_t legend_add_class(struct legend_builder *b,
			  const struct legend_class *c)
{
	const uint8_t action[4] = { (uint8_t)c->action, c->important };
	struct buffer record = { 0 };

	index_put_u16(&record, c->vendor);
	index_put_u16(&record, c->list);
	buffer_add(&record, action, sizeof(action));
	put_string(b, &record, c->role);
	put_string(b, &record, c->source);
	put_string(b, &record, c->confidence);
	put_string(b, &record, c->ports);
	return number_of(b, &b->known_classes, &b->classes, &record,
			 CLASS_SIZE);
}

void legend_add_port(struct legend_builder *b, const struct legend_port *p)
{
	const uint8_t transport[4] = { p->transport };

	index_put_u16(&b->ports, p->class);
	index_put_u16(&b->ports, p->port);
	buffer_add(&b->ports, transport, sizeof(transport));
	index_put_u32(&b->ports, p->line);
}

static const uint8_t *class_at(const struct legend_builder *b, uint16_t class)
{
	return (uint8_t *)b->classes.p + class * (size_t)CLASS_SIZE;
}

uint16_t legend_class_vendor(const struct legend_builder *b, uint16_t class)
{
	return index_u16(class_at(b, class));
}

uint16_t legend_class_list(const struct legend_builder *b, uint16_t class)
{
	return index_u16(class_at(b, class) + 2);
}

enum legend_action legend_class_action(const struct legend_builder *b,
				       uint16_t class)
{
	return class_at(b, class)[4];
}

void legend_build_kinds(const struct legend_builder *b,
			struct legend_kinds *kinds)
{
	size_t n = b->classes.len / CLASS_SIZE;

	*kinds = (struct legend_kinds) {
		.kinds = xcalloc(n + 1, sizeof(*kinds->kinds)),
	};
	for (size_t i = 0; i < n; i++) {
		const uint8_t *p = class_at(b, (uint16_t)i);
		struct legend_kind *k = &kinds->kinds[i];

		k->list = index_u16(p + 2);
		k->except = p[4] == LEGEND_EXCEPT;
		k->important = p[5];
		kinds->exceptions |= k->except;
	}
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
	free(b->known_strings.slots);
	free(b->known_lists.slots);
	free(b->known_classes.slots);
}
