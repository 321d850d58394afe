/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sources of the configuration, and where their copies are. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/folder.h"
#include "lib/name.h"
#include "lib/prefix.h"
#include "lib/suggest.h"
#include "lib/url_shown.h"
#include "ruleset/config/source.h"
#include "ruleset/list/list.h"

enum { ID_MAX = 32 };	/* "vendor-ID-log" is the name of a chain */

const char *const source_action_words[] = {
	[SOURCE_BLOCK] = "block", [SOURCE_LOG] = "log",
	[SOURCE_ALLOW] = "allow", [SOURCE_PROTECT] = "protect", NULL
};
static const char *const match_words[] = {
	[SOURCE_MATCH_AUTO] = "auto", [SOURCE_MATCH_EXACT] = "exact",
	[SOURCE_MATCH_SUFFIX] = "suffix", NULL
};

#define FIELD(f) .key = #f, .offset = offsetof(struct config_source, f)
#define WORD(w, d) .type = &conf_word, .words = w, .standard = d
#define TEXT(d) .type = &conf_text, .standard_text = d
#define NUMBER(lo, hi, d) \
	.type = &conf_int, .min = lo, .max = hi, .standard = d
#define SIZE(d) \
	.type = &conf_size, .min = 1, .max = 1ll << 40, .standard = d

const struct conf_row source_rows[] = {
	{ FIELD(id), .type = &conf_text, .required = true },
	{ FIELD(url), TEXT(""), .is_url = true },
	{ .key = "file", .offset = offsetof(struct config_source, path),
	  TEXT("") },
	{ FIELD(folder), TEXT("") },
	{ FIELD(vendor), TEXT("") },
	{ FIELD(title), TEXT("") },
	{ FIELD(role), TEXT("listed") },
	{ FIELD(action), WORD(source_action_words, SOURCE_BLOCK) },
	{ FIELD(match), WORD(match_words, SOURCE_MATCH_AUTO) },
	{ FIELD(format), TEXT("auto") },
	{ FIELD(column), TEXT("") },
	{ FIELD(where), TEXT("") },
	{ .key = "path", .offset = offsetof(struct config_source, keys),
	  TEXT("") },
	{ FIELD(country), TEXT("") },
	{ FIELD(refresh), .type = &conf_duration, .min = 60,
	  .max = 366 * 86400, .standard = 6 * 3600 },

	{ FIELD(min_entries), NUMBER(0, 1000000000, 1) },
	{ FIELD(max_entries), NUMBER(1, 1000000000, 20000000) },
	{ FIELD(max_shrink), NUMBER(0, 100, 50) },
	{ FIELD(max_growth), NUMBER(0, 1000000, 300) },
	{ FIELD(max_lost), NUMBER(0, 100, 5) },
	{ FIELD(widest4), NUMBER(0, 32, 8) },
	{ FIELD(widest6), NUMBER(0, 128, 19) },
	{ FIELD(allow_special), .type = &conf_bool },
	{ FIELD(exclude), .type = &conf_texts },

	{ FIELD(sha256), TEXT("") },
	{ FIELD(minisign), TEXT("") },
	{ FIELD(signature), TEXT(""), .is_url = true },
	{ FIELD(proxy), TEXT(""), .is_url = true },
	{ FIELD(ca), TEXT("") },
	{ FIELD(headers), TEXT("") },
	{ FIELD(allow_private), .type = &conf_bool },
	{ FIELD(max_size), SIZE(64 << 20) },
	{ FIELD(max_unpacked), SIZE(512 << 20) },
	{ FIELD(max_time), .type = &conf_duration, .min = 1, .max = 86400,
	  .standard = 300 },
	{ FIELD(expand), .type = &conf_bool, .standard = true },
	{ .type = &conf_line, .offset = offsetof(struct config_source, line) },
	{ .type = &conf_file, .offset = offsetof(struct config_source, file) },
};

_Static_assert(ARRAY_SIZE(source_rows) == SOURCE_ROWS, "SOURCE_ROWS");

/* --- what must hold -------------------------------------------------- */

static bool is_id(const char *text)
{
	size_t n = strlen(text);

	return n > 0 && n <= ID_MAX && text[0] != '-' &&
	       strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-_") == n;
}

