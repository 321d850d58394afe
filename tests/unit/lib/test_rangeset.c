/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sets of ranges, against a set that holds each address by itself. */

#include <stdio.h>
#include <stdlib.h>

#include "lib/array.h"
#include "lib/buffer.h"
#include "lib/range.h"
#include "lib/rangeset.h"
#include "tests/unit/tap.h"

static void add_words(struct rangeset *s, const char *words)
{
	char copy[400], *save, *word;
	struct prefix p;
	struct range r;

	snprintf(copy, sizeof(copy), "%s", words);
	for (word = strtok_r(copy, " ", &save); word;
	     word = strtok_r(NULL, " ", &save)) {
		if (!prefix_parse(word, &p)) {
			ok(false, "the test's prefix %s", word);
			continue;
		}
		r = range_of(&p);
		rangeset_add(s, &r);
	}
}

static void write_list(struct buffer *out, const struct range_list *l)
{
	char text[ADDRESS_TEXT];
	struct prefix p;
	bool more;

	for (size_t i = 0; i < l->n; i++) {
		struct range r = l->items[i];

		do {
			more = range_take_prefix(&r, &p);
			buffer_printf(out, "%s%s", out->len ? " " : "",
				      prefix_format(&p, text));
		} while (more);
	}
}

static void test_rows(void)
{
	static const struct {
		const char *listed, *without, *want;
	} rows[] = {
		{ "192.0.2.0/25 192.0.2.128/25", "", "192.0.2.0/24" },
		{ "192.0.2.128/25 192.0.2.0/25", "", "192.0.2.0/24" },
		{ "192.0.2.0/24 192.0.2.7 192.0.2.0/24", "", "192.0.2.0/24" },
		{ "192.0.2.0/31 192.0.2.2 192.0.2.3", "", "192.0.2.0/30" },
		{ "192.0.2.1 192.0.2.2", "", "192.0.2.1 192.0.2.2" },
		{ "0.0.0.0/1 128.0.0.0/1", "", "0.0.0.0/0" },
		{ "255.255.255.255 255.255.255.254", "",
		  "255.255.255.254/31" },
		{ "::/1 8000::/1", "", "::/0" },
		{ "::/0 0.0.0.0/0", "", "0.0.0.0/0 ::/0" },
		{ "::/0 192.0.2.1", "", "192.0.2.1 ::/0" },
		{ "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe/127", "",
		  "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe/127" },
		{ "2001:db8::/127 2001:db8::2/127", "", "2001:db8::/126" },
		{ "2001:db8::1 2001:db8::", "", "2001:db8::/127" },
		{ "192.0.2.0/24", "192.0.2.77",
		  "192.0.2.0/26 192.0.2.64/29 192.0.2.72/30 192.0.2.76 "
		  "192.0.2.78/31 192.0.2.80/28 192.0.2.96/27 "
		  "192.0.2.128/25" },
		{ "192.0.2.0/24", "192.0.2.0/24", "" },
		{ "192.0.2.0/24", "192.0.0.0/8", "" },
		{ "192.0.2.0/24", "192.0.2.0 192.0.2.255 10.0.0.1",
		  "192.0.2.1 192.0.2.2/31 192.0.2.4/30 192.0.2.8/29 "
		  "192.0.2.16/28 192.0.2.32/27 192.0.2.64/26 192.0.2.128/26 "
		  "192.0.2.192/27 192.0.2.224/28 192.0.2.240/29 "
		  "192.0.2.248/30 192.0.2.252/31 192.0.2.254" },
		{ "0.0.0.0/0", "128.0.0.0/1", "0.0.0.0/1" },
		{ "0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1" },
		{ "::/0", "8000::/1", "::/1" },
		{ "2001:db8::/126", "2001:db8::1", "2001:db8:: "
		  "2001:db8::2/127" },
		{ "", "192.0.2.1", "" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct rangeset s = { { 0 }, { 0 } }, w = { { 0 }, { 0 } };
		struct buffer out = { 0 };

		add_words(&s, rows[i].listed);
		add_words(&w, rows[i].without);
		rangeset_merge(&s);
		rangeset_merge(&w);
		rangeset_subtract(&s, &w);
		buffer_text(&out, "");
		write_list(&out, &s.v4);
		write_list(&out, &s.v6);
		is_text(out.p, rows[i].want, "%s without %s", rows[i].listed,
			rows[i].without);
		buffer_done(&out);
		rangeset_done(&s);
		rangeset_done(&w);
	}
}

enum { SPACE = 2000 };

/* The address at `i` of a space whose neighbours differ in all bytes. */
static struct address address_at(unsigned i, bool v6)
{
	uint8_t bytes[16] = { 0x20, 1, 0xd, 0xb8 };

	bytes[v6 ? 14 : 2] = (uint8_t)((i + 60000) >> 8);
	bytes[v6 ? 15 : 3] = (uint8_t)(i + 60000);
	bytes[v6 ? 13 : 1] = (uint8_t)((i + 60000) >> 16);
	return v6 ? address_from_v6(bytes) : address_from_v4(bytes);
}

static void add_random(struct rangeset *s, bool in[SPACE], bool v6,
		       unsigned many)
{
	for (unsigned n = 0; n < many; n++) {
		unsigned first = (unsigned)(random_next() % SPACE);
		unsigned last = first + (unsigned)(random_next() % 40);
		struct range r;

		last = last < SPACE ? last : SPACE - 1;
		for (unsigned i = first; i <= last; i++)
			in[i] = true;
		r.first = address_at(first, v6);
		r.last = address_at(last, v6);
		rangeset_add(s, &r);
	}
}

static bool holds(const struct range_list *l, const struct address *a)
{
	for (size_t i = 0; i < l->n; i++)
		if (address_compare(&l->items[i].first, a) <= 0 &&
		    address_compare(a, &l->items[i].last) <= 0)
			return true;
	return false;
}

static bool is_merged(const struct range_list *l)
{
	for (size_t i = 1; i < l->n; i++) {
		struct address behind = l->items[i - 1].last;

		if (!address_next(&behind) ||
		    address_compare(&l->items[i].first, &behind) <= 0)
			return false;
	}
	return true;
}

static void test_random(void)
{
	unsigned wrong = 0;

	for (unsigned round = 0; round < 60; round++) {
		struct rangeset s = { { 0 }, { 0 } }, w = { { 0 }, { 0 } };
		bool in[SPACE] = { false }, out[SPACE] = { false };
		bool v6 = round % 2;
		const struct range_list *l = v6 ? &s.v6 : &s.v4;

		add_random(&s, in, v6, round * 3);
		add_random(&w, out, v6, round);
		rangeset_merge(&s);
		rangeset_merge(&w);
		wrong += !is_merged(l);
		rangeset_subtract(&s, &w);
		wrong += !is_merged(l);
		for (unsigned i = 0; i < SPACE; i++) {
			struct address a = address_at(i, v6);

			wrong += holds(l, &a) != (in[i] && !out[i]);
		}
		rangeset_done(&s);
		rangeset_done(&w);
	}
	is_number(wrong, 0, "random sets are what they are made of");
}

/* Of addresses that differ in few bytes and in many; all are still there. */
static void test_sort(void)
{
	for (unsigned few = 1; few <= 16; few += 5) {
		struct range_list l = { NULL, 5000 };
		uint64_t sum = 0;
		unsigned wrong = 0;

		l.items = calloc(l.n, sizeof(*l.items));
		for (size_t i = 0; i < l.n; i++) {
			for (unsigned b = 0; b < few; b++)
				l.items[i].first.b[15 - b] =
					(uint8_t)(random_next() % 3);
			l.items[i].last = l.items[i].first;
			memcpy(l.items[i].last.b, &i, sizeof(i));
		}
		rangeset_sort(&l);
		for (size_t i = 0; i < l.n; i++) {
			size_t index;

			memcpy(&index, l.items[i].last.b, sizeof(index));
			sum += index;
			wrong += i > 0 && address_compare(
				&l.items[i - 1].first, &l.items[i].first) > 0;
			wrong += few <= 8 &&
				 memcmp(l.items[i].first.b + 8,
					l.items[i].last.b + 8, 8) != 0;
		}
		ok(wrong == 0 && sum == (uint64_t)l.n * (l.n - 1) / 2,
		   "sorted by the last %u bytes", few);
		free(l.items);
	}
}

int main(void)
{
	test_rows();
	test_random();
	test_sort();
	return done_testing();
}
