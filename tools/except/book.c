/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Opens, writes and closes the register. */

#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/folder.h"
#include "lib/lockfile.h"
#include "lib/log.h"
#include "lib/mac.h"
#include "lib/prefix.h"
#include "lib/suggest.h"
#include "ruleset/config/config_central.h"
#include "tools/changes.h"
#include "tools/cli/lock.h"
#include "tools/cli/mistakes.h"
#include "tools/except/book.h"

void book_open(struct book *f, const struct args *a, bool change)
{
	struct conf_report report = { .errors = 0 };
	char *path;

	*f = (struct book) { .lock = -1, .now = time(NULL) };
	f->rules = rules_load(a->config, RULES_CURRENT, NULL, &report);
	if (!f->rules)
		mistakes_end(&report);
	if (change) {
		folder_make(f->rules->config.state, 0755);
		path = register_lock_path(&exceptions_register,
					  f->rules->config.state);
		f->lock = lock_take(path, LOCKFILE_PATIENCE);
		free(path);
		changes_open(&f->audit, f->rules->config.log.file);
	}
	if (register_is_hidden(&exceptions_register, f->rules->config.state))
		fatalx_status(EX_NOPERM, "the register of exceptions is for "
			      "root to read");
	if (!exceptions_read(&f->all, f->rules->config.state, f->now, &report))
		mistakes_end(&report);
	conf_report_done(&report);
}

void book_check_left(const struct book *f)
{
	char says[CENTRAL_TEXT];

	if (!config_leaves(&f->rules->config, LEAVE_EXEMPT))
		fatalx_status(EX_NOPERM, "%s leaves no exceptions to the "
			      "gateway (local_exempt)",
			      config_central_says(&f->rules->config, says));
}

void book_close(struct book *f)
{
	exceptions_done(&f->all);
	rules_free(f->rules);
	if (f->lock < 0)
		return;
	audit_close(&f->audit);
	close(f->lock);
}

void book_store(const struct book *f)
{
	int ret = exceptions_store(&f->all, f->rules->config.state);

	if (ret < 0)
		fatalx_status(EX_IOERR, "%s/exceptions.conf: %s",
			      f->rules->config.state, strerror(-ret));
}

struct exception *book_find(const struct book *f, const char *id)
{
	struct exception *all = f->all.list.items;
	char near[SUGGEST_TEXT];

	for (size_t i = 0; i < f->all.list.n; i++)
		if (strcmp(all[i].id, id) == 0)
			return &all[i];
	suggest_text(f->all.list.n ? suggest(id, (const char **)&all->id,
					     f->all.list.n, sizeof(*all)) :
		     NULL, near);
	fatalx_status(EX_USAGE, "no exception \"%s\"%s see \"cordon except "
		      "list --all\"", id, *near ? near : ";");
}

/* --- what entries name ------------------------------------------------ */

void book_check_vendor(const struct book *f, const char *id)
{
	const struct legend *l = &f->rules->generation.legend;
	char near[SUGGEST_TEXT];

	for (size_t i = 0; i < l->nvendors; i++)
		if (strcmp(l->vendors[i].id, id) == 0)
			return;
	suggest_text(suggest(id, &l->vendors->id, l->nvendors,
			     sizeof(*l->vendors)), near);
	fatalx_status(EX_USAGE, "no vendor \"%s\" in the catalogue%s see "
		      "\"cordon vendors\"", id, *near ? near : ";");
}

void book_check_role(const struct book *f, const char *vendor,
		       const char *role)
{
	const struct legend *l = &f->rules->generation.legend;
	const char **roles = xcalloc(l->nclasses, sizeof(*roles));
	char near[SUGGEST_TEXT];
	size_t n = 0, i = 0;

	for (size_t k = 0; k < l->nclasses; k++) {
		const struct legend_class *c = &l->classes[k];

		if (!vendor ||
		    strcmp(l->vendors[c->vendor].id, vendor) == 0)
			roles[n++] = c->role;
	}
	while (i < n && strcmp(roles[i], role) != 0)
		i++;
	if (i == n) {
		suggest_text(n ? suggest(role, roles, n, sizeof(*roles)) :
			     NULL, near);
		fatalx_status(EX_USAGE, "no entry%s%s has the role \"%s\"%s",
			      vendor ? " of " : "", vendor ? vendor : "",
			      role, near);
	}
	free(roles);
}

void book_check_client(const char *client)
{
	uint8_t mac[6];
	struct prefix p;

	if (!client)
		fatalx_status(EX_USAGE, "for which --client?");
	if (!mac_parse(client, mac) && !prefix_parse(client, &p))
		fatalx_status(EX_USAGE, "--client \"%s\" is not an address, "
			      "prefix or MAC address", client);
}
