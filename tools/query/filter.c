/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Chooses events of the log. */

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "lib/array.h"
#include "lib/log.h"
#include "lib/mac.h"
#include "lib/moment.h"
#include "lib/prefix.h"
#include "ruleset/config/config_load.h"
#include "tools/cli/candidates.h"
#include "tools/history/called.h"
#include "tools/history/history.h"
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
	return is_named(e->target, c->text) || is_named(e->hint, c->text);
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
	const char *what;
	bool (*takes)(const struct choice *c, const struct logged *e);
} kinds[] = {
	{ OPTION_CLIENT, "client", by_client },
	{ OPTION_VENDOR, "vendor", by_vendor },
	{ OPTION_ROLE, "role", by_role },
	{ OPTION_NAME, "name", by_name },
	{ OPTION_DEST, "destination", by_dest },
	{ OPTION_ACTION, "action", by_action },
	{ OPTION_VIA, "via", by_via },
	{ OPTION_FROM_LIST, "list", by_list },
	{ OPTION_RULE, "rule", by_rule },
};

bool filter_wants(const struct filter *f, const struct logged *e)
{
	if (e->time < f->since || (f->until && e->time > f->until))
		return false;
	for (size_t k = 0; f->n > 0 && k < ARRAY_SIZE(kinds); k++) {
		bool asked = false, found = false;

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

/* --- options ---------------------------------------------------------- */

static bool read_time(const char *option, const char *text, time_t now,
		      time_t *out, struct fault *why)
{
	if (!text || moment_parse(text, now, out))
		return true;
	fault_set(why, 0, "%s \"%s\" is not a time: 2h, today, 14:00, "
		  "2026-09-23, 2026-09-23T08:15:00Z", option, text);
	return false;
}

static bool read_limit(const char *text, size_t *out, struct fault *why)
{
	char *end;

	*out = SIZE_MAX;
	if (!text)
		return true;
	*out = strtoul(text, &end, 10);
	if (*end == '\0' && *out > 0 && *text != '-')
		return true;
	fault_set(why, 0, "--limit \"%s\" is not a number", text);
	return false;
}

static bool read_choice(struct choice *c, struct fault *why)
{
	bool client = c->option == OPTION_CLIENT;

	if (client || c->option == OPTION_DEST)
		c->has_prefix = prefix_parse(c->text, &c->prefix);
	if (client)
		c->has_mac = mac_parse(c->text, c->mac);
	if (c->option == OPTION_ACTION)
		c->action = kind_index(KIND_ACTION, c->text);
	c->is_name = client && !c->has_prefix && !c->has_mac &&
		     !strpbrk(c->text, "/:") &&
		     c->text[strspn(c->text, "0123456789.")];
	if (!client || c->has_prefix || c->has_mac || c->is_name)
		return true;
	fault_set(why, 0, "--client \"%s\" is not an address, a prefix, a "
		  "MAC address or a name", c->text);
	return false;
}

bool filter_make(struct filter *f, const struct args *a, time_t now,
		 struct fault *why)
{
	const char *text;

	*f = (struct filter) { .n = 0 };
	if (!read_time("--since", a->since, now, &f->since, why) ||
	    !read_time("--until", a->until, now, &f->until, why) ||
	    !read_limit(a->limit, &f->limit, why))
		return false;
	for (size_t k = 0; k < ARRAY_SIZE(kinds); k++) {
		for (unsigned i = 0; (text = option_value(a, kinds[k].option,
							  i)); i++) {
			struct choice *c = &f->choices[f->n++];

			*c = (struct choice) {
				.option = kinds[k].option, .text = text,
			};
			if (!read_choice(c, why))
				return false;
		}
	}
	return true;
}

/* --- names ------------------------------------------------------------ */

static void add_host(struct choice *c, const struct hostname *n)
{
	struct choice_host *h = &c->hosts[c->nhosts];

	if (c->nhosts == CHOICE_HOSTS)
		return;
	h->has_mac = mac_parse(n->mac, h->mac);
	if (h->has_mac || address_parse(n->address, &h->address))
		c->nhosts++;
}

bool filter_names(struct filter *f, const struct hostnames *names,
		  struct fault *why)
{
	for (unsigned i = 0; i < f->n; i++) {
		struct choice *c = &f->choices[i];
		const struct hostname *n;
		size_t at = 0;

		while (c->is_name && (n = hostnames_called(names, c->text,
							   &at)))
			add_host(c, n);
		if (c->is_name && c->nhosts == 0) {
			fault_set(why, 0, "nobody is called \"%s\", neither "
				  "now nor in the history: see \"cordon "
				  "hosts\"", c->text);
			return false;
		}
	}
	return true;
}

static void find_names(struct filter *f, const struct args *a)
{
	char text[FAULT_TEXT];
	struct fault why;
	struct history h;
	struct config c;
	bool any = false, good = true;

	for (unsigned i = 0; i < f->n; i++)
		any = any || f->choices[i].is_name;
	if (!any)
		return;
	config_load(&c, a->config);
	if (history_open(&h, &c, false, &why))
		called_load(&h.db, &h.names);
	good = filter_names(f, &h.names, &why);
	history_close(&h);
	config_done(&c);
	if (!good)
		fatalx_status(EX_USAGE, "%s", fault_text(&why, text));
}

/* Vendors and roles that nothing here has. */
static void check_known(const struct filter *f, const struct args *a)
{
	for (unsigned i = 0; i < f->n; i++) {
		const struct choice *c = &f->choices[i];
		char *miss = c->option == OPTION_VENDOR ?
			     candidates_miss(KIND_VENDOR, a, "vendor",
					     c->text) :
			     c->option == OPTION_ROLE ?
			     candidates_miss(KIND_ROLE, a, "role", c->text) :
			     NULL;

		if (miss)
			fatalx_status(EX_USAGE, "%s see \"cordon vendors\"",
				      miss);
	}
}

void filter_read(struct filter *f, const struct args *a)
{
	char text[FAULT_TEXT];
	struct fault why;

	if (!filter_make(f, a, time(NULL), &why))
		fatalx_status(EX_USAGE, "%s", fault_text(&why, text));
	find_names(f, a);
	/* Who waits for what never comes is told at once. */
	if (a->follow)
		check_known(f, a);
}

/* --- nothing ---------------------------------------------------------- */

/* "client 192.0.2.7, vendor huawei": what was asked for. */
static void describe(const struct filter *f, struct buffer *out)
{
	for (unsigned i = 0; i < f->n; i++)
		for (size_t k = 0; k < ARRAY_SIZE(kinds); k++)
			if (kinds[k].option == f->choices[i].option)
				buffer_printf(out, "%s%s %s", out->len ?
					      ", " : " of ", kinds[k].what,
					      paint_safe(f->choices[i].text));
	buffer_text(out, "");
}

static const char *clock_text(time_t t, bool utc, char text[MOMENT_TEXT])
{
	struct tm tm;

	strftime(text, MOMENT_TEXT, "%Y-%m-%d %H:%M:%S", utc ?
		 gmtime_r(&t, &tm) : localtime_r(&t, &tm));
	return text;
}

void filter_nothing(const struct filter *f, const struct args *a,
		    struct answer *an, const char *what, const char *file,
		    time_t begins)
{
	char from[MOMENT_TEXT], to[MOMENT_TEXT];
	bool whole = begins > f->since;
	struct buffer of = { 0 };

	check_known(f, a);
	describe(f, &of);
	answer_say(an, "nothing found: no %s%s in %s ", what, of.p,
		   paint_safe(file));
	if (begins)
		answer_say(an, "since %s%s", clock_text(whole ? begins :
			   f->since, a->utc, from), whole ?
			   ", where it begins" : "");
	else
		answer_say(an, "and what was rotated: they are empty");
	answer_say(an, f->until ? ", until %s\n" : "\n",
		   clock_text(f->until, a->utc, to));
	buffer_done(&of);
}

void filter_covered(const struct filter *f, const struct args *a,
		    struct answer *an, time_t begins, unsigned unread)
{
	char from[MOMENT_TEXT], zone[16];
	bool whole = begins > f->since;
	time_t t = whole ? begins : f->since;
	struct tm tm;

	strftime(zone, sizeof(zone), "%Z", a->utc ? gmtime_r(&t, &tm) :
		 localtime_r(&t, &tm));
	answer_say(an, "looked at: all since %s %s%s", clock_text(t, a->utc,
		   from), a->utc ? "UTC" : zone, whole ?
		   ", where the log begins" : "");
	if (unread > 0)
		answer_say(an, ", but for %u file%s that cannot be read\n",
			   unread, unread == 1 ? "" : "s");
	else
		answer_say(an, "\n");
}