static bool is_http(const char *url)
{
	return (strncmp(url, "http://", 7) == 0 && url[7]) ||
	       (strncmp(url, "https://", 8) == 0 && url[8]);
}

static void check_origin(const struct config_source *s,
			 struct conf_report *report)
{
	int n = (*s->url != 0) + (*s->path != 0) + (*s->folder != 0);
	char shown[SOURCE_ORIGIN];

	if (n != 1)
		conf_complain(report, s->file, s->line,
			      "source \"%s\" has %s of url, file and folder; "
			      "it needs one", s->id, n ? "more" : "none");
	if (*s->url && !is_http(s->url))
		conf_complain(report, s->file, s->line,
			      "url \"%s\" is not http:// or https://; a file "
			      "on this machine is file = \"/...\"",
			      url_shown(s->url, shown, sizeof(shown)));
	if (*s->path && s->path[0] != '/')
		conf_complain(report, s->file, s->line,
			      "file \"%s\" is not a full path", s->path);
	if (*s->folder && s->folder[0] != '/')
		conf_complain(report, s->file, s->line,
			      "folder \"%s\" is not a full path", s->folder);
	if (*s->folder && *s->sha256)
		conf_complain(report, s->file, s->line, "source \"%s\": a "
			      "folder has no single sha256", s->id);
}

/* A name in lower case, or a prefix. */
static bool is_target(const char *text)
{
	struct prefix p;

	return prefix_parse(text, &p) ||
	       name_is_hostname(text, strlen(text));
}

/* What becomes vendors speaks for many: it must be signed, or lie here. */
static void check_catalogue(const struct config_source *s,
			    struct conf_report *report)
{
	if (*s->vendor)
		conf_complain(report, s->file, s->line, "source \"%s\" is of "
			      "format \"catalogue\", which names its vendors "
			      "itself: leave \"vendor\" out", s->id);
	if (*s->folder)
		conf_complain(report, s->file, s->line, "source \"%s\": an "
			      "update of the catalogue is one file, no folder",
			      s->id);
	if (*s->url && !*s->minisign && !*s->sha256)
		conf_complain(report, s->file, s->line, "source \"%s\": an "
			      "update of the catalogue needs a minisign key, "
			      "or its sha256", s->id);
}

static void check_vendor(const struct config_source *s,
			 struct conf_report *report)
{
	if (!*s->vendor)
		conf_complain(report, s->file, s->line, "vendor is missing");
	else if (!is_id(s->vendor))
		conf_complain(report, s->file, s->line, "vendor \"%s\" is "
			      "not 1 to %d of a-z 0-9 - _", s->vendor, ID_MAX);
}

static void check_format(const struct config_source *s,
			 struct conf_report *report)
{
	enum { WORDS = 96 };
	const char *words[WORDS] = { "catalogue" }, *word;
	char near[SUGGEST_TEXT];
	size_t n = 1;

	for (size_t i = 0; n < WORDS && (word = list_format_word(i)); i++)
		words[n++] = word;
	for (size_t i = 0; i < n; i++)
		if (!s->format || strcmp(s->format, words[i]) == 0)
			return;
	suggest_text(suggest(s->format, words, n, sizeof(*words)), near);
	conf_complain(report, s->file, s->line, "source \"%s\": there is no "
		      "format \"%s\"%s", s->id, s->format, near);
}

