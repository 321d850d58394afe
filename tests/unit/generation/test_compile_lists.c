/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What "cordon lists parse" prints of a list is what a generation makes of
 * it: random lists of rules and exceptions, folded by one, compiled by the
 * other, and judged by a slow reading of the entries. */

#include <stdio.h>
#include <stdlib.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/file.h"
#include "lib/folder.h"
#include "lib/prefix.h"
#include "lib/rangeset.h"
#include "ruleset/config/nameset.h"
#include "ruleset/list/list.h"
#include "ruleset/policy/policy.h"
#include "tests/unit/tap.h"

enum { ROUNDS = 400, RULES = 14, ASKED = 60 };

static struct config config;

struct entries {
	struct list_entry *items;
	size_t n;
};

static void take(void *arg, const struct list_entry *e)
{
	struct entries *all = arg;

	all->items = xgrow(all->items, all->n, sizeof(*e));
	all->items[all->n++] = *e;
}

static const char *random_name(unsigned most)
{
	static char name[64];
	size_t at = 0;

	for (unsigned n = random_next() % (most + 1); n > 0; n--)
		at += (size_t)snprintf(name + at, sizeof(name) - at, "%s.",
				       random_next() % 3 ? "a" : "a-b");
	snprintf(name + at, sizeof(name) - at, "x.test");
	return name;
}

static const char *random_address(void)
{
	static char text[ADDRESS_TEXT];

	snprintf(text, sizeof(text), "192.0.2.%u",
		 (unsigned)(random_next() % 6));
	return text;
}

static void add_adblock(struct buffer *out)
{
	bool address = random_next() % 4 == 0;

	if (random_next() % 5 == 0) {
		buffer_printf(out, "0.0.0.0 %s\n", random_name(4));
		return;
	}
	buffer_text(out, random_next() % 3 ? "||" : "@@||");
	if (!address && random_next() % 3 == 0)
		buffer_text(out, "*.");
	buffer_text(out, address ? random_address() : random_name(4));
	buffer_text(out, random_next() % 4 ? "^\n" : "^$important\n");
}

static void add_policy(struct buffer *out)
{
	static const char *const policies[] = { ".", "*.", "rpz-passthru." };

	buffer_printf(out, "%s%s CNAME %s\n", random_next() % 2 ? "*." : "",
		      random_name(5), policies[random_next() % 3]);
}

static void add_zone(struct buffer *out)
{
	buffer_printf(out, "local-zone: \"%s\" %s\n", random_name(6),
		      random_next() % 2 ? "static" : "transparent");
}

static const struct {
	const char *head;
	void (*add)(struct buffer *out);
} kinds[] = {
	{ "[Adblock Plus 2.0]\n", add_adblock }, { "$TTL 60\n", add_policy },
	{ "server: \n", add_zone },
};

static bool reaches(const struct list_entry *e, const char *name)
{
	size_t len = strlen(name);

	if (e->kind == LIST_PREFIX || len < e->len ||
	    strcmp(name + len - e->len, e->name) != 0)
		return false;
	return len == e->len ? e->kind != LIST_BELOW :
	       e->kind != LIST_EXACT && name[len - e->len - 1] == '.';
}

/* The most important of what reaches it, exceptions first. */
static bool is_listed(const struct entries *all, const char *target,
		      const struct address *a)
{
	int best = -1;

	for (size_t i = 0; i < all->n; i++) {
		const struct list_entry *e = &all->items[i];
		int rank = 2 * e->important + e->allow;

		if (a ? e->kind == LIST_PREFIX &&
			prefix_contains(&e->prefix, a) : reaches(e, target))
			best = rank > best ? rank : best;
	}
	return best >= 0 && best % 2 == 0;
}

/* What the folded names say: the closest decides there, and of one name its
 * exact rule, and an exception. */
