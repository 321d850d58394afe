/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An update of the catalogue, as it comes over the network: taken whole or not
 * at all, and what is taken keeps the rules that policy and kernel rest on. */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/name.h"
#include "lib/prefix.h"
#include "ruleset/config/catalogue.h"
#include "ruleset/config/config.h"
#include "tests/fuzz/fuzz.h"

/* libconfig 1.5 loses a string that the file ends in. */
const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
	return "leak:libconfig\n";
}

static struct config config;

static char folder[64];

static void remove_folder(void)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/catalogue/u.conf", folder);
	unlink(path);
	*strrchr(path, '/') = '\0';
	rmdir(path);
	rmdir(folder);
}

/* STATE/catalogue/u.conf, beside an empty packaged catalogue. */
static const char *file(void)
{
	static char path[128];

	if (path[0])
		return path;
	snprintf(folder, sizeof(folder), "/tmp/cordon-fuzz-XXXXXX");
	must(mkdtemp(folder));
	atexit(remove_folder);
	snprintf(path, sizeof(path), "%s/catalogue", folder);
	must(mkdir(path, 0700) == 0);
	strcat(path, "/u.conf");
	config.state = config.catalogue = config.local_catalogue = folder;
	return path;
}

static void write_file(const void *p, size_t len)
{
	int fd = open(file(), O_WRONLY | O_CREAT | O_TRUNC, 0600);

	must(fd >= 0 && write(fd, p, len) == (ssize_t)len);
	close(fd);
}

static void check_vendor(const struct vendor *v)
{
	const struct vendor_name *n = v->names.items;
	const struct vendor_prefix *p = v->prefixes.items;
	const struct vendor_port *port = v->ports.items;
	struct prefix parsed;

	must(strlen(v->id) >= 1 && strlen(v->id) <= 32);
	must(strspn(v->id, "abcdefghijklmnopqrstuvwxyz0123456789-") ==
	     strlen(v->id));
	must(v->bases.n > 0 && strlen(v->as_of) == 10);
	for (size_t i = 0; i < v->names.n; i++)
		must(name_is_hostname(n[i].name, strlen(n[i].name)) &&
		     strchr(n[i].name, '.') && *n[i].source &&
		     !(n[i].enforce &&
		       strcmp(n[i].confidence, "unverified") == 0));
	for (size_t i = 0; i < v->prefixes.n; i++)
		must(prefix_parse(p[i].prefix, &parsed) && *p[i].source &&
		     !(p[i].enforce && p[i].shared));
	for (size_t i = 0; i < v->ports.n; i++)
		must(port[i].port >= 1 && port[i].port <= 65535 &&
		     *port[i].source);
	must(!v->is_class || v->names.n + v->prefixes.n + v->ports.n == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct conf_report report = { .errors = 0 };
	struct conf_list list;
	struct catalogue c;
	bool good;

	write_file(data, size);
	good = catalogue_read_update(&list, file(), &report);
	must(good == (report.errors == 0));
	catalogue_free_update(&list);
	conf_report_done(&report);
	report = (struct conf_report) { .errors = 0 };
	catalogue_load(&c, &config, &report);
	must(good == (c.refused.len == 0));
	must(good || c.n == 0);
	for (size_t i = 0; i < c.n; i++)
		check_vendor(&c.vendors[i]);
	catalogue_done(&c);
	conf_report_done(&report);
	return 0;
}
