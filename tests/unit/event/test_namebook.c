/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of addresses: whose, how long, how many. */

#include <stdio.h>
#include <stdlib.h>

#include "lib/array.h"
#include "nfq/event/namebook.h"
#include "tests/unit/tap.h"

static struct namebook *b;
static bool other;

static struct address at(const char *text)
{
	struct address a;

	if (!address_parse(text, &a))
		abort();
	return a;
}

static void add(const char *client, const char *address, const char *text,
		uint32_t ttl, time_t now)
{
	struct address c = at(client), a = at(address);
	struct name n;

	name_from_text(&n, (struct span) { (const uint8_t *)text,
					   strlen(text) });
	namebook_add(b, &c, &a, &n, ttl, now);
}

static const char *find(const char *client, const char *address, time_t now)
{
	struct address c = at(client), a = at(address);
	const char *name = namebook_find(b, &c, &a, now, &other);

	return name ? name : "";
}

static void test_whose(void)
{
	b = namebook_new();
	is_text(find("10.0.0.1", "192.0.2.1", 100), "", "an empty book");
	add("10.0.0.1", "192.0.2.1", "one.example", 300, 100);
	is_text(find("10.0.0.1", "192.0.2.1", 100), "one.example",
		"what the client asked for");
	ok(!other, "itself");
	is_text(find("10.0.0.2", "192.0.2.1", 100), "one.example",
		": another knows no better");
	ok(other, ": and is told so");
	add("10.0.0.2", "192.0.2.1", "two.example", 300, 110);
	is_text(find("10.0.0.1", "192.0.2.1", 110), "one.example",
		"each has its own");
	is_text(find("10.0.0.2", "192.0.2.1", 110), "two.example", "name");
	is_text(find("fd00::1", "192.0.2.1", 110), "two.example",
		"a third gets the latest");
	add("10.0.0.1", "192.0.2.1", "later.example", 300, 120);
	is_text(find("10.0.0.1", "192.0.2.1", 120), "later.example",
		"the latest of one client");
	add("10.0.0.1", "192.0.2.1", "", 300, 120);
	is_text(find("10.0.0.1", "192.0.2.1", 120), "later.example",
		"the root names nothing");
	namebook_free(b);
}

static void test_how_long(void)
{
	static const struct {
		uint32_t ttl;
		time_t last;
	} cases[] = {
		{ 0, 59 }, { 59, 59 }, { 61, 60 }, { 3600, 3599 },
		{ 3601, 3599 }, { 0x7fffffff, 3599 },
	};
	char name[300];

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		b = namebook_new();
		add("10.0.0.1", "192.0.2.1", "a.example", cases[i].ttl, 10000);
		is_text(find("10.0.0.1", "192.0.2.1", 10000 + cases[i].last),
			"a.example", "a TTL of %u", cases[i].ttl);
		is_text(find("10.0.0.1", "192.0.2.1", 10001 + cases[i].last),
			"", ": and no longer");
		is_text(find("10.0.0.1", "192.0.2.1", 1), "",
			": nor with a clock set back by much");
		namebook_free(b);
	}
	b = namebook_new();
	memset(name, 'n', sizeof(name));
	snprintf(name + 240, sizeof(name) - 240, ".example");
	add("10.0.0.1", "192.0.2.1", name, 300, 1);
	is_number(strlen(find("10.0.0.1", "192.0.2.1", 1)), NAMEBOOK_NAME,
		  "a long name is cut");
	ok(strncmp(find("10.0.0.1", "192.0.2.1", 1), "...nnn", 6) == 0 &&
	   strcmp(find("10.0.0.1", "192.0.2.1", 1) + NAMEBOOK_NAME - 8,
		  ".example") == 0, "at its beginning");
	namebook_free(b);
}

/* Ten times what fits: the latest are there, and nothing grows. */
static void test_how_many(void)
{
	char address[ADDRESS_TEXT], name[40];
	unsigned found = 0, wrong = 0, many = 10 * NAMEBOOK_ENTRIES;

	b = namebook_new();
	for (unsigned i = 0; i < many; i++) {
		snprintf(address, sizeof(address), "10.%u.%u.%u", i >> 16,
			 i >> 8 & 255, i & 255);
		snprintf(name, sizeof(name), "n%u.example", i);
		add("10.0.0.1", address, name, 300, 100);
	}
	for (unsigned i = 0; i < many; i++) {
		const char *got;

		snprintf(address, sizeof(address), "10.%u.%u.%u", i >> 16,
			 i >> 8 & 255, i & 255);
		snprintf(name, sizeof(name), "n%u.example", i);
		got = find("10.0.0.1", address, 100);
		found += *got != '\0';
		wrong += *got && strcmp(got, name) != 0;
	}
	is_number(wrong, 0, "no name is another's");
	ok(found <= NAMEBOOK_ENTRIES && found >= NAMEBOOK_ENTRIES / 4,
	   ": as many as fit are kept");
	is_text(find("10.0.0.1", address, 100), name, ": and the last is");
	namebook_free(b);
}

int main(void)
{
	test_whose();
	test_how_long();
	test_how_many();
	return done_testing();
}
