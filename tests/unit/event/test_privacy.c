/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is left of an event when who it was of, or what for, is not kept. */

#include <netinet/in.h>	/* before the kernel's headers */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "nfq/event/privacy.h"
#include "tests/unit/tap.h"

static struct event event;

static void event_is(const char *client, const char *name, uint16_t start)
{
	event = (struct event) {
		.source = SOURCE_NAME, .has_mac = true, .sport = 4000,
		.mac = { 0x52, 0x54, 0, 1, 2, 3 }, .rule = { .start = start },
		.name_len = (uint8_t)strlen(name),
	};
	address_parse(client, &event.src);
	memcpy(event.name, name, strlen(name));
}

static const char *client_after(enum privacy_level level, const char *client)
{
	const struct privacy p = { .clients = level, .key = { { 1, 2 } } };
	static char text[ADDRESS_TEXT];

	event_is(client, "a.example.org", 2);
	privacy_hide(&p, &event);
	return address_format(&event.src, text);
}

static const char *name_after(enum privacy_level level, const char *name,
			      uint16_t start)
{
	const struct privacy p = { .names = level, .key = { { 1, 2 } } };
	static char text[512];

	event_is("192.0.2.7", name, start);
	privacy_hide(&p, &event);
	snprintf(text, sizeof(text), "%.*s|%.*s", event.name_len, event.name,
		 event.name_len - event.rule.start,
		 event.name + event.rule.start);
	return text;
}

static void test_clients(void)
{
	char before[ADDRESS_TEXT];

	is_text(client_after(PRIVACY_FULL, "192.0.2.7"), "192.0.2.7", "full");
	ok(event.has_mac && event.sport == 4000 && !event.unlinked,
	   ": all of it");
	is_text(client_after(PRIVACY_TRUNCATED, "192.0.2.7"), "192.0.2.0",
		"a network of IPv4");
	ok(!event.has_mac && event.sport == 0 && event.unlinked,
	   ": without a MAC or a port");
	is_text(client_after(PRIVACY_TRUNCATED, "2001:db8:1:2::3"),
		"2001:db8:1::", "of IPv6");
	is_text(client_after(PRIVACY_NONE, "192.0.2.7"), "0.0.0.0", "none");
	is_text(client_after(PRIVACY_NONE, "2001:db8::1"), "::", ": of IPv6");
	ok(!event.has_mac, ": no MAC");
	strcpy(before, client_after(PRIVACY_PSEUDONYM, "192.0.2.7"));
	ok(strncmp(before, "100::", 5) == 0, "a pseudonym is nobody's address");
	is_text(client_after(PRIVACY_PSEUDONYM, "192.0.2.7"), before,
		": the same each time");
	ok(event.has_mac && event.mac[0] == 2 && event.mac[5] != 3,
	   ": with a MAC of nobody");
	ok(strcmp(client_after(PRIVACY_PSEUDONYM, "192.0.2.8"), before) != 0,
	   ": another of another");
}

static void test_names(void)
{
	char long_name[256];

	is_text(name_after(PRIVACY_FULL, "a.b.example.org", 4),
		"a.b.example.org|example.org", "full");
	is_text(name_after(PRIVACY_TRUNCATED, "a.b.example.org", 4),
		"example.org|example.org", "the entry that covers it");
	is_text(name_after(PRIVACY_TRUNCATED, "a.example.org", 0),
		"a.example.org|a.example.org", "an entry itself");
	is_text(name_after(PRIVACY_NONE, "a.b.example.org", 4),
		"_hidden.example.org|example.org", "none: of its entry");
	is_text(name_after(PRIVACY_NONE, "a.example.org", 0),
		"_hidden.invalid|_hidden.invalid", ": that is an entry");
	ok(strncmp(name_after(PRIVACY_PSEUDONYM, "a.b.example.org", 4), "_", 1)
	   == 0 && strstr(name_after(PRIVACY_PSEUDONYM, "a.b.example.org", 4),
			  ".example.org|example.org"), "a pseudonym");
	ok(!strstr(name_after(PRIVACY_PSEUDONYM, "a.example.org", 0),
		   "example"), ": of one that is an entry");
	memset(long_name, 'a', 255);
	long_name[255] = '\0';
	memcpy(long_name + 240, ".example.org", 12);
	name_after(PRIVACY_PSEUDONYM, long_name, 2);
	ok(event.name_len == 254 && event.rule.start < 254,
	   "the longest is cut off, not run over");
}

static void test_others(void)
{
	const struct privacy p = { .names = PRIVACY_TRUNCATED };

	event_is("192.0.2.7", "", 0);
	event.source = SOURCE_ADDRESS;
	event.hint_len = event.asked_len = event.story_name_len = 15;
	memcpy(event.hint, "h.s.example.org", 15);
	memcpy(event.asked, "a.s.example.org", 15);
	memcpy(event.story_name, "r.s.example.org", 15);
	privacy_hide(&p, &event);
	is_number(event.hint_len, 11, "what DNS said of an address");
	ok(memcmp(event.hint, "example.org", 11) == 0, ": two labels");
	ok(event.asked_len == 11 && event.story_name_len == 11,
	   ": so of what was asked, and refused");
	is_number(event.name_len, 0, "what there is not stays so");
}

static struct hash_key key_of(const char *state, int *ret)
{
	const struct config c = {
		.state = (char *)(uintptr_t)state,
		.privacy.clients = PRIVACY_PSEUDONYM,
	};
	struct privacy p = { .has_key = false };

	*ret = privacy_set(&p, &c, true);
	return p.key;
}

static void test_key(void)
{
	struct hash_key first, again;
	const char *state = scratch();
	const char *path = scratch_in(PRIVACY_KEY);
	char to[8];
	int ret;

	first = key_of(state, &ret);
	is_number(ret, 0, "a secret is made");
	again = key_of(state, &ret);
	ok(ret == 0 && memcmp(&first, &again, sizeof(first)) == 0,
	   ": and kept");
	unlink(path);
	if (symlink(PRIVACY_KEY, path) < 0)
		perror(path);
	again = key_of(state, &ret);
	ok(ret < 0 && memcmp(&first, &again, sizeof(first)) != 0,
	   "one that cannot be read: another, of this run");
	ok(readlink(path, to, sizeof(to)) > 0, ": it stays where it is");
}

int main(void)
{
	test_key();
	test_clients();
	test_names();
	test_others();
	return done_testing();
}
