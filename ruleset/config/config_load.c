/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads cordon.conf, conf.d/ and the mode that was set by command. */

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/folder.h"
#include "ruleset/config/config_central.h"
#include "ruleset/config/config_check.h"
#include "ruleset/config/config_load.h"
#include "ruleset/config/config_mode.h"
#include "ruleset/config/config_rows.h"

/* Those that Kaspersky's products ask, in this order, where the resolver they
 * were told of does not find their servers. */
static void set_fallback_resolvers(struct conf_list *list)
{
	static const char *const standard[] = {
		"8.8.8.8", "1.1.1.1", "223.6.6.6", "9.9.9.9",
		"185.228.168.168",
	};
	size_t n = ARRAY_SIZE(standard);
	char **items = xcalloc(n, sizeof(*items));

	for (size_t i = 0; i < n; i++)
		items[i] = xstrdup(standard[i]);
	*list = (struct conf_list) { .items = items, .n = n };
}

/* kaspersky is on unless a file says otherwise. */
static void set_defaults(struct config *c)
{
	struct config_vendor *v = xcalloc(8, sizeof(*v));

	conf_defaults(config_rows, CONFIG_ROWS, c);
	set_fallback_resolvers(&c->fallback_resolvers);
	*v = (struct config_vendor) {
		.id = xstrdup("kaspersky"), .mode = MODE_INHERIT,
	};
	c->vendors = (struct conf_list) { .items = v, .n = 1 };
}

static void read_drop_ins(struct config *c, const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = xasprintf("%.*sconf.d",
				 slash ? (int)(slash - path + 1) : 0, path);
	char **names;
	size_t n;
	int ret = folder_list(folder, ".conf", &names, &n);

	if (ret < 0)
		conf_complain(&c->report, folder, 0, "%s", strerror(-ret));
	for (size_t i = 0; i < n; i++)
		conf_read(names[i], config_rows, CONFIG_ROWS, c, &c->report);
	folder_list_free(names, n);
	free(folder);
}

/* Nothing is installed: a program that runs where it was built takes the
 * catalogue of its own tree. */
static void find_catalogue(struct config *c)
{
	char exe[PATH_MAX], *near;
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);

	if (strcmp(c->catalogue, CATALOGUE) != 0 ||
	    access(CATALOGUE, F_OK) == 0 || n < 0)
		return;
	exe[n] = '\0';
	near = xasprintf("%.*s/../ruleset/vendors",
			 (int)(strrchr(exe, '/') - exe), exe);
	if (access(near, F_OK) == 0) {
		free(c->catalogue);
		c->catalogue = realpath(near, NULL);
	}
	free(near);
}

bool config_load_under(struct config *c, const char *path,
		       const char *policy)
{
	*c = (struct config) { 0 };
	set_defaults(c);
	if (access(path, F_OK) == 0 || strcmp(path, CONFIG_FILE) != 0)
		conf_read(path, config_rows, CONFIG_ROWS, c, &c->report);
	read_drop_ins(c, path);
	config_apply_central(c, policy);
	config_apply_mode(c);
	find_catalogue(c);
	config_check(c);
	return c->report.errors == 0;
}

bool config_load(struct config *c, const char *path)
{
	return config_load_under(c, path, NULL);
}

/* --- and back -------------------------------------------------------- */

void config_done(struct config *c)
{
	conf_free(config_rows, CONFIG_ROWS, c);
	free(c->central.floors.items);
	conf_report_done(&c->report);
}

void config_print(const struct config *c, struct buffer *out)
{
	conf_print(out, config_rows, CONFIG_ROWS, c, &c->report);
}

void config_put(const struct config *c, struct json *j)
{
	char place[PATH_MAX + 16];

	conf_put(j, "settings", config_rows, CONFIG_ROWS, c);
	json_open(j, "origins", '{');
	for (size_t i = 0; i < CONFIG_ROWS; i++) {
		const void *field = (const char *)c + config_rows[i].offset;

		if (config_rows[i].key && conf_origin_of(&c->report, field))
			json_text(j, config_rows[i].key,
				  config_origin(c, field, place,
						sizeof(place)));
	}
	json_close(j, '}');
}
