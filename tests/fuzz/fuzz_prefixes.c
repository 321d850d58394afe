/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as prefixes.idx: look-ups stay inside, whatever they find. */

#include "ruleset/index/prefixes.h"
#include "tests/fuzz/fuzz.h"

static void look_up(const struct prefixes *p, const struct address *a)
{
	struct prefix_rule rules[PREFIX_RULES_MAX];

	must(prefixes_lookup(p, a, rules) <= PREFIX_RULES_MAX);
}

static void walk(const struct prefixes *p)
{
	static struct prefix_interval v;

	for (size_t i = 0; i < prefixes_count(p); i++) {
		bool good = prefixes_interval(p, i, &v);

		must(v.nrules <= PREFIX_RULES_MAX);
		must(good == (address_compare(&v.range.first,
					      &v.range.last) <= 0));
		look_up(p, &v.range.first);
		look_up(p, &v.range.last);
	}
}

/* The length in the header is made to fit: a mutation hardly ever does. Where
 * it does the input is read as it lies; else the caller frees. */
static uint8_t *with_length(const uint8_t *data, size_t size)
{
	uint8_t *copy;

	if (size < 64 || index_u64(data + 16) == size)
		return NULL;
	copy = malloc(size);
	memcpy(copy, data, size);
	for (size_t i = 0; i < 8; i++)
		copy[16 + i] = (uint8_t)((uint64_t)size >> 8 * i);
	return copy;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const texts[] = {
		"0.0.0.0", "192.0.2.7", "255.255.255.255", "::",
		"2001:db8::7", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
	};
	uint8_t *copy = with_length(data, size);
	struct prefixes p;
	struct address a;
	struct index ix;

	if (index_over(&ix, copy ? copy : data, size, INDEX_PREFIXES,
		       false) == 0) {
		if (prefixes_open(&p, &ix) == 0) {
			for (size_t i = 0; i < 6; i++) {
				must(address_parse(texts[i], &a));
				look_up(&p, &a);
			}
			walk(&p);
		}
		index_close(&ix);
	}
	free(copy);
	return 0;
}
