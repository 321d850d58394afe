/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is remembered: bounded, each once, and written in time. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/file.h"
#include "lib/folder.h"
#include "nfq/event/remember.h"
#include "nfq/event/remembered.h"
#include "tests/unit/tap.h"

enum { HOUR = 1796040000 };	/* one begins then */

static char folder[64], log_file[80];
static struct event_ring *ring;
static struct privacy privacy;
static struct config config = {
	.remember = true, .remember_size = 1 << 20,
	.remember_age = 86400,
};

static struct contact contact_of(unsigned client, const char *name, time_t t)
{
	struct contact c = {
		.name = name, .name_len = (uint8_t)strlen(name), .count = 1,
		.first = t, .last = t, .via = PROTO_TLS, .port = 443,
	};

	address_parse("192.0.2.0", &c.client);
	c.client.b[15] = (uint8_t)client;
	c.client.b[14] += (uint8_t)(client >> 8);
	address_parse("198.51.100.1", &c.dst);
	return c;
}

static void note(unsigned client, const char *name, time_t t)
{
	struct contact c = contact_of(client, name, t);

	contacts_note(&ring->contacts, &c);
}

/* How often a text is in the file of an hour; -1: there is none. */
static int in_file(time_t t, const char *what)
{
	char *kept = remembered_folder(log_file);
	char *path = remembered_path(kept, t);
	struct buffer text = { 0 };
	int n = file_read(path, 1 << 24, &text) < 0 ? -1 : 0;

	buffer_char(&text, '\0');
	for (const char *p = text.p; n >= 0 && (p = strstr(p, what)); p++)
		n++;
	buffer_done(&text);
	free(path);
	free(kept);
	return n;
}

/* Its clock is ours from then on. */
static struct remember *start(void)
{
	struct remember *r;

	ring = event_ring_new();
	r = remember_new(&config, &privacy, &ring, 1);
	remember_turn(r, HOUR, false);
	return r;
}

static void stop(struct remember *r)
{
	char *kept = remembered_folder(log_file);

	remember_free(r);
	event_ring_free(ring);
	folder_remove_all(kept);
	free(kept);
}

static void test_hour(void)
{
	struct remember *r = start();

	note(1, "one.example", HOUR + 1);
	remember_turn(r, HOUR + 10, false);
	ok(in_file(HOUR, "one.example") == 0, "what is new waits");
	for (int t = 20; t <= 320; t += 20)
		remember_turn(r, HOUR + t, false);
	ok(in_file(HOUR, "one.example") == 1, "some minutes at most");
	note(1, "one.example", HOUR + 330);
	note(1, "one.example", HOUR + 340);
	for (int t = 340; t < 3600; t += 20)
		remember_turn(r, HOUR + t, false);
	ok(in_file(HOUR, "one.example") == 1,
	   "how often it was seen since waits until the hour is over");
	remember_turn(r, HOUR + 3601, false);
	ok(in_file(HOUR, "one.example") == 2 &&
	   in_file(HOUR, "\"first\":1796040330,\"last\":1796040340,"
			 "\"count\":2") == 1, "and is written then");
	note(1, "one.example", HOUR + 3610);
	remember_turn(r, HOUR + 3611, true);
	ok(in_file(HOUR + 3600, "one.example") == 1,
	   "the next hour has a file of its own");
	stop(r);
}

static void test_clock(void)
{
	struct remember *r = start();

	note(1, "before.example", HOUR + 5);
	remember_turn(r, HOUR + 5, true);
	remember_turn(r, HOUR + 30, false);
	note(1, "behind.example", HOUR + 7210);
	remember_turn(r, HOUR + 7210, false);
	remember_turn(r, HOUR + 7220, true);
	ok(in_file(HOUR, "\"to\":1796040030") == 1 &&
	   in_file(HOUR + 7200, "\"from\":1796047210") >= 1,
	   "while the machine slept nobody was there");
	note(1, "again.example", HOUR + 40);
	remember_turn(r, HOUR + 40, false);
	remember_turn(r, HOUR + 41, true);
	ok(in_file(HOUR, "again.example") >= 0 &&
	   in_file(HOUR, "\"to\":1796040041") == 1,
	   "and a clock that is set back begins anew");
	stop(r);
}

