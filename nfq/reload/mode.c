/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sets modes, and ends those that hold for a while. */

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/array.h"
#include "lib/clock.h"
#include "lib/duration.h"
#include "lib/log.h"
#include "nfq/reload/mode.h"
#include "ruleset/config/config_load.h"
#include "ruleset/config/config_mode.h"
#include "ruleset/config/register.h"

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

/* --- kept ------------------------------------------------------------ */

/* Times are those of clock_boot(), and tell one start of the machine from
 * another where the folder outlives it. */
struct kept {
	enum mode mode;
	char *vendor;		/* "": all */
	int64_t since, until;
	bool confirm;
};

#define FIELD(f) .key = #f, .offset = offsetof(struct kept, f)

static const struct conf_row kept_rows[] = {
	{ FIELD(mode), .type = &conf_word, .words = mode_words,
	  .required = true },
	{ FIELD(vendor), .type = &conf_text, .standard_text = "" },
	{ FIELD(since), .type = &conf_int, .max = INT64_MAX },
	{ FIELD(until), .type = &conf_int, .max = INT64_MAX },
	{ FIELD(confirm), .type = &conf_bool },
};

static const struct registry kept_register = {
	.name = "override", CONF_ROWS(kept_rows),
	.head = "Written by cordond: a mode that holds for a while.",
};

/* Or forgets what is kept, if nothing holds for a while. */
static void keep(const struct reloader *r)
{
	const char *run = reload_rules(r)->config.run;
	const struct override *o = &r->override;
	const struct kept k = {
		.mode = o->rules.mode, .vendor = (char *)(uintptr_t)
		(o->rules.has_vendor ? o->rules.vendor : ""),
		.since = clock_boot(), .until = o->until,
		.confirm = o->confirm,
	};
	char *path = register_path(&kept_register, run);
	int ret = o->rules.set ? register_store(&kept_register, run, &k) :
		  unlink(path) < 0 && errno != ENOENT ? -errno : 0;

	if (ret < 0)
		warnx("%s: %s", path, strerror(-ret));
	free(path);
}

static bool holds(const struct kept *k)
{
	time_t now = clock_boot();

	return k->since <= now && now < k->until &&
	       strlen(k->vendor) < sizeof(((struct rules_override *)0)->vendor);
}

static void read_kept(struct override *o, const char *run)
{
	struct conf_report ignored = { .errors = 0 };
	struct kept k = { .mode = MODE_OFF };

	conf_defaults(kept_rows, ARRAY_SIZE(kept_rows), &k);
	if (register_read(&kept_register, run, &k, &ignored) && holds(&k)) {
		*o = (struct override) {
			.rules = { .set = true, .has_vendor = *k.vendor,
				   .mode = k.mode },
			.until = (time_t)k.until, .confirm = k.confirm,
		};
		memcpy(o->rules.vendor, k.vendor, strlen(k.vendor) + 1);
	}
	conf_free(kept_rows, ARRAY_SIZE(kept_rows), &k);
	conf_report_done(&ignored);
}

struct override mode_recall(const char *config_path)
{
	struct override o = { .confirm = false };
	struct config c;

	if (config_load(&c, config_path))
		read_kept(&o, c.run);
	config_done(&c);
	return o;
}

/* --- setting --------------------------------------------------------- */

/* What was in force stays where the new rules do not load. */
static bool put_in_force(struct reloader *r, const struct override *o,
			 struct fault *fault)
{
	const struct override before = r->override;

	r->override = *o;
	if (reload_from(r, RULES_UPDATE)) {
		keep(r);
		return true;
	}
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
	keep(r);
	audit_write(r->audit, "mode", AUDIT_SELF, "%s ended: back to what is "
		    "configured", r->override.confirm ? "unconfirmed change" :
		    "temporary mode");
	info("temporary mode ended");
	reload_owe(r);
}
