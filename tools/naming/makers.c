/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looks makers of cards up. */

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/mac.h"
#include "lib/text.h"
#include "tools/naming/makers.h"

enum { MAKER_NAME = 100 };

/* A card that is asked about, by its first three bytes. */
struct asked {
	uint32_t number;
	size_t i;
};

static bool read_byte(struct span s, uint32_t *n)
{
	for (size_t i = 0; i < s.len; i++) {
		uint8_t c = s.p[i] | 0x20;
		bool digit = c >= '0' && c <= '9';

		if (!digit && (c < 'a' || c > 'f'))
			return false;
		*n = *n << 4 | (uint32_t)(digit ? c - '0' : c - 'a' + 10);
	}
	return s.len == 2;
}

struct maker maker_line(struct span line)
{
	struct maker m = { .good = true };
	struct span bytes = span_word(&line);

	for (int i = 0; i < 3; i++)
		m.good = read_byte(span_cut(&bytes, '-'), &m.number) && m.good;
	m.good = m.good && bytes.len == 0 &&
		 span_is(span_word(&line), "(hex)");
	m.name = span_trim(line);
	m.good = m.good && m.name.len > 0;
	return m;
}

bool maker_is_none(const char *mac)
{
	uint8_t b[6];

	return mac_parse(mac, b) && (b[0] & 2);
}

static int compare(const void *pa, const void *pb)
{
	const struct asked *a = pa, *b = pb;

	return a->number < b->number ? -1 : a->number > b->number;
}

static size_t list_cards(struct asked *asked, const char *const *cards,
			 size_t n)
{
	size_t k = 0;
	uint8_t b[6];

	for (size_t i = 0; i < n; i++)
		if (mac_parse(cards[i], b) && !(b[0] & 2))
			asked[k++] = (struct asked) {
				(uint32_t)b[0] << 16 | (uint32_t)b[1] << 8 |
				b[2], i,
			};
	if (k > 1)
		qsort(asked, k, sizeof(*asked), compare);
	return k;
}

/* The first of the cards of this maker; `k`: there is none. */
static size_t first_of(const struct asked *asked, size_t k, uint32_t number)
{
	size_t low = 0, high = k;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (asked[mid].number < number)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static void take_line(const struct asked *asked, size_t k, struct span line,
		      char **names)
{
	struct maker m = maker_line(line);
	size_t len = m.name.len < MAKER_NAME ? m.name.len : MAKER_NAME;

	if (!m.good)
		return;
	for (size_t i = first_of(asked, k, m.number);
	     i < k && asked[i].number == m.number; i++)
		if (!names[asked[i].i])
			names[asked[i].i] = xstrndup((const char *)m.name.p,
						     len);
}

void makers_find(const char *path, const char *const *cards, char **names,
		 size_t n)
{
	struct asked *asked = xcalloc(n + 1, sizeof(*asked));
	size_t k = list_cards(asked, cards, n);
	int fd = k > 0 ? file_open(path) : -1;
	struct span line;
	struct text t;

	memset(names, 0, n * sizeof(*names));
	if (fd >= 0) {
		text_from(&t, fd);
		while (text_line(&t, &line))
			take_line(asked, k, line, names);
		text_done(&t);
	}
	free(asked);
}
