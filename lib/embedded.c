/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The forms of embedded IPv4 addresses, a row each. */

#include <assert.h>

#include "lib/array.h"
#include "lib/embedded.h"
#include "lib/prefix.h"

#define ONES4 0xff, 0xff, 0xff, 0xff
#define ONES12 ONES4, ONES4, ONES4

static const struct embedded_form standard[] = {
	{ "IPv4-mapped", .at = 12, .mask = { ONES12 },
	  .value = { [10] = 0xff, 0xff } },
	{ "IPv4-translated", .at = 12, .mask = { ONES12 },
	  .value = { [8] = 0xff, 0xff } },
	{ "NAT64", .at = 12, .mask = { ONES12 },
	  .value = { 0x00, 0x64, 0xff, 0x9b } },
	{ "NAT64 (local)", .at = 12, .mask = { ONES4, 0xff, 0xff },
	  .value = { 0x00, 0x64, 0xff, 0x9b, 0x00, 0x01 } },
	{ "IPv4-compatible", .at = 12, .mask = { ONES12 } },
	{ "6to4", .at = 2, .mask = { 0xff, 0xff }, .value = { 0x20, 0x02 } },
	{ "Teredo", .at = 12, .flipped = true, .mask = { ONES4 },
	  .value = { 0x20, 0x01 } },
	/* The bit left out says whether the IPv4 address is a public one. */
	{ "ISATAP", .at = 12, .mask = { [8] = 0xfd, 0xff, 0xff, 0xff },
	  .value = { [10] = 0x5e, 0xfe } },
};

static_assert(EMBEDDED_NAT64_MAX + ARRAY_SIZE(standard) <= EMBEDDED_FORMS_MAX,
	      "room for all");

bool embedded_prefix_is_valid(const char *text)
{
	struct prefix p;

	return prefix_parse(text, &p) && !address_is_v4(&p.addr) &&
	       (p.len == 32 || p.len == 64 || p.len == 96);
}

/* RFC 6052 2.2: behind the prefix, but never in byte 8. */
static struct embedded_form nat64_form(const struct prefix *p)
{
	struct embedded_form f = {
		.name = "NAT64", .at = (uint8_t)(p->len / 8),
	};

	if (p->len == 64)
		f.at++;
	memset(f.mask, 0xff, p->len / 8);
	memcpy(f.value, p->addr.b, p->len / 8);
	return f;
}

void embedded_init(struct embedded *e, const struct conf_list *nat64)
{
	char *const *texts = nat64->items;
	struct prefix p;

	e->n = 0;
	for (size_t i = 0; i < nat64->n && e->n < EMBEDDED_NAT64_MAX; i++)
		if (embedded_prefix_is_valid(texts[i]) &&
		    prefix_parse(texts[i], &p))
			e->forms[e->n++] = nat64_form(&p);
	memcpy(e->forms + e->n, standard, sizeof(standard));
	e->n += ARRAY_SIZE(standard);
}

static bool fits(const struct embedded_form *f, const struct address *a)
{
	for (size_t i = 0; i < sizeof(a->b); i++)
		if ((a->b[i] & f->mask[i]) != f->value[i])
			return false;
	return true;
}

const struct embedded_form *embedded_find(const struct embedded *e,
					  const struct address *a,
					  struct address *v4)
{
	uint8_t bytes[4];

	if (address_is_v4(a))
		return NULL;
	for (size_t i = 0; i < e->n; i++) {
		const struct embedded_form *f = &e->forms[i];

		if (!fits(f, a))
			continue;
		for (size_t k = 0; k < sizeof(bytes); k++)
			bytes[k] = a->b[f->at + k] ^ (f->flipped ? 0xff : 0);
		*v4 = address_from_v4(bytes);
		return f;
	}
	return NULL;
}
