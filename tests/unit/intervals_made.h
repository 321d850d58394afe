/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_UNIT_INTERVALS_MADE_H
#define TESTS_UNIT_INTERVALS_MADE_H

/* Intervals of a block list and a list of what is protected, as text. */

#include <stdio.h>

#include "lib/file.h"
#include "ruleset/intervals.h"
#include "tests/unit/tap.h"

struct made {
	struct config config;
	struct generation g;
	struct policy *policy;
	struct intervals iv;
};

static inline void made_put(const char *name, const char *text)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", scratch(), name);
	if (file_write(path, text, strlen(text), 0644) < 0)
		diag("cannot write %s", path);
}

#define MADE_VENDOR "id = \"acme\"; title = \"T\"; as_of = \"1\"; " \
	"bases = ( { id = \"b\"; authority = \"A\"; cite = \"C\"; " \
	"binds = \"B\"; dates = \"D\"; source = \"S\"; " \
	"roles_off = [ ]; } );\n"

/* `rest` is more configuration. */
static inline void made_begin(struct made *m, const char *block,
			      const char *protect, const char *rest)
{
	struct buffer text = { 0 };
	const char *s = scratch();
	char path[128];

	snprintf(path, sizeof(path), "%s/vendors", s);
	folder_make(path, 0755);
	made_put("vendors/acme.conf", MADE_VENDOR);
	buffer_printf(&text, "catalogue = \"%s/vendors\"; local_catalogue = "
		      "\"%s/none\"; state = \"%s\"; block_list = "
		      "\"%s/block.list\"; allow_list = \"%s/none.list\"; "
		      "protect_list = \"%s/protect.list\"; %s\n", s, s, s, s,
		      s, s, rest);
	made_put("cordon.conf", text.p);
	made_put("block.list", block);
	made_put("protect.list", protect);
	buffer_done(&text);
	snprintf(path, sizeof(path), "%s/cordon.conf", s);
	if (!config_load(&m->config, path) ||
	    generation_compile(&m->g, &m->config, &m->config.report) < 0)
		diag("%s", m->config.report.text.p);
	m->policy = policy_new(&m->g, &m->config);
	intervals_collect(&m->iv, m->policy, &m->config);
}

static inline void made_end(struct made *m)
{
	intervals_done(&m->iv);
	policy_free(m->policy);
	generation_close(&m->g);
	config_done(&m->config);
}

#endif
