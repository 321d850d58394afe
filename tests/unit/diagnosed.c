/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Made facts, and findings as text. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/buffer.h"
#include "ruleset/config/config_load.h"
#include "tests/unit/diagnosed.h"
#include "tests/unit/tap.h"

void facts_made(struct facts *f, const char *status)
{
	static const struct args args = { .config = "cordon.conf" };

	*f = (struct facts) {
		.a = &args, .now = 1790151302, .config_ok = true,
		.root = true, .has_netlink = true,
	};
	scratch_put("empty.conf", "");
	if (!config_load(&f->config, scratch_in("empty.conf")))
		give_up("the standard configuration: %s",
			f->config.report.text.p);
	f->client.fault.ret = -ENOENT;
	if (!status)
		return;
	f->client.answer = jsontree_parse(&f->client.tree, status,
					  strlen(status));
	f->status = f->client.answer;
	if (!f->status)
		give_up("a status that is no JSON: %s", f->client.tree.why);
}

void facts_unmade(struct facts *f)
{
	client_done(&f->client);
	config_done(&f->config);
}

void facts_set(char **setting, const char *text)
{
	free(*setting);
	*setting = xstrdup(text);
}

const char *diagnosed(struct diagnosis *d)
{
	static struct buffer out;

	buffer_reset(&out);
	buffer_text(&out, "");
	for (size_t i = 0; i < d->n; i++) {
		const struct finding *f = &d->findings[i];

		buffer_printf(&out, "%s: %s\n", level_words[f->level],
			      f->text);
		if (f->evidence)
			buffer_printf(&out, " see: %s\n", f->evidence);
		if (f->fix)
			buffer_printf(&out, " try: %s\n", f->fix);
	}
	diagnosis_done(d);
	return out.p;
}