static bool is_in_fold(const struct nameset *s, const char *target)
{
	int best = -1;
	bool listed = false;

	for (size_t i = 0; i < s->n; i++) {
		const struct nameset_item *item = &s->items[i];
		struct list_entry e = {
			.kind = item->kind, .len = item->len,
		};
		int exact = item->kind == LIST_EXACT;
		int close = 4 * item->len + 2 * exact + item->allow;

		nameset_name(s, item, e.name);
		if (reaches(&e, target) && close > best) {
			best = close;
			listed = !item->allow;
		}
	}
	return listed;
}

static bool is_blocked(const struct policy *p, const char *target,
		       const struct address *a)
{
	struct decision d = a ? policy_judge_address(p, a) :
			    policy_judge_name(p, target, strlen(target));

	return d.effect == EFFECT_BLOCK;
}

struct wrong {
	unsigned compiled, folded, listed;
};

static void judge(const struct entries *all, const struct nameset *fold,
		  const struct policy *p, struct wrong *w)
{
	for (int i = 0; i < ASKED; i++) {
		const char *target = random_name(6);
		bool listed = is_listed(all, target, NULL);
		struct address a;

		w->listed += listed;
		w->compiled += is_blocked(p, target, NULL) != listed;
		w->folded += is_in_fold(fold, target) != listed;
		address_parse(random_address(), &a);
		w->compiled += is_blocked(p, "", &a) !=
			       is_listed(all, "", &a);
	}
}

static void try_list(const char *text, size_t len, struct wrong *w)
{
	struct conf_report report = { 0 };
	struct entries all = { NULL, 0 };
	const struct list_sink sink = { .add = take, .arg = &all };
	struct nameset fold = { .items = NULL };
	struct policy *policy;
	struct generation g;

	file_write(config.block_list, text, len, 0644);
	list_parse(text, len, NULL, &sink);
	for (size_t i = 0; i < all.n; i++)
		if (all.items[i].kind != LIST_PREFIX)
			nameset_add(&fold, &all.items[i]);
	nameset_fold(&fold);
	if (generation_compile(&g, &config, &report) == 0) {
		policy = policy_new(&g, &config);
		judge(&all, &fold, policy, w);
		policy_free(policy);
		generation_close(&g);
	} else {
		diag("%s", report.text.p);
	}
	conf_report_done(&report);
	nameset_done(&fold);
	free(all.items);
}

static void test_kind(size_t kind)
{
	struct wrong w = { 0 };

	for (int round = 0; round < ROUNDS; round++) {
		struct buffer text = { 0 };

		buffer_text(&text, kinds[kind].head);
		for (int i = 0; i < RULES; i++)
			kinds[kind].add(&text);
		try_list(text.p, text.len, &w);
		buffer_done(&text);
	}
	ok(w.listed > ROUNDS, "of lists that begin with %.7s",
	   kinds[kind].head);
	is_number(w.compiled, 0, "all is compiled to what it means: %u",
		  w.listed);
	is_number(w.folded, 0, ": and printed");
}

static void put_vendor(void)
{
	static const char text[] =
		"id = \"acme\"; title = \"A\"; as_of = \"2026-01-01\"; "
		"bases = ( { id = \"b\"; authority = \"A\"; cite = \"C\"; "
		"binds = \"B\"; dates = \"D\"; source = \"S\"; } );";
	char *path = xasprintf("%s/acme.conf", config.catalogue);

	folder_make(config.catalogue, 0755);
	file_write(path, text, sizeof(text) - 1, 0644);
	free(path);
}

int main(void)
{
	config.catalogue = xasprintf("%s/vendors", scratch());
	config.local_catalogue = xasprintf("%s/local", scratch());
	config.block_list = xasprintf("%s/block.list", scratch());
	config.allow_list = xasprintf("%s/allow.list", scratch());
	config.protect_list = xasprintf("%s/protect.list", scratch());
	config.mode = MODE_ENFORCE;
	put_vendor();
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		test_kind(i);
	free(config.catalogue);
	free(config.local_catalogue);
	free(config.block_list);
	free(config.allow_list);
	free(config.protect_list);
	return done_testing();
}
