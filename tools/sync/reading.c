/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads copies of sources. */

#include <errno.h>
#include <fcntl.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/file.h"
#include "lib/folder.h"
#include "lib/hex.h"
#include "lib/prefix.h"
#include "lib/span.h"
#include "ruleset/config/catalogue.h"
#include "ruleset/list/hostname.h"
#include "tools/sync/reading.h"

struct reader {
	struct reading *r;
	struct guard_check *check;
	const struct config_source *source;
	struct sha256_ctx sha;
	const char *name;	/* of the file in a folder, NULL: alone */
};

static void take_entry(void *arg, const struct list_entry *e)
{
	struct reader *rd = arg;

	guard_entry(rd->check, e);
}

/* `"LABEL": a single label ...` */
static void take_label(struct reader *rd, const struct list_remark *m)
{
	size_t n = strlen(m->text), end = strlen(hostname_single_label);
	char label[64];

	if (n <= end || strcmp(m->text + n - end, hostname_single_label) != 0 ||
	    sscanf(m->text, "\"%63[^\"]\"", label) != 1)
		return;
	for (char *p = label; *p; p++)
		*p = (char)ascii_lower((uint8_t)*p);
	guard_label(rd->check, label[0] == '.' ? label + 1 : label, m->line);
}

static void take_remark(void *arg, const struct list_remark *m)
{
	struct reader *rd = arg;
	struct reading *r = rd->r;
	const char *file = m->file ? m->file : rd->name;

	if (m->kind == LIST_REFUSE && !fault_any(&r->refused)) {
		fault_set(&r->refused, 0, "%s", m->text);
		fault_at(&r->refused, file ? file : "", m->line);
	}
	if (m->kind == LIST_REJECT)
		take_label(rd, m);
	if (m->kind == LIST_REJECT && !r->first_reject[0])
		snprintf(r->first_reject, sizeof(r->first_reject),
			 "%s%sline %u: %.130s", file ? file : "",
			 file ? ", " : "", m->line, m->text);
}

static void take_vendor(struct reader *rd, const struct vendor *v)
{
	const struct vendor_name *n = v->names.items;
	const struct vendor_prefix *x = v->prefixes.items;

	struct list_entry e = { .line = 0 };

	for (size_t i = 0; i < v->names.n; i++) {
		e.kind = n[i].match == MATCH_EXACT ? LIST_EXACT : LIST_SUFFIX;
		e.line = n[i].line;
		e.len = (uint8_t)snprintf(e.name, sizeof(e.name), "%s",
					  n[i].name);
		guard_entry(rd->check, &e);
	}
	e.kind = LIST_PREFIX;
	for (size_t i = 0; i < v->prefixes.n; i++) {
		e.line = x[i].line;

		if (x[i].enforce && prefix_parse(x[i].prefix, &e.prefix))
			guard_entry(rd->check, &e);
	}
}

/* By its first mistake. */
static void refuse_catalogue(struct reading *r, const struct fault *mistake)
{
	fault_set(&r->refused, 0, "is no catalogue: %s", mistake->what);
	r->refused.line = mistake->line;
}

/* An update of the catalogue: taken whole, or refused. */
static void parse_catalogue(struct reader *rd, const char *path)
{
	struct conf_report report = { .errors = 0 };
	struct conf_list list;
	const struct vendor *v;
	struct reading *r = rd->r;

	snprintf(r->format, sizeof(r->format), "catalogue");
	if (!catalogue_read_update(&list, path, &report))
		refuse_catalogue(r, &report.first);
	v = list.items;
	for (size_t i = 0; i < list.n; i++)
		take_vendor(rd, &v[i]);
	catalogue_free_update(&list);
	conf_report_done(&report);
}

static void parse(struct reader *rd, const char *path, const void *p,
		  size_t len)
{
	const struct list_sink sink = {
		.add = take_entry, .remark = take_remark, .arg = rd,
	};
	struct reading *r = rd->r;
	struct list_options o;
	struct list_result result;
	char *folder;

	if (source_is_catalogue(rd->source)) {
		parse_catalogue(rd, path);
		return;
	}
	source_list_options(rd->source, path, &o, &folder);
	result = list_parse(p, len, &o, &sink);
	r->rejects += result.rejects;
	r->skipped += result.skipped;
	if (result.format)
		snprintf(r->format, sizeof(r->format), "%s", result.format);
	if (result.refused && !fault_any(&r->refused))
		fault_set(&r->refused, 0, "is no list");
	free(folder);
}

/* False if it cannot be read. */
static bool read_one(struct reader *rd, const char *path)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	struct span s;
	int ret;

	if (fd < 0)
		return false;
	ret = file_map(fd, &s);
	close(fd);
	if (ret < 0)
		return false;
	if (rd->name)
		sha256_update(&rd->sha, strlen(rd->name) + 1,
			      (const uint8_t *)rd->name);
	sha256_update(&rd->sha, s.len, s.p);
	if (rd->check)
		parse(rd, path, s.len ? (const char *)s.p : "", s.len);
	file_unmap(s);
	return true;
}

static bool read_folder(struct reader *rd, const char *path)
{
	bool good;
	char **names;
	size_t n;

	good = folder_list(path, "", &names, &n) == 0;
	for (size_t i = 0; good && i < n; i++) {
		rd->name = strrchr(names[i], '/') + 1;
		good = read_one(rd, names[i]);
	}
	folder_list_free(names, n);
	return good;
}

void reading_do(struct reading *r, const char *path,
		const struct config_source *s, struct guard_check *check)
{
	struct reader rd = { .r = r, .check = check, .source = s };
	uint8_t sum[SHA256_DIGEST_SIZE];
	struct stat st;
	bool good;

	*r = (struct reading) { .rejects = 0 };
	sha256_init(&rd.sha);
	good = lstat(path, &st) == 0 &&
	       (S_ISDIR(st.st_mode) ? read_folder(&rd, path) :
		read_one(&rd, path));
	sha256_digest(&rd.sha, sizeof(sum), sum);
	if (good)
		hex_format(sum, sizeof(sum), r->content);
	else
		fault_set(&r->refused, -errno, "cannot be read");
}
