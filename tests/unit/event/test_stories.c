/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which events are one story. */

#include <netinet/in.h>	/* before the kernel's headers */
#include <stdio.h>
#include <stdlib.h>

#include "nfq/event/stories.h"
#include "tests/unit/judge.h"
#include "tests/unit/tap.h"

static struct rules *rules;
static struct stories *s;

static struct address at(const char *text)
{
	struct address a;

	if (!address_parse(text, &a))
		abort();
	return a;
}

static struct event event_of(const char *client, const char *to, time_t now)
{
	return (struct event) {
		.rules = rules, .src = at(client), .dst = at(to),
		.time = { .tv_sec = now }, .transport = IPPROTO_UDP,
		.effect = EFFECT_LOG, .source = SOURCE_FALLBACK,
	};
}

/* A refused lookup. */
static struct event lookup(const char *client, const char *to, time_t now,
			   const char *name)
{
	struct event e = event_of(client, to, now);

	e.source = SOURCE_NAME;
	e.has_protocol = true;
	e.protocol = PROTO_DNS;
	e.effect = EFFECT_BLOCK;
	e.name_len = (uint8_t)strlen(name);
	memcpy(e.name, name, e.name_len);
	stories_tell(s, &e);
	return e;
}

static bool is_name(const struct event *e, const char *name)
{
	return e->story_name_len == strlen(name) &&
	       memcmp(e->story_name, name, e->story_name_len) == 0;
}

static void test_fallback(void)
{
	struct event first, again, e;

	s = stories_new();
	e = event_of("10.0.0.1", "8.8.8.8", 90);
	ok(!stories_note(s, &e), "nothing was refused yet");
	first = lookup("10.0.0.1", "10.0.0.254", 100, "upd.kaspersky.com");
	ok(first.story && !first.story_fallback, "a refused lookup");
	e = event_of("10.0.0.1", "8.8.8.8", 101);
	ok(stories_note(s, &e) && e.story == first.story && e.story_fallback,
	   ": and then 8.8.8.8 are one story");
	ok(is_name(&e, "upd.kaspersky.com"), "about the name");
	ok(strcmp(rules->generation.legend.vendors[rules->generation.legend
		  .classes[e.rule.class].vendor].id, "kaspersky") == 0,
	   ": and its vendor");
	again = lookup("10.0.0.1", "1.1.1.1", 102, "dnl-01.geo.kaspersky.com");
	ok(again.story == first.story && again.story_fallback &&
	   is_name(&again, "upd.kaspersky.com"),
	   "a lookup refused there belongs to it");
	e = event_of("10.0.0.2", "8.8.8.8", 103);
	ok(!stories_note(s, &e), ": another client's does not");
	e = event_of("10.0.0.1", "192.0.2.53", 104);
	ok(!stories_note(s, &e), ": nor does another resolver");
	e = event_of("10.0.0.1", "8.8.8.8", 102 + STORY_SECONDS);
	ok(stories_note(s, &e), "a minute after the last step");
	e = event_of("10.0.0.1", "8.8.8.8", 103 + 2 * STORY_SECONDS);
	ok(!stories_note(s, &e), ": but no later");
	again = lookup("10.0.0.1", "10.0.0.254", 300, "upd.kaspersky.com");
	ok(again.story && again.story != first.story,
	   ": then a new one begins");
	stories_free(s);
}

/* Who uses such a resolver anyway does not fall back to it. */
static void test_usual(void)
{
	struct event e;

	s = stories_new();
	lookup("10.0.0.1", "8.8.8.8", 100, "upd.kaspersky.com");
	e = event_of("10.0.0.1", "8.8.8.8", 101);
	ok(!stories_note(s, &e), "the resolver that was asked first");
	e = event_of("10.0.0.1", "9.9.9.9", 101);
	ok(stories_note(s, &e), ": another after it");
	e = lookup("10.0.0.3", "10.0.0.254", 100, "gone.example");
	e = event_of("10.0.0.3", "9.9.9.9", 101);
	ok(!stories_note(s, &e), "a name that no rule covers any more");
	e = event_of("10.0.0.4", "10.0.0.254", 100);
	e.source = SOURCE_NAME;
	e.has_protocol = true;
	e.protocol = PROTO_DNS;
	e.effect = EFFECT_OBSERVE;
	stories_tell(s, &e);
	ok(!e.story, "a lookup that was not refused begins none");
	stories_free(s);
}

static void test_many(void)
{
	unsigned kept = 0;
	char text[ADDRESS_TEXT];
	struct event e;

	s = stories_new();
	for (unsigned i = 0; i < 4 * STORY_CLIENTS; i++) {
		snprintf(text, sizeof(text), "10.1.%u.%u", i >> 8, i & 255);
		lookup(text, "10.0.0.254", 100 + i / STORY_CLIENTS,
		       "upd.kaspersky.com");
	}
	for (unsigned i = 0; i < 4 * STORY_CLIENTS; i++) {
		snprintf(text, sizeof(text), "10.1.%u.%u", i >> 8, i & 255);
		e = event_of(text, "8.8.8.8", 110);
		kept += stories_note(s, &e);
	}
	ok(kept <= STORY_CLIENTS && kept > STORY_CLIENTS / 2,
	   ": as many clients as fit");
	stories_free(s);
}

int main(void)
{
	rules = judge_rules("mode = \"enforce\";");
	test_fallback();
	test_usual();
	test_many();
	rules_free(rules);
	return done_testing();
}
