/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sets modes, and ends those that hold for a while. */

#include <stdio.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/duration.h"
#include "lib/log.h"
#include "nfq/reload/mode.h"
#include "ruleset/config/config_mode.h"

/* --- asking ---------------------------------------------------------- */

/* False for another word. */
static bool parse_word(enum mode *mode, const char *word)
{
	for (int i = 0; mode_words[i]; i++) {
		if (strcmp(mode_words[i], word) == 0) {
			*mode = (enum mode)i;
			return true;
		}
	}
	return false;
}

/* "for TIME", "confirm TIME" or "vendor ID". */
static bool parse_pair(struct mode_change *c, const char *word,
		       const char *value)
{
	if (strcmp(word, "vendor") == 0) {
		c->vendor = value;
		return true;
	}
	c->confirm = strcmp(word, "confirm") == 0;
	return (c->confirm || strcmp(word, "for") == 0) &&
	       duration_parse(value, &c->seconds) && c->seconds > 0;
}

bool mode_parse(struct mode_change *c, char *const *words, unsigned n)
{
	*c = (struct mode_change) { .vendor = NULL };
	if (n % 2 == 0 || !parse_word(&c->mode, words[0]))
		return false;
	for (unsigned i = 1; i < n; i += 2)
		if (!parse_pair(c, words[i], words[i + 1]))
			return false;
	/* As all others have it: only a vendor can. */
	return c->mode != MODE_INHERIT || c->vendor;
}

/* --- setting --------------------------------------------------------- */

/* What was in force stays where the new rules do not load. */
static bool put_in_force(struct reloader *r, const struct override *o,
			 struct fault *fault)
{
	const struct override before = r->override;

	r->override = *o;
	if (reload_from(r, RULES_UPDATE))
		return true;
	r->override = before;
	*fault = r->fault;
	return false;
}

static bool set_lasting(struct reloader *r, const char *vendor,
			enum mode mode, struct fault *fault)
{
	const struct override none = { .confirm = false };
	int ret = config_store_mode(&reload_rules(r)->config, vendor, mode);

	if (ret == 0)
		return put_in_force(r, &none, fault);
	fault_set(fault, ret, "cannot store the mode");
	return false;
}

bool mode_set(struct reloader *r, const struct mode_change *c,
	      struct fault *fault)
{
	struct override o = {
		.rules = { .set = true, .has_vendor = c->vendor,
			   .mode = c->mode },
		.until = clock_boot() + (time_t)c->seconds,
		.confirm = c->confirm,
	};

	if (c->seconds == 0)
		return set_lasting(r, c->vendor, c->mode, fault);
	snprintf(o.rules.vendor, sizeof(o.rules.vendor), "%s",
		 c->vendor ? c->vendor : "");
	return put_in_force(r, &o, fault);
}

bool mode_confirm(struct reloader *r, struct fault *fault)
{
	const struct rules_override o = r->override.rules;

	if (o.set && r->override.confirm)
		return set_lasting(r, o.has_vendor ? o.vendor : NULL, o.mode,
				   fault);
	fault_set(fault, 0, "there is nothing to confirm");
	return false;
}

/* --- in time --------------------------------------------------------- */

time_t mode_left(const struct override *o, time_t now)
{
	return o->rules.set && now < o->until ? o->until - now : 0;
}

void mode_tick(struct reloader *r)
{
	if (!r->override.rules.set ||
	    mode_left(&r->override, clock_boot()) > 0)
		return;
	r->override.rules.set = false;
	audit_write(r->audit, "mode", AUDIT_SELF, "%s ended: back to what is "
		    "configured", r->override.confirm ? "unconfirmed change" :
		    "temporary mode");
	info("temporary mode ended");
	reload_owe(r);
}
