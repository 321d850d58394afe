/* SPDX-License-Identifier: GPL-2.0-or-later */
/* 2. Who made it, when, where, of what. */

#include <stdio.h>
#include <stdlib.h>

#include "lib/alloc.h"
#include "nfq/event/eve.h"
#include "ruleset/config/config_digest.h"
#include "ruleset/generation/generation.h"
#include "tools/archive/minisign.h"
#include "tools/cli/who.h"
#include "tools/report/sections.h"

static const char *zone_of(const struct inquiry *f, char text[64])
{
	time_t t = f->until;
	struct tm tm;

	strftime(text, 64, "%Z (UTC%z)", f->args->utc ? gmtime_r(&t, &tm) :
		 localtime_r(&t, &tm));
	return text;
}

/* What is in force as it is made, not what was. */
static void put_lists(struct page *p, const struct config *c)
{
	struct generation g;
	char text[64];

	if (generation_open(&g, c->state, GENERATION_TRUST) < 0) {
		page_fact(p, "generation", "lists now", cell_text("none that "
			  "can be read"));
		return;
	}
	snprintf(text, sizeof(text), "generation %u, %s", g.number, g.digest);
	page_fact(p, "generation", "lists now", cell_text(text));
	generation_close(&g);
}

static void put_catalogue(struct page *p, const struct catalogue *c)
{
	const char *newest = "";
	char *text;

	for (size_t i = 0; i < c->n; i++)
		if (c->vendors[i].as_of && strcmp(c->vendors[i].as_of,
						  newest) > 0)
			newest = c->vendors[i].as_of;
	text = xasprintf("%zu vendors, as of %s", c->n, newest);
	page_fact(p, "catalogue", "catalogue", cell_text(text));
	free(text);
}

/* Who has this may check the signature beside a page. */
static void put_key(struct page *p, const struct config *c)
{
	char text[MINISIGN_KEY];
	struct sealkey key;

	if (*c->log.seal_key && sealkey_read(&key, c->log.seal_key) == 0 &&
	    key.can_check)
		page_fact(p, "signed_by", "signed by (minisign -P)",
			  cell_text(minisign_key(&key, text)));
}

void maker_put(struct page *p, struct inquiry *f)
{
	const struct config *c = &f->vendors.config;
	char who[WHO_TEXT], hidden[PSEUDONYM], zone[64], digest[CONFIG_DIGEST];
	struct eve eve;

	eve_init(&eve);
	eve_name(&eve, c->gateway);
	who_name(who);
	page_section(p, "maker", "2. Who made it");
	page_facts(p, "made", "This report");
	page_fact(p, "at", "made", cell_time(f->now));
	page_fact(p, "by", "by", cell_text(f->hide.on ?
		  pseudonym_of(&f->hide, "person", who, hidden) : who));
	page_fact(p, "gateway", "gateway", cell_text(eve.gateway));
	page_fact(p, "host", "host", cell_text(eve.host));
	page_fact(p, "version", "cordon", cell_text(CORDON_VERSION));
	page_fact(p, "since", "period from", cell_time(f->since));
	page_fact(p, "until", "until", cell_time(f->until));
	page_fact(p, "zone", "days and hours of", cell_text(zone_of(f, zone)));
	page_fact(p, "configuration", "configuration (SHA-256)",
		  cell_text(config_digest(f->args->config, digest)));
	if (f->fleet)
		page_fact(p, "asked", f->ngateways > 1 ? "gateways asked" :
			  "gateway asked", cell_number(f->ngateways));
	else
		put_lists(p, c);
	put_catalogue(p, &f->vendors.catalogue);
	put_key(p, c);
	eve_done(&eve);
	page_facts_end(p);
}
