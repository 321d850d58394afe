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

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/folder.h"
#include "lib/hex.h"
#include "lib/prefix.h"
#include "lib/span.h"
#include "ruleset/config/catalogue.h"
#include "ruleset/list/hostname.h"
#include "tools/sync/asn_database.h"
#include "tools/sync/reading.h"

struct reader {
	struct reading *r;
	struct guard_check *check;
	const struct config_source *source;
	struct sha256_ctx sha;
	const char *name;	/* of the file in a folder, NULL: alone */
	struct asn_names asns;
};

/* What the guards leave out, or have doubts of, is told. */
static void take_guarded(struct reader *rd, const struct list_entry *e)
{
	size_t special = rd->check->special, shared = rd->check->shared;
	struct losses *lost = &rd->r->lost;
	char text[ADDRESS_TEXT];

	guard_entry(rd->check, e);
	if (rd->check->special > special)
		losses_add(lost, LOSS_SPECIAL, rd->name, e->line,
			   prefix_format(&e->prefix, text));
	if (rd->check->shared > shared)
		losses_add(lost, LOSS_SHARED, rd->name, e->line, e->name);
}

static void take_entry(void *arg, const struct list_entry *e)
{
	struct reader *rd = arg;

	take_guarded(rd, e);
}

static void take_asn(void *arg, uint32_t asn, unsigned line)
{
	struct reader *rd = arg;

	asn_names_add(&rd->asns, asn, line);
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
	if (m->kind == LIST_REJECT || m->kind == LIST_SKIP)
		losses_add(&r->lost, m->kind == LIST_REJECT ? LOSS_REJECTED :
			   LOSS_SKIPPED, file, m->line, m->text);
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
		.add = take_entry, .remark = take_remark,
		.asn = take_asn, .arg = rd,
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
	r->urls += result.urls;
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

static bool read_path(struct reader *rd, const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && (S_ISDIR(st.st_mode) ?
	       read_folder(rd, path) : read_one(rd, path));
}

/* --- AS numbers ------------------------------------------------------- */

static void take_announced(void *arg, uint32_t asn, const struct prefix *p,
			   unsigned line)
{
	struct reader *rd = arg;
	struct list_entry e = {
		.kind = LIST_PREFIX, .prefix = *p, .asn = asn,
		.line = asn_names_line(&rd->asns, asn),
	};

	(void)line;		/* of the database */
	if (!asn_may_announce(p))
		return;
	rd->r->announced++;
	take_guarded(rd, &e);
}

/* They count by what they announce, for the guards as well. */
static void expand(struct reader *rd, const char *database)
{
	struct conf_report report = { .errors = 0 };
	struct asn_query query = { .add = take_announced, .arg = rd };
	struct reading *r = rd->r;
	uint32_t *asns = asn_names_once(&rd->asns, &query.n);
	char text[FAULT_TEXT];
	struct asn_data data;

	query.asns = asns;
	r->asns = query.n;
	if (!rd->source->expand)
		snprintf(r->asn_fault, sizeof(r->asn_fault), "the source has "
			 "expand = false");
	else if (!database || !*database)
		snprintf(r->asn_fault, sizeof(r->asn_fault), "asn_database, "
			 "which says what they announce, is not set");
	else if (!asn_database_read(database, &query, &data, &report))
		snprintf(r->asn_fault, sizeof(r->asn_fault), "%.150s",
			 fault_text(&report.first, text));
	if (*r->asn_fault)
		r->skipped += r->asns;
	conf_report_done(&report);
	free(asns);
}

void reading_name_asns(const char *path, const struct config_source *s,
		       struct asn_names *asns)
{
	static const struct guards nobody = { .n = 0 };
	struct guard_check *check = xcalloc(1, sizeof(*check));
	struct reading unused = { .rejects = 0 };
	struct reader rd = {
		.r = &unused, .check = check, .source = s, .asns = *asns,
	};

	guard_begin(check, &nobody, s);
	sha256_init(&rd.sha);
	read_path(&rd, path);
	*asns = rd.asns;
	free(check);
}

/* --- together --------------------------------------------------------- */

void reading_do(struct reading *r, const char *path,
		const struct config_source *s, struct guard_check *check,
		const char *asn_database)
{
	struct reader rd = { .r = r, .check = check, .source = s };
	uint8_t sum[SHA256_DIGEST_SIZE];
	bool good;

	*r = (struct reading) { .rejects = 0 };
	sha256_init(&rd.sha);
	good = read_path(&rd, path);
	sha256_digest(&rd.sha, sizeof(sum), sum);
	if (rd.asns.n > 0)
		expand(&rd, asn_database);
	asn_names_done(&rd.asns);
	r->lost.n[LOSS_REJECTED] = r->rejects;
	r->lost.n[LOSS_SKIPPED] = r->skipped;
	r->lost.n[LOSS_URLS] = r->urls;
	if (good)
		hex_format(sum, sizeof(sum), r->content);
	else
		fault_set(&r->refused, -errno, "cannot be read");
}
