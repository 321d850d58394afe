/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes a bundle of a folder. */

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/file.h"
#include "ruleset/config/config_central_set.h"
#include "ruleset/config/source.h"
#include "ruleset/config/vendor.h"
#include "tools/bundle/bundle.h"
#include "tools/bundle/gathered.h"
#include "tools/bundle/ustar.h"

enum { FILE_MOST = 1 << 30 };

/* --- one file -------------------------------------------------------- */

static void add(struct gathered *g, const char *name, const void *p,
		size_t len)
{
	ustar_put(&g->archive, name, p, len);
	g->files++;
	g->bytes += len;
}

static void add_file(struct gathered *g, const char *path, const char *name,
		     struct conf_report *report)
{
	struct buffer text = { 0 };
	int ret = file_read(path, FILE_MOST, &text);

	if (ret < 0)
		conf_complain(report, path, 0, "%s", strerror(-ret));
	else if (!bundle_may_have(name))
		conf_complain(report, path, 0, "a bundle has no file of this "
			      "name: letters, digits and . _ - are, and no "
			      "folder in a folder");
	else if (g->files >= BUNDLE_FILES - 1)
		conf_complain(report, path, 0, "a bundle has at most %d files",
			      BUNDLE_FILES);
	else
		add(g, name, text.p, text.len);
	buffer_done(&text);
}

/* --- a folder -------------------------------------------------------- */

static int is_visible(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

/* What begins with a dot is an editor's or a tool's, and is left out. */
static void add_folder(struct gathered *g, const char *folder,
		       const char *below, struct conf_report *report)
{
	char *path = xasprintf("%s/%s", folder, below);
	struct dirent **all;
	int n = scandir(path, &all, is_visible, alphasort);

	if (n < 0 && errno != ENOENT)
		conf_complain(report, path, 0, "%s", strerror(errno));
	for (int i = 0; i < n; i++) {
		char *file = xasprintf("%s/%s", path, all[i]->d_name);
		char *name = xasprintf("%s/%s", below, all[i]->d_name);

		add_file(g, file, name, report);
		free(name);
		free(file);
		free(all[i]);
	}
	if (n >= 0)
		free(all);
	free(path);
}

static void check_vendors(const char *folder, struct conf_report *report)
{
	char *path = xasprintf("%s/vendors", folder);
	struct dirent **all;
	int n = scandir(path, &all, is_visible, alphasort);

	for (int i = 0; i < n; i++) {
		char *file = xasprintf("%s/%s", path, all[i]->d_name);
		struct vendor v;

		vendor_read(&v, file, report);
		vendor_done(&v);
		free(file);
		free(all[i]);
	}
	if (n >= 0)
		free(all);
	free(path);
}

/* Each list that policy.conf names must be there. */
static void check_lists(const char *folder, struct conf_report *report)
{
	struct central_set set;
	const struct config_source *s;
	struct stat st;

	central_set_read(&set, folder);
	s = set.config.sources.items;
	for (size_t i = 0; i < set.config.sources.n; i++) {
		source_check(&s[i], report);
		if (s[i].path && *s[i].path && stat(s[i].path, &st) < 0)
			conf_complain(report, s[i].file, s[i].line, "source "
				      "\"%s\": %s: %s", s[i].id, s[i].path,
				      strerror(errno));
	}
	conf_report_add(report, &set.config.report);
	central_set_done(&set);
}

bool gathered_read(struct gathered *g, const char *folder,
		   struct conf_report *report)
{
	char *policy = xasprintf("%s/policy.conf", folder);
	unsigned before = report->errors;

	*g = (struct gathered) { .files = 0 };
	add_file(g, policy, "policy.conf", report);
	add_folder(g, folder, "lists", report);
	add_folder(g, folder, "vendors", report);
	if (report->errors == before) {
		check_lists(folder, report);
		check_vendors(folder, report);
	}
	free(policy);
	return report->errors == before;
}

/* --- one that was made before ---------------------------------------- */

static int add_again(void *arg, const char *name, struct span data)
{
	if (strcmp(name, "manifest") != 0)
		add(arg, name, data.p, data.len);
	return 0;
}

bool gathered_again(struct gathered *g, struct span archive,
		    struct fault *fault)
{
	*g = (struct gathered) { .files = 0 };
	return bundle_check(archive, fault) &&
	       bundle_each(archive, add_again, g) == 0;
}

void gathered_done(struct gathered *g)
{
	buffer_done(&g->archive);
}

/* --- the bundle ------------------------------------------------------ */

char *gathered_content(const struct gathered *g, char *text)
{
	struct buffer whole = { 0 };

	buffer_add(&whole, g->archive.p, g->archive.len);
	ustar_end(&whole);
	bundle_content((struct span) { (uint8_t *)whole.p, whole.len }, text);
	buffer_done(&whole);
	return text;
}

void gathered_bundle(const struct gathered *g, struct central_manifest *m,
		     struct buffer *out)
{
	struct buffer manifest = { 0 };

	central_manifest_write(m, &manifest);
	ustar_put(out, "manifest", manifest.p, manifest.len);
	buffer_add(out, g->archive.p, g->archive.len);
	ustar_end(out);
	buffer_done(&manifest);
}