void source_check(const struct config_source *s, struct conf_report *report)
{
	char *const *exclude = s->exclude.items;

	if (!s->id || !*s->id || !s->vendor)
		return;		/* complained about already */
	if (!is_id(s->id))
		conf_complain(report, s->file, s->line, "source id \"%s\" is "
			      "not 1 to %d of a-z 0-9 - _", s->id, ID_MAX);
	if (source_is_catalogue(s))
		check_catalogue(s, report);
	else
		check_vendor(s, report);
	check_origin(s, report);
	check_format(s, report);
	if (*s->sha256 && (strlen(s->sha256) != 64 ||
			   strspn(s->sha256, "0123456789abcdef") != 64))
		conf_complain(report, s->file, s->line, "sha256 \"%s\" is not "
			      "64 hexadecimal digits in lower case",
			      s->sha256);
	if (*s->headers && s->headers[0] != '/')
		conf_complain(report, s->file, s->line, "headers \"%s\" is "
			      "not a full path", s->headers);
	if (*s->signature && !*s->minisign)
		conf_complain(report, s->file, s->line, "source \"%s\" has a "
			      "signature, but no minisign key to check it by",
			      s->id);
	if (s->min_entries > s->max_entries)
		conf_complain(report, s->file, s->line, "source \"%s\": "
			      "min_entries is above max_entries", s->id);
	for (size_t i = 0; i < s->exclude.n; i++)
		if (!is_target(exclude[i]))
			conf_complain(report, s->file, s->line, "exclude "
				      "\"%s\" is neither a name in lower case "
				      "nor a prefix", exclude[i]);
}

/* --- finding --------------------------------------------------------- */

const struct config_source *source_find(const struct conf_list *sources,
					const char *id)
{
	const struct config_source *s = sources->items;

	for (size_t i = 0; i < sources->n; i++)
		if (s[i].id && strcmp(s[i].id, id) == 0)
			return &s[i];
	return NULL;
}

bool source_is_catalogue(const struct config_source *s)
{
	return s->format && strcmp(s->format, "catalogue") == 0;
}

bool source_names_vendor(const struct conf_list *sources, const char *vendor)
{
	const struct config_source *s = sources->items;

	for (size_t i = 0; i < sources->n; i++)
		if (s[i].vendor && strcmp(s[i].vendor, vendor) == 0)
			return true;
	return false;
}

const char *source_origin(const struct config_source *s,
			  char out[SOURCE_ORIGIN])
{
	if (!*s->url)
		return *s->path ? s->path : s->folder;
	return url_shown(s->url, out, SOURCE_ORIGIN);
}

char *source_file(const char *state, const struct config_source *s,
		  const char *name)
{
	return xasprintf("%s/sources/%s/%s", state, s->id, name);
}

char *source_cached(const char *state, const struct config_source *s)
{
	return source_file(state, s, "good");
}

void source_files(const char *state, const struct config_source *s,
		  char ***names, size_t *n)
{
	char *path = source_cached(state, s);
	struct stat st;

	*names = NULL;
	*n = 0;
	if (source_is_catalogue(s)) {
		free(path);
		return;
	}
	if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
		folder_list(path, "", names, n);
	} else if (lstat(path, &st) == 0 && S_ISREG(st.st_mode)) {
		*names = xgrow(NULL, 0, sizeof(**names));
		(*names)[(*n)++] = path;
		return;
	}
	free(path);
}

static const char *said(const char *text)
{
	return text && *text ? text : NULL;
}

void source_list_options(const struct config_source *s, const char *copy,
			 struct list_options *o, char **folder)
{
	static const enum list_match matches[] = {
		[SOURCE_MATCH_AUTO] = LIST_MATCH_AUTO,
		[SOURCE_MATCH_EXACT] = LIST_MATCH_EXACT,
		[SOURCE_MATCH_SUFFIX] = LIST_MATCH_SUFFIX,
	};
	/* What lies beside a file is not copied with it. */
	const char *beside = *s->folder ? copy : *s->path ? s->path : NULL;
	const char *slash = beside ? strrchr(beside, '/') : NULL;

	*folder = slash ? xstrndup(beside, (size_t)(slash - beside)) : NULL;
	*o = (struct list_options) {
		.format = s->format, .match = matches[s->match],
		.column = said(s->column), .where = said(s->where),
		.path = said(s->keys), .country = said(s->country),
		.allowing = s->action == SOURCE_ALLOW ||
			    s->action == SOURCE_PROTECT,
		.folder = *folder,
	};
}

bool source_excludes_name(const struct config_source *s, const char *name)
{
	char *const *exclude = s->exclude.items;
	size_t len = strlen(name);

	for (size_t i = 0; i < s->exclude.n; i++) {
		size_t n = strlen(exclude[i]);

		if (n <= len && strcmp(name + len - n, exclude[i]) == 0 &&
		    (n == len || name[len - n - 1] == '.'))
			return true;
	}
	return false;
}
