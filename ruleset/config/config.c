/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a configuration says. */

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "lib/array.h"
#include "ruleset/config/config.h"
#include "ruleset/config/source.h"

struct config_vendor *config_find_vendor(const struct conf_list *vendors,
					 const char *id)
{
	struct config_vendor *v = vendors->items;

	for (size_t i = 0; i < vendors->n; i++)
		if (v[i].id && strcmp(v[i].id, id) == 0)
			return &v[i];
	return NULL;
}

const struct config_vendor *config_vendor(const struct config *c,
					  const char *id)
{
	return config_find_vendor(&c->vendors, id);
}

enum mode config_vendor_mode(const struct config *c, const char *id)
{
	const struct config_vendor *v = config_vendor(c, id);

	if (c->mode == MODE_OFF ||
	    (!v && !source_names_vendor(&c->sources, id)))
		return MODE_OFF;
	return !v || v->mode == MODE_INHERIT ? c->mode : v->mode;
}

enum on_failure config_on_failure(const struct config *c)
{
	if (c->on_failure != FAIL_AUTO)
		return c->on_failure;
	return c->mode == MODE_ENFORCE ? FAIL_CLOSED : FAIL_OPEN;
}

const char *config_origin(const struct config *c, const void *field,
			  char *text, size_t size)
{
	const struct conf_report *r = &c->report;

	snprintf(text, size, "default");
	for (size_t i = 0; i < r->norigins; i++) {
		const struct conf_origin *o = &r->origins[i];

		if (o->field == field)
			snprintf(text, size, o->line ? "%s:%u" : "%s",
				 o->file, o->line);
	}
	return text;
}

/* The public names of providers that offer ECH, as their HTTPS records show
 * them; ech_names of the configuration adds to these. */
static const char *const ech_providers[] = {
	"cloudflare-ech.com",	/* Cloudflare, of all its customers */
	"public.tls-ech.dev",	/* tls-ech.dev, of the makers of BoringSSL */
	"cover.defo.ie",	/* defo.ie, of the makers of OpenSSL's ECH */
};

bool config_is_ech_name(const struct config *c, const char *name)
{
	char *const *own = c->ech_names.items;

	for (size_t i = 0; i < ARRAY_SIZE(ech_providers); i++)
		if (strcmp(ech_providers[i], name) == 0)
			return true;
	for (size_t i = 0; i < c->ech_names.n; i++)
		if (strcasecmp(own[i], name) == 0)
			return true;
	return false;
}
