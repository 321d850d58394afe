/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as names.idx: look-ups stay inside, whatever they find. */

#include "ruleset/index/legend.h"
#include "ruleset/index/names.h"
#include "tests/fuzz/fuzz.h"

static void look_up(const struct names *n, const char *text, size_t len)
{
	struct name_rule rules[NAME_RULES_MAX];
	char *copy = malloc(len ? len : 1);	/* ends where it ends */
	size_t count;

	memcpy(copy, text, len);
	count = names_lookup(n, copy, len, rules);
	must(count <= NAME_RULES_MAX);
	for (size_t i = 0; i < count; i++) {
		must(rules[i].start <= len);
		must(rules[i].scope != NAMES_EXACT || rules[i].start == 0);
		must(i == 0 || rules[i].start <= rules[i - 1].start);
	}
	free(copy);
}

/* Names come in order, as long as the index is not damaged; what they are made
 * of lies inside it. */
static void walk(const struct names *n)
{
	struct names_walk w;
	size_t sum = 0;

	names_walk_begin(&w, n);
	while (names_walk_next(&w) && sum < 1 << 20) {
		must(w.len > 0 && w.len < 256);
		for (size_t i = 0; i < w.len; i++)
			sum += (uint8_t)w.name[i] != 0;
		for (; w.run.left > 0; names_run_next(&w.run))
			sum += w.run.class != 0;
	}
}

static void read_legend(const struct index *ix)
{
	struct legend l;
	size_t sum = 0;

	if (legend_open(&l, ix) < 0)
		return;
	for (size_t i = 0; i < l.nclasses; i++) {
		must(l.classes[i].vendor < l.nvendors);
		must(l.classes[i].list < l.nlists);
		sum += strlen(l.classes[i].role);
	}
	for (size_t i = 0; i < l.nvendors; i++) {
		must(l.vendors[i].first_basis + l.vendors[i].nbases <=
		     l.nbases);
		sum += strlen(l.vendors[i].id) + strlen(l.vendors[i].title);
	}
	must(sum < SIZE_MAX);
	legend_close(&l);
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
		"www.kaspersky.com", "a.example.org", "example", "..", ".",
		"", "x.y.z.deep.down.example.net",
	};
	uint8_t *copy = with_length(data, size);
	struct index ix;
	struct names n;

	if (index_over(&ix, copy ? copy : data, size, INDEX_NAMES,
		       false) == 0) {
		if (names_open(&n, &ix) == 0) {
			for (size_t i = 0; i < 7; i++)
				look_up(&n, texts[i], strlen(texts[i]));
			look_up(&n, (const char *)data + size / 2, size / 2);
			walk(&n);
		}
		read_legend(&ix);
		index_close(&ix);
	}
	free(copy);
	return 0;
}
