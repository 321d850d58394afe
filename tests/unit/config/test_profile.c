/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who the organisation is, and which bases bind it. */

#include <stdio.h>

#include "lib/array.h"
#include "lib/file.h"
#include "ruleset/config/config_load.h"
#include "ruleset/config/profile.h"
#include "tests/unit/tap.h"

/* One of each kind, as a vendor's file might have them. */
static const struct legend_basis bases[] = {
	{ .id = "advice", .profiles = " us-person ",
	  .reach = { DUTY_ADVICE, .roles = " update  web " } },
	{ .id = "supply", .profiles = " us-person ",
	  .reach = { DUTY_SUPPLY, .only = true, .roles = " update ",
		     .off = " web " } },
	{ .id = "export", .profiles = " us-person ",
	  .reach = { .duty = DUTY_EXPORT } },
	{ .id = "texas", .profiles = " us-state-tx ",
	  .reach = { .duty = DUTY_NETWORK } },
	{ .id = "agency", .profiles = " us-federal-agency  us-contractor ",
	  .reach = { .duty = DUTY_USE } },
	{ .id = "ended", .profiles = " us-person ",
	  .reach = { DUTY_NETWORK, .status = BASIS_ENDED } },
};

static struct config config;
static struct profile profile;
static bool holds[ARRAY_SIZE(bases)];
static const struct profile_bases all = { bases, holds, ARRAY_SIZE(bases) };

static bool load(const char *text)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/cordon.conf", scratch());
	if (file_write(path, text, strlen(text), 0644) < 0)
		give_up("cannot write %s", path);
	return config_load(&config, path);
}

static void begin(const char *text)
{
	if (!load(text))
		give_up("%s", config.report.text.p);
	profile_read(&profile, &config);
	for (size_t i = 0; i < ARRAY_SIZE(bases); i++)
		holds[i] = profile_holds(&profile, config_vendor(&config, "x"),
					 &bases[i]);
}

static void end(void)
{
	profile_done(&profile);
	config_done(&config);
}

/* Who is cited for a role: "-" nobody, and it is blocked; "" it is left. */
static void is(const char *role, const char *want)
{
	const struct legend_basis *b = profile_cites(&profile, &all, role);
	bool left = profile_leaves(&profile, &all, role);

	is_text(left ? "" : b ? b->id : "-", want, "who is cited for %s",
		role);
}

static void test_none(void)
{
	begin("");
	ok(!profile.set, "no profile");
	is("update", "supply");
	is("app", "texas");
	is("web", "advice");
	is("training", "-");
	end();
	begin("vendors = ( { id = \"x\"; bases = [ \"supply\" ]; } );");
	is("update", "supply");
	is("web", "");
	is("training", "-");
	end();
	begin("vendors = ( { id = \"x\"; bases = [ \"-supply\" ]; } );");
	is("update", "texas");
	end();
}

static void test_profiles(void)
{
	begin("profile = [ \"us-person\" ];");
	is("update", "supply");
	is("app", "");
	is("web", "advice");
	is("training", "");
	end();
	begin("profile = [ \"us-state-tx\" ];");
	is("update", "texas");
	is("app", "texas");
	end();
	begin("profile = [ \"us-contractor\", \"us-state-tx\" ];");
	is("app", "texas");
	end();
	begin("profile = [ \"us-contractor\" ];");
	is("app", "agency");
	is("update", "agency");
	end();
	begin("profile = [ \"au-government\" ];");
	is("update", "");
	is("app", "");
	end();
}

static void test_wishes(void)
{
	begin("profile = [ \"us-person\" ]; vendors = ( { id = \"x\"; bases = "
	      "[ \"agency\", \"-advice\" ]; } );");
	is("update", "agency");
	is("app", "agency");
	is("web", "");
	end();
	begin("profile = [ \"us-person\", \"own-policy\" ];");
	is("update", "supply");
	is("app", "-");
	is("training", "-");
	end();
	begin("profile = [ \"own-policy\" ];");
	is("update", "-");
	is("web", "-");
	end();
}

static void test_mistake(void)
{
	ok(!load("profile = [ \"us-persn\" ];"), "an unknown profile");
	ok(strstr(config.report.text.p, ".conf:1: profile: there is no "
		  "\"us-persn\"; did you mean \"us-person\"?"), ": is told");
	config_done(&config);
}

int main(void)
{
	test_none();
	test_profiles();
	test_wishes();
	test_mistake();
	return done_testing();
}
