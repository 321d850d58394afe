/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The second half of a hello (nfq/judge/completion.c): what ends the looking
 * at once, and what must be put in its place first. */

#include <string.h>

#include "tests/unit/judge.h"
#include "tests/unit/tap.h"
#include "tests/unit/tlswire.h"

static const char enforce[] = "mode = \"enforce\";";
static struct judge *j;
static struct wire blocked, allowed, message;

static enum verdict halves(struct client *c, const struct wire *w, size_t cut)
{
	enum verdict v = client_send(c, 0, w->p, cut);

	return v != VERDICT_MORE ? v : client_send(c, (uint32_t)cut, w->p + cut,
						   w->len - cut);
}

/* Where the pool has a chunk for the first half and none for the second. */
static void test_is_not_held(void)
{
	struct client c;
	struct judge *roomy = j;

	j = judge_new(4, 1, judge_hear, &heard);
	j->rules = roomy->rules;
	c = client_of(j, 443);
	is_number(halves(&c, &allowed, 100), VERDICT_PASS_FLOW,
		  "a second half needs no room");
	is_text(heard.name, ALLOWED, ": its name is read");
	is_number(judge_flows(j).flows, 0, ": no flow is left");
	is_number(judge_flows(j).chunks, 0, ": nor a byte of it");
	c = client_of(j, 443);
	is_number(halves(&c, &blocked, 100), VERDICT_BLOCK_FLOW,
		  "and is refused");
	is_text(heard.name, BLOCKED, ": for its name");
	ok(j->resets && j->awaited == c.isn + 100,
	   ": its server is reset behind the first");
	is_number(judge_flows(j).flows, 1, ": which is remembered");
	is_number(judge_flows(j).chunks, 0, ": without its data");
	judge_free(j);
	j = roomy;
}

/* What stands in its place already is what counts. */
static void test_place(void)
{
	struct client c = client_of(j, 443);
	const uint32_t half = 100;	/* before its name */
	const size_t rest = blocked.len - half;

	client_send(&c, 0, blocked.p, half);
	client_send(&c, half + 4, blocked.p + half + 4, rest - 4);
	is_number(client_send(&c, half, allowed.p + half, rest),
		  VERDICT_DROP, "a half that contradicts what came");
	is_number(client_send(&c, half, blocked.p + half, rest),
		  VERDICT_BLOCK_FLOW, "one that does not");
	c = client_of(j, 443);
	client_send(&c, 0, blocked.p, half);
	is_number(client_send(&c, half + 1, blocked.p + half + 1, rest - 1),
		  VERDICT_MORE, "a hole before it");
	is_number(client_send(&c, half, blocked.p + half, 1),
		  VERDICT_BLOCK_FLOW, ": is filled");
	c = client_of(j, 443);
	client_send(&c, 0, blocked.p, half);
	is_number(client_cut(&c, half, allowed.p + half, rest, rest - 1),
		  VERDICT_BLOCK_FLOW, "what was cut off it never comes");
	is_number(heard.reason, REASON_OVERLONG, ": so it is refused");
}

/* After which another hello may come. */
static void test_goes_on(void)
{
	static const uint8_t shares[] = { 0, 51, 0, 2, 0, 0 };
	static struct wire w;
	struct client c = client_of(j, 443);
	size_t at;

	message.len = 0;
	at = hello_begin(&message);
	put_server_name(&message, ALLOWED, strlen(ALLOWED));
	put(&message, shares, sizeof(shares));
	put_extension(&message, 21, 900);
	hello_end(&message, at);
	put_records(&w, &message, message.len);
	is_number(halves(&c, &w, 80), VERDICT_MORE,
		  "a hello that its server may ask for anew");
	ok(judge_flows(j).chunks > 0, ": is kept");
	c.ack += 100;
	is_number(client_send(&c, (uint32_t)w.len, blocked.p, blocked.len),
		  VERDICT_BLOCK_FLOW, ": and so is the next");
	c = client_of(j, 587);
	is_number(halves(&c, &allowed, 80), VERDICT_MORE,
		  "where a dialogue comes first");
}

/* Records of any size are no whole hello until the last. */
static void test_records(void)
{
	static const size_t pieces[] = { 1, 7, 60, 1000 };
	static struct wire w;
	unsigned wrong = 0;

	message.len = 0;
	put_hello(&message, BLOCKED, 200, 300);
	for (size_t i = 0; i < 4; i++) {
		w.len = 0;
		put_records(&w, &message, pieces[i]);
		for (size_t cut = 1; cut < w.len; cut += 1 + w.len / 500) {
			struct client c = client_of(j, 443);

			wrong += halves(&c, &w, cut) != VERDICT_BLOCK_FLOW;
		}
	}
	is_number(wrong, 0, "in records of any size");
}

int main(void)
{
	put_hello(&message, ALLOWED, 200, 2500);
	put_records(&allowed, &message, message.len);
	message.len = 0;
	put_hello(&message, BLOCKED, 200, 2500);
	put_records(&blocked, &message, message.len);
	j = judge_with(enforce);
	test_is_not_held();
	test_place();
	test_goes_on();
	test_records();
	judge_done(j);
	return done_testing();
}
