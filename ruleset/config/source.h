/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_CONFIG_SOURCE_H
#define RULESET_CONFIG_SOURCE_H

/*
 * Where lists come from: "sources" of the configuration. What was fetched,
 * verified and found sane is a source's last good copy, and only that is
 * ever compiled:
 *
 *	STATE/sources/ID/good		a file, as text; of a folder, a folder
 *	STATE/sources/ID/state.json	what became of the last try
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/conf.h"

enum source_action {
	SOURCE_BLOCK, SOURCE_LOG, SOURCE_ALLOW, SOURCE_PROTECT,
	SOURCE_ACTIONS
};

/* What an entry covers; auto: as its format has it. */
enum source_match { SOURCE_MATCH_AUTO, SOURCE_MATCH_EXACT,
		    SOURCE_MATCH_SUFFIX };

struct config_source {
	char *id;
	char *url, *path, *folder;	/* one of them; path is "file" */
	char *vendor, *title, *role;
	enum source_action action;
	enum source_match match;
	char *format, *column;		/* "auto"; "" */
	char *where, *keys, *country;	/* keys is "path"; "" */
	uint64_t refresh;		/* seconds */

	int64_t min_entries, max_entries;
	int64_t max_shrink, max_growth;	/* percent of the last good copy */
	int64_t max_lost;		/* percent of its lines */
	int64_t widest4, widest6;	/* shortest prefix lengths */
	bool allow_special;		/* private space and the like */
	struct conf_list exclude;	/* char *: names, prefixes */

	char *sha256, *minisign, *signature;
	char *proxy, *ca;
	char *headers;			/* file of them, for the request; "" */
	bool allow_private;		/* fetch from inside addresses too */
	uint64_t max_size, max_unpacked, max_time;
	bool expand;			/* AS numbers to prefixes */
	unsigned line;
	const char *file;		/* of the configuration */
};

/* Rows of the above for ruleset/config/config.c. */
enum { SOURCE_ROWS = 37 };
extern const struct conf_row source_rows[SOURCE_ROWS];
extern const char *const source_action_words[];

/* Complains of what cannot be. */
void source_check(const struct config_source *s, struct conf_report *report);

/* Of those that a configuration has; NULL if there is none. */
const struct config_source *source_find(const struct conf_list *sources,
					const char *id);

/* Is it no list, but an update of the catalogue (format = "catalogue")? */
bool source_is_catalogue(const struct config_source *s);

/* Does one of them name this vendor? */
bool source_names_vendor(const struct conf_list *sources, const char *vendor);

/*
 * Where the source reads, as may be shown to anybody: its file, its folder, or
 * its url without user, password and query, which may be a key. What comes
 * back is borrowed, or is `out`.
 */
enum { SOURCE_ORIGIN = 1024 };
const char *source_origin(const struct config_source *s,
			  char out[SOURCE_ORIGIN]);

/* STATE/sources/ID/good, there or not; the caller frees. */
char *source_cached(const char *state, const struct config_source *s);
/* STATE/sources/ID/NAME, the same. */
char *source_file(const char *state, const struct config_source *s,
		  const char *name);

/* The files of its last good copy that are lists, sorted: one, those of the
 * folder, or none; folder_list_free(). Symbolic links are none. */
void source_files(const char *state, const struct config_source *s,
		  char ***names, size_t *n);

/*
 * How the copy at `copy` is read: its options, with what "include:" of v2fly
 * may open. They borrow from `s` and from `*folder`, which the caller frees.
 */
struct list_options;
void source_list_options(const struct config_source *s, const char *copy,
			 struct list_options *o, char **folder);

/* Does "exclude" take this name, or one above it, out of the list? */
bool source_excludes_name(const struct config_source *s, const char *name);

#endif