static void test_bounds(void)
{
	struct remember *r = start();
	char name[32];
	int kept, n = 0;

	/* A hundred a second: more is another part's. */
	for (int i = 0; i < 3000; i++) {
		snprintf(name, sizeof(name), "n%d.example", i);
		note(1, name, HOUR + i / 100);
		if (i % 100 == 99)
			remember_turn(r, HOUR + i / 100, false);
	}
	note(2, "quiet.example", HOUR + 31);
	remember_turn(r, HOUR + 32, true);
	kept = in_file(HOUR, "\"192.0.2.1\"");
	ok(kept == REMEMBER_CLIENT, "a client has %d an hour (%d)",
	   REMEMBER_CLIENT, kept);
	ok(in_file(HOUR, "quiet.example") == 1, "others go on");
	ok(in_file(HOUR, "\"missed\":952") == 1,
	   "how many found no room is told");
	remember_turn(r, HOUR + 3600, true);
	for (int i = 0; i < 100000; i++) {
		snprintf(name, sizeof(name), "m%d.example", i);
		note((unsigned)i / 50, name, HOUR + 3600 + i / 1000);
		if (i % 1000 == 999)
			remember_turn(r, HOUR + 3601 + i / 1000, false);
	}
	remember_turn(r, HOUR + 3800, true);
	n = in_file(HOUR + 3600, "\"count\":1}");
	ok(n > 90000, "what is too much for memory is written before (%d)", n);
	stop(r);
}

static void test_privacy(void)
{
	struct remember *r;

	privacy = (struct privacy) {
		.clients = PRIVACY_TRUNCATED, .names = PRIVACY_TRUNCATED,
	};
	r = start();
	note(1, "secret.www.example.org", HOUR + 1);
	note(7, "other.www.example.org", HOUR + 2);
	remember_turn(r, HOUR + 3, true);
	ok(in_file(HOUR, "\"client\":\"192.0.2.0\",\"name\":\"example.org\"") ==
	   1 && in_file(HOUR, "\"count\":2") == 1 &&
	   in_file(HOUR, "secret") == 0, "what is hidden is not kept");
	privacy = (struct privacy) { .clients = PRIVACY_FULL };
	stop(r);
}

static void test_off(void)
{
	struct remember *r = start();
	struct config other = config;

	note(1, "last.example", HOUR + 1);
	other.remember = false;
	remember_follow(r, &other);
	ok(!atomic_load(&ring->contacts.table), "off: workers note nothing");
	note(1, "never.example", HOUR + 2);
	remember_follow(r, &config);
	ok(atomic_load(&ring->contacts.table), "and on again");
	stop(r);
}

static void test_room(void)
{
	struct contacts *t = contacts_new(1, 8, 64), *other;
	struct contact c = contact_of(1, "a", HOUR), *got;
	struct contacts_slot slot = { .table = t };
	char name[] = "a";
	size_t i = 0;
	bool fresh;
	int n = 0;

	for (name[0] = 'a'; name[0] < 'z'; name[0]++) {
		c.name = name;
		n += contacts_add(t, &c, true, &fresh) && fresh;
	}
	ok(n == 6, "a part is three quarters full (%d)", n);
	c.name = "a";
	ok(contacts_add(t, &c, false, &fresh) && !fresh,
	   "who is there is counted");
	ok(!contacts_add(t, &(struct contact) { .name = "" }, false, &fresh),
	   "who is not is none without room");
	while ((got = contacts_next(t, &i)))
		n -= got->count > 0;
	ok(n == 0, "each comes once");
	other = contacts_new(1, 8, 64);
	ok(contacts_take(&slot, t, other) && !contacts_take(&slot, t, other),
	   "a table is taken once");
	contacts_clear(t);
	i = 0;
	ok(!contacts_next(t, &i), "and cleared");
	contacts_free(t);
	contacts_free(other);
}

int main(void)
{
	snprintf(folder, sizeof(folder), "/tmp/remember.XXXXXX");
	if (!mkdtemp(folder))
		return 1;
	snprintf(log_file, sizeof(log_file), "%s/eve.json", folder);
	config.log.file = log_file;
	test_room();
	test_hour();
	test_clock();
	test_bounds();
	test_privacy();
	test_off();
	folder_remove_all(folder);
	return done_testing();
}
