/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the options that choose events. */

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

static const enum option chosen[] = {
	OPTION_CLIENT, OPTION_VENDOR, OPTION_ROLE, OPTION_NAME, OPTION_DEST,
	OPTION_ACTION, OPTION_VIA, OPTION_FROM_LIST, OPTION_RULE,
};

bool filter_make(struct filter *f, const struct args *a, time_t now,
		 struct fault *why)
{
	const char *text;

	*f = (struct filter) { .n = 0 };
	if (!read_time("--since", a->since, now, &f->since, why) ||
	    !read_time("--until", a->until, now, &f->until, why) ||
	    !read_limit(a->limit, &f->limit, why))
		return false;
	for (size_t k = 0; k < ARRAY_SIZE(chosen); k++) {
		for (unsigned i = 0; (text = option_value(a, chosen[k],
							  i)); i++) {
			struct choice *c = &f->choices[f->n++];

			*c = (struct choice) {
				.option = chosen[k], .text = text,
			};
			if (!read_choice(c, why))
				return false;
		}
	}
	return true;
}

bool filter_add(struct filter *f, enum option option, const char *text)
{
	struct choice c = { .option = option, .text = text };
	struct fault why;

	if (f->n == ARGS_VALUES || !read_choice(&c, &why) || c.is_name)
		return false;
	f->choices[f->n++] = c;
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

void filter_check_known(const struct filter *f, const struct args *a)
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
		filter_check_known(f, a);
}

