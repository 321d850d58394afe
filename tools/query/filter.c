/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Chooses events of the log. */

#include <fnmatch.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "lib/array.h"
#include "lib/mac.h"
#include "lib/prefix.h"
#include "tools/history/folding.h"
#include "tools/query/filter.h"

/* --- choosing --------------------------------------------------------- */

static bool is_below(const char *name, const char *suffix)
{
	size_t n = strlen(name), s = strlen(suffix);

	if (s > n || strcasecmp(name + n - s, suffix) != 0)
		return false;
	return n == s || name[n - s - 1] == '.';
}

/* A name means all below it, too; with "*" it is a pattern, and without a dot
 * a part of a name is enough. */
static bool is_named(const char *name, const char *wanted)
{
	if (!*name)
		return false;
	if (strchr(wanted, '*'))
		return fnmatch(wanted, name, FNM_CASEFOLD) == 0;
	return is_below(name, wanted) ||
	       (!strchr(wanted, '.') && strcasestr(name, wanted));
}

static bool is_in(const struct choice *c, const char *address)
{
	struct address a;

	return c->has_prefix && address_parse(address, &a) &&
	       prefix_contains(&c->prefix, &a);
}

static bool is_host(const struct choice *c, const struct logged *e)
{
	struct address a;
	uint8_t mac[6];
	bool has_mac = mac_parse(e->mac, mac);
	bool has_address = address_parse(e->client, &a);

	for (unsigned i = 0; i < c->nhosts; i++) {
		const struct choice_host *h = &c->hosts[i];

		if (h->has_mac ? has_mac && memcmp(mac, h->mac, 6) == 0 :
		    has_address && address_compare(&a, &h->address) == 0)
			return true;
	}
	return false;
}

static bool by_client(const struct choice *c, const struct logged *e)
{
	uint8_t mac[6];

	if (c->has_mac)
		return mac_parse(e->mac, mac) && memcmp(mac, c->mac, 6) == 0;
	if (c->is_name)
		return is_host(c, e);
	return is_in(c, e->client);
}

static bool by_vendor(const struct choice *c, const struct logged *e)
{
	return strcmp(c->text, e->vendor) == 0;
}

static bool by_role(const struct choice *c, const struct logged *e)
{
	return strcmp(c->text, e->role) == 0;
}

static bool by_name(const struct choice *c, const struct logged *e)
{
	return is_named(e->counted, c->text);
}

static bool by_dest(const struct choice *c, const struct logged *e)
{
	return c->has_prefix ? is_in(c, e->dest) : by_name(c, e);
}

static bool by_action(const struct choice *c, const struct logged *e)
{
	return c->action == (int)e->action;
}

static bool by_via(const struct choice *c, const struct logged *e)
{
	return strcmp(c->text, e->via) == 0;
}

/* All of it, or what is behind its last slash, with or without ".conf" and
 * the like. */
static bool is_list(const char *list, const char *wanted)
{
	const char *slash = strrchr(list, '/');
	const char *base = slash ? slash + 1 : list;
	size_t n = strlen(wanted);

	return strcmp(list, wanted) == 0 || strcmp(base, wanted) == 0 ||
	       (strncmp(base, wanted, n) == 0 && base[n] == '.' &&
		!strchr(base + n + 1, '.'));
}

static bool by_list(const struct choice *c, const struct logged *e)
{
	return is_list(e->list, c->text);
}

static bool by_rule(const struct choice *c, const struct logged *e)
{
	const char *colon = strrchr(c->text, ':');
	char list[256];

	if (strcasecmp(c->text, e->match) == 0)
		return true;
	if (!colon || strcmp(colon + 1, e->line) != 0)
		return false;
	snprintf(list, sizeof(list), "%.*s", (int)(colon - c->text), c->text);
	return is_list(e->list, list);
}

static const struct {
	enum option option;
	bool (*takes)(const struct choice *c, const struct logged *e);
} kinds[] = {
	{ OPTION_CLIENT, by_client },
	{ OPTION_VENDOR, by_vendor },
	{ OPTION_ROLE, by_role },
	{ OPTION_NAME, by_name },
	{ OPTION_DEST, by_dest },
	{ OPTION_ACTION, by_action },
	{ OPTION_VIA, by_via },
	{ OPTION_FROM_LIST, by_list },
	{ OPTION_RULE, by_rule },
};

