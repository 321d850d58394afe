/* SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdio.h>
#include <string.h>

#include "lib/folder.h"
#include "ruleset/config/config_load.h"
#include "ruleset/policy/intervals_collect.h"
#include "tests/unit/made.h"
#include "tests/unit/tap.h"

void made_vendor(const char *file, const char *text)
{
	folder_make(scratch_in("vendors"), 0755);
	scratch_put(file, text);
}

bool made_try(struct made *m, const char *settings)
{
	struct buffer text = { 0 };
	const char *s = scratch();
	bool good;

	folder_make(scratch_in("vendors"), 0755);
	buffer_printf(&text, "catalogue = \"%s/vendors\"; local_catalogue = "
		      "\"%s/none\"; state = \"%s\"; block_list = "
		      "\"%s/block.list\"; allow_list = \"%s/allow.list\"; "
		      "protect_list = \"%s/protect.list\"; %s\n", s, s, s, s,
		      s, s, settings);
	scratch_put("cordon.conf", text.p);
	buffer_done(&text);
	good = config_load(&m->config, scratch_in("cordon.conf")) &&
	       generation_compile(&m->g, &m->config, &m->config.report) == 0;
	m->policy = policy_new(&m->g, &m->config);
	intervals_collect(&m->iv, m->policy, &m->config);
	return good;
}

void made_begin(struct made *m, const char *settings)
{
	if (!made_try(m, settings))
		give_up("%s", m->config.report.text.p);
}

void made_end(struct made *m)
{
	intervals_done(&m->iv);
	policy_free(m->policy);
	generation_close(&m->g);
	config_done(&m->config);
}

const char *made_describe(const struct made *m, struct decision d)
{
	static char text[200];
	const struct legend_class *c = &m->g.legend.classes[d.rule.class];
	const char *source = c->source, *slash = strrchr(c->source, '/');

	if (d.effect == EFFECT_IGNORE)
		return "ignored";
	snprintf(text, sizeof(text), "%s %s/%s", effect_words[d.effect],
		 m->g.legend.vendors[c->vendor].id,
		 slash ? slash + 1 : source);
	return text;
}

void made_name_is(const struct made *m, const char *name, const char *want)
{
	struct decision d = policy_judge_name(m->policy, name, strlen(name));

	is_text(made_describe(m, d), want, "%s is %s", name, want);
}

void made_address_is(const struct made *m, const char *text, const char *want)
{
	struct address a;

	if (!address_parse(text, &a))
		give_up("no address: %s", text);
	is_text(made_describe(m, policy_judge_address(m->policy, &a)), want,
		"%s is %s", text, want);
}
