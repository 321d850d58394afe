/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "lib/file.h"
#include "ruleset/config/config_load.h"
#include "tests/unit/policy_made.h"
#include "tests/unit/tap.h"

void policy_made(struct policy_made *m, const char *settings)
{
	struct buffer text = { 0 };
	const char *s = scratch();

	buffer_printf(&text, "mode = \"enforce\"; "
		      "catalogue = \"ruleset/vendors\"; local_catalogue = "
		      "\"%s/none\"; state = \"%s\"; block_list = \"%s/b\"; "
		      "allow_list = \"%s/a\"; protect_list = \"%s/p\"; %s\n",
		      s, s, s, s, s, settings);
	file_write(scratch_in("cordon.conf"), text.p, text.len, 0644);
	buffer_done(&text);
	if (!config_load(&m->config, scratch_in("cordon.conf")) ||
	    generation_compile(&m->g, &m->config, &m->config.report) < 0 ||
	    !policy_check(&m->g.legend, &m->config, &m->config.report))
		give_up("%s", m->config.report.text.p);
	m->policy = policy_new(&m->g, &m->config);
}

void policy_made_done(struct policy_made *m)
{
	policy_free(m->policy);
	generation_close(&m->g);
	config_done(&m->config);
}

struct decision policy_made_judge(const struct policy_made *m,
				  const char *text)
{
	struct address a;

	return address_parse(text, &a) ?
	       policy_judge_address(m->policy, &a) :
	       policy_judge_name(m->policy, text, strlen(text));
}