/* Of some of the options: a bit of each. */
static bool takes(const struct filter *f, const struct logged *e,
		  uint64_t which)
{
	for (size_t k = 0; f->n > 0 && k < ARRAY_SIZE(kinds); k++) {
		bool asked = false, found = false;

		if (!(which >> k & 1))
			continue;
		for (unsigned i = 0; i < f->n && !found; i++) {
			if (f->choices[i].option != kinds[k].option)
				continue;
			asked = true;
			found = kinds[k].takes(&f->choices[i], e);
		}
		if (asked && !found)
			return false;
	}
	return true;
}

bool filter_wants(const struct filter *f, const struct logged *e)
{
	return e->time >= f->since && (!f->until || e->time <= f->until) &&
	       takes(f, e, UINT64_MAX);
}

/* --- parts ------------------------------------------------------------- */

bool filter_asks(const struct filter *f, enum option option)
{
	for (unsigned i = 0; i < f->n; i++)
		if (f->choices[i].option == option)
			return true;
	return false;
}

static uint64_t bit_of(enum option option)
{
	for (size_t k = 0; k < ARRAY_SIZE(kinds); k++)
		if (kinds[k].option == option)
			return 1ull << k;
	return 0;
}

/* Of a network that stands for its addresses. */
static enum filter_sure of_network(const struct choice *c,
				   const struct prefix *network)
{
	if (!c->has_prefix)
		return c->has_mac ? FILTER_NO : FILTER_MAYBE;
	if (prefix_contains(&c->prefix, &network->addr) &&
	    c->prefix.len <= network->len)
		return FILTER_YES;
	return prefix_contains(network, &c->prefix.addr) ? FILTER_MAYBE :
							      FILTER_NO;
}

/* One choice, of a client as the history has it. */
static enum filter_sure of_client(const struct choice *c, const char *mac,
				  const char *address)
{
	const struct logged e = { .mac = mac, .client = address };
	struct prefix network;

	if (by_client(c, &e))
		return FILTER_YES;
	if (strcmp(mac, FOLD_OTHERS) == 0)
		return FILTER_MAYBE;
	if (strcmp(address, FOLD_OTHERS) == 0)
		return c->has_mac ? FILTER_NO : FILTER_MAYBE;
	if (strchr(address, '/') && prefix_parse(address, &network))
		return of_network(c, &network);
	return FILTER_NO;
}

enum filter_sure filter_client(const struct filter *f, const char *mac,
			       const char *address)
{
	enum filter_sure best = FILTER_NO;

	if (!filter_asks(f, OPTION_CLIENT))
		return FILTER_YES;
	for (unsigned i = 0; i < f->n && best != FILTER_YES; i++) {
		enum filter_sure s = FILTER_NO;

		if (f->choices[i].option == OPTION_CLIENT)
			s = of_client(&f->choices[i], mac, address);
		best = s > best ? s : best;
	}
	return best;
}

enum filter_sure filter_target(const struct filter *f, const char *name)
{
	const struct logged e = { .counted = name, .dest = "" };
	uint64_t which = bit_of(OPTION_NAME);

	if (strcmp(name, FOLD_OTHERS) == 0)
		return FILTER_MAYBE;
	if (filter_is_summed(f))
		which |= bit_of(OPTION_DEST);
	return takes(f, &e, which) ? FILTER_YES : FILTER_NO;
}

bool filter_rule(const struct filter *f, const struct filter_rule_texts *r)
{
	const struct logged e = {
		.vendor = *r->vendor ? r->vendor : "-",
		.role = *r->role ? r->role : "-",
		.list = *r->list ? r->list : "-",
		.line = *r->line ? r->line : "-",
		.match = *r->match ? r->match : "-",
	};

	return takes(f, &e, bit_of(OPTION_VENDOR) | bit_of(OPTION_ROLE) |
		     bit_of(OPTION_FROM_LIST) | bit_of(OPTION_RULE));
}

bool filter_via(const struct filter *f, const char *word)
{
	const struct logged e = { .via = word };

	return takes(f, &e, bit_of(OPTION_VIA));
}

bool filter_action(const struct filter *f, enum tally_outcome o)
{
	const struct logged e = { .action = o };

	return takes(f, &e, bit_of(OPTION_ACTION));
}

bool filter_is_summed(const struct filter *f)
{
	for (unsigned i = 0; i < f->n; i++)
		if (f->choices[i].option == OPTION_DEST &&
		    f->choices[i].has_prefix)
			return false;
	return true;
}
