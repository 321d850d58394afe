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
#include "ruleset/config/config_central.h"
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
struct kept_mode {
	enum mode mode;
	char *vendor;		/* "": all */
	int64_t since, until;
	bool confirm;
};

struct kept {
	struct conf_list modes;
};

#define FIELD(f) .key = #f, .offset = offsetof(struct kept_mode, f)

static const struct conf_row mode_rows[] = {
	{ FIELD(mode), .type = &conf_word, .words = mode_words,
	  .required = true },
	{ FIELD(vendor), .type = &conf_text, .standard_text = "" },
	{ FIELD(since), .type = &conf_int, .max = INT64_MAX },
	{ FIELD(until), .type = &conf_int, .max = INT64_MAX },
	{ FIELD(confirm), .type = &conf_bool },
};

static const struct conf_row kept_rows[] = {
	{ .key = "modes", .type = &conf_list, CONF_ROWS(mode_rows),
	  .offset = offsetof(struct kept, modes),
	  .size = sizeof(struct kept_mode) },
};

static const struct registry kept_register = {
	.name = "override", CONF_ROWS(kept_rows),
	.head = "Written by cordond: modes that hold for a while.",
};

/* Or forgets what is kept, if nothing holds for a while. */
static void keep(const struct reloader *r)
{
	const char *run = reload_rules(r)->config.run;
	const struct rules_overrides *all = &r->overrides;
	struct kept_mode modes[RULES_OVERRIDES];
	const struct kept k = { .modes = { .items = modes, .n = all->n } };
	char *path = register_path(&kept_register, run);
	int ret;

	for (unsigned i = 0; i < all->n; i++)
		modes[i] = (struct kept_mode) {
			.mode = all->items[i].mode,
			.vendor = (char *)(uintptr_t)all->items[i].vendor,
			.since = clock_boot(), .until = all->items[i].until,
			.confirm = all->items[i].confirm,
		};
	ret = all->n ? register_store(&kept_register, run, &k) :
	      unlink(path) < 0 && errno != ENOENT ? -errno : 0;
	if (ret < 0)
		warnx("%s: %s", path, strerror(-ret));
	free(path);
}

static bool holds(const struct kept_mode *k)
{
	time_t now = clock_boot();

	return k->since <= now && now < k->until &&
	       strlen(k->vendor) < sizeof(((struct rules_override *)0)->vendor);
}

static void read_kept(struct rules_overrides *o, const char *run)
{
	struct conf_report ignored = { .errors = 0 };
	struct kept k = { .modes = { .n = 0 } };
	const struct kept_mode *modes;
	bool well = register_read(&kept_register, run, &k, &ignored);

	modes = k.modes.items;
	for (size_t i = 0; well && i < k.modes.n; i++) {
		struct rules_override *one = &o->items[o->n];

		if (!holds(&modes[i]) || o->n == RULES_OVERRIDES)
			continue;
		*one = (struct rules_override) {
			.mode = modes[i].mode, .confirm = modes[i].confirm,
			.until = (time_t)modes[i].until,
		};
		memcpy(one->vendor, modes[i].vendor,
		       strlen(modes[i].vendor) + 1);
		o->n++;
	}
	conf_free(kept_rows, ARRAY_SIZE(kept_rows), &k);
	conf_report_done(&ignored);
}

struct rules_overrides mode_recall(const char *config_path)
{
	struct rules_overrides o = { .n = 0 };
	struct config c;

	if (config_load(&c, config_path))
		read_kept(&o, c.run);
	config_done(&c);
	return o;
}

/* --- one among them -------------------------------------------------- */

const struct rules_override *mode_timed(const struct rules_overrides *o,
					const char *vendor)
{
	for (unsigned i = 0; i < o->n; i++)
		if (strcmp(o->items[i].vendor, vendor) == 0)
			return &o->items[i];
	return NULL;
}

static void drop(struct rules_overrides *o, unsigned i)
{
	memmove(&o->items[i], &o->items[i + 1],
		(o->n - i - 1) * sizeof(*o->items));
	o->n--;
}

static void drop_vendor(struct rules_overrides *o, const char *vendor)
{
	const struct rules_override *one = mode_timed(o, vendor);

	if (one)
		drop(o, (unsigned)(one - o->items));
}

/* --- setting --------------------------------------------------------- */

/* What was in force stays where the new rules do not load. */
static bool put_in_force(struct reloader *r, const struct rules_overrides *o,
			 struct fault *fault)
{
	const struct rules_overrides before = r->overrides;

	r->overrides = *o;
	if (reload_from(r, RULES_UPDATE)) {
		keep(r);
		return true;
	}
	r->overrides = before;
	*fault = r->fault;
	return false;
}

static bool store(const struct reloader *r, const char *vendor,
		  enum mode mode, struct fault *fault)
{
	int ret = config_store_mode(&reload_rules(r)->config, *vendor ?
				    vendor : NULL, mode);

	if (ret < 0)
		fault_set(fault, ret, "cannot store the mode");
	return ret == 0;
}

bool mode_set(struct reloader *r, const struct mode_change *c,
	      struct fault *fault)
{
	struct rules_overrides o = r->overrides;
	const char *vendor = c->vendor ? c->vendor : "";
	struct rules_override *one;
	char says[CENTRAL_TEXT];

	if (!config_admits_mode(&reload_rules(r)->config, c->vendor,
				c->mode)) {
		fault_set(fault, 0, "%s does not leave this mode to the "
			  "gateway (local_%s)", config_central_says(
			  &reload_rules(r)->config, says), c->vendor ?
			  "vendors" : "mode");
		return false;
	}
	drop_vendor(&o, vendor);
	if (c->seconds == 0)
		return store(r, vendor, c->mode, fault) &&
		       put_in_force(r, &o, fault);
	if (o.n == RULES_OVERRIDES) {
		fault_set(fault, 0, "%d modes hold for a while already",
			  RULES_OVERRIDES);
		return false;
	}
	one = &o.items[o.n++];
	*one = (struct rules_override) {
		.mode = c->mode, .confirm = c->confirm,
		.until = clock_boot() + (time_t)c->seconds,
	};
	snprintf(one->vendor, sizeof(one->vendor), "%s", vendor);
	return put_in_force(r, &o, fault);
}

bool mode_confirm(struct reloader *r, struct fault *fault)
{
	struct rules_overrides o = r->overrides;
	bool any = false;

	for (unsigned i = o.n; i-- > 0; ) {
		if (!o.items[i].confirm)
			continue;
		if (!store(r, o.items[i].vendor, o.items[i].mode, fault))
			return false;
		drop(&o, i);
		any = true;
	}
	if (any)
		return put_in_force(r, &o, fault);
	fault_set(fault, 0, "there is nothing to confirm");
	return false;
}

/* --- in time --------------------------------------------------------- */

time_t mode_left(const struct rules_override *o, time_t now)
{
	return now < o->until ? o->until - now : 0;
}

/* Of a vendor, or of all (""), as the files have it now. */
static const char *configured(const struct reloader *r, const char *vendor)
{
	enum mode mode;
	struct config c;

	config_load(&c, r->config_path);
	mode = *vendor ? config_vendor_mode(&c, vendor) : c.mode;
	config_done(&c);
	return mode_words[mode];
}

static void tell_over(const struct reloader *r,
		      const struct rules_override *o)
{
	const struct audit_change c = {
		.of = *o->vendor ? o->vendor : NULL,
		.before = mode_words[o->mode],
		.after = configured(r, o->vendor),
	};

	audit_change(r->audit, "mode", AUDIT_SELF, &c, "%s%s%s ended: back to "
		     "what is configured", o->confirm ? "unconfirmed change" :
		     "temporary mode", *o->vendor ? " of vendor " : "",
		     o->vendor);
	info("temporary mode%s%s ended", *o->vendor ? " of vendor " : "",
	     o->vendor);
}

void mode_tick(struct reloader *r)
{
	struct rules_overrides *all = &r->overrides;
	unsigned before = all->n;

	for (unsigned i = all->n; i-- > 0; ) {
		if (mode_left(&all->items[i], clock_boot()) > 0)
			continue;
		tell_over(r, &all->items[i]);
		drop(all, i);
	}
	if (all->n == before)
		return;
	keep(r);
	reload_owe(r);
}
