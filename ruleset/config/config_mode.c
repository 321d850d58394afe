/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The mode that "cordon mode" sets, to last: STATE/mode.conf. A gateway that
 * enforces and loses that folder would come up observing, so what was set also
 * stands beside the log, which has a disk of its own where it matters.
 */

#include <errno.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "ruleset/config/config_central.h"
#include "ruleset/config/config_mode.h"
#include "ruleset/config/register.h"

/* What "cordon mode" has set, of all or of single vendors. */
struct mode_file {
	char *state;			/* the copy says whose it is */
	enum mode mode;			/* MODE_INHERIT: not set */
	struct conf_list vendors;	/* struct config_vendor, id and mode */
};

#define FIELD(s, f) .key = #f, .offset = offsetof(struct s, f)
#define WORD(w, d) .type = &conf_word, .words = w, .standard = d

static const struct conf_row mode_vendor_rows[] = {
	{ FIELD(config_vendor, id), .type = &conf_text, .required = true },
	{ FIELD(config_vendor, mode), WORD(mode_words, MODE_INHERIT) },
	{ .type = &conf_line, .offset = offsetof(struct config_vendor, line) },
	{ .type = &conf_file, .offset = offsetof(struct config_vendor, file) },
};

static const struct conf_row mode_rows[] = {
	{ FIELD(mode_file, mode), WORD(mode_words, MODE_INHERIT) },
	{ FIELD(mode_file, vendors), .type = &conf_list,
	  CONF_ROWS(mode_vendor_rows), .size = sizeof(struct config_vendor),
	  .identity = "id" },
};

static const struct registry mode_register = {
	.name = "mode", CONF_ROWS(mode_rows),
	.head = "Written by \"cordon mode\"; it overrides cordon.conf.",
};

static const struct conf_row copy_rows[] = {
	{ FIELD(mode_file, state), .type = &conf_text, .standard_text = "" },
	{ FIELD(mode_file, mode), WORD(mode_words, MODE_INHERIT) },
	{ FIELD(mode_file, vendors), .type = &conf_list,
	  CONF_ROWS(mode_vendor_rows), .size = sizeof(struct config_vendor),
	  .identity = "id" },
};

static const struct registry mode_copy = {
	.name = "mode", CONF_ROWS(copy_rows),
	.head = "Written by \"cordon mode\", for when the other one is lost.",
};

char *config_mode_file(const struct config *c)
{
	return register_path(&mode_register, c->state);
}

static char *log_folder(const struct config *c)
{
	char *copy = xstrdup(c->log.file);
	char *folder = xstrdup(dirname(copy));

	free(copy);
	return folder;
}

char *config_mode_copy(const struct config *c)
{
	char *folder = log_folder(c);
	char *path = register_path(&mode_copy, folder);

	free(folder);
	return path;
}

/* The vendor's entry in the list, a new one if need be. */
static struct config_vendor *vendor_entry(struct conf_list *list,
					  const char *id)
{
	struct config_vendor *v = config_find_vendor(list, id);

	if (v)
		return v;
	list->items = xgrow(list->items, list->n, sizeof(*v));
	v = (struct config_vendor *)list->items + list->n++;
	*v = (struct config_vendor) { .id = xstrdup(id) };
	return v;
}

void config_set_mode(struct config *c, const char *vendor, enum mode mode,
		     const char *origin, unsigned line)
{
	if (vendor) {
		struct config_vendor *v = vendor_entry(&c->vendors, vendor);

		v->mode = mode;
		v->mode_from = conf_keep_name(&c->report, origin);
		return;
	}
	c->mode = mode;
	conf_note_origin(&c->report, &c->mode, origin, line);
}

static void read_mode_file(struct mode_file *m, const struct config *c,
			   struct conf_report *report)
{
	*m = (struct mode_file) { .mode = MODE_INHERIT };
	register_read(&mode_register, c->state, m, report);
}

/* False if it is no copy of what stood in this folder. */
static bool read_copy(struct mode_file *m, const struct config *c)
{
	struct conf_report ignored = { .errors = 0 };
	char *folder = log_folder(c);
	bool ok;

	*m = (struct mode_file) { .mode = MODE_INHERIT };
	ok = register_read(&mode_copy, folder, m, &ignored) && m->state &&
	     strcmp(m->state, c->state) == 0;
	conf_report_done(&ignored);
	free(folder);
	return ok;
}

/* Reads what was set; from the copy where the file is gone. The caller frees
 * the path. */
static char *read_set(struct mode_file *m, struct config *c)
{
	char *path = config_mode_file(c);

	if (access(path, F_OK) < 0 && errno == ENOENT && read_copy(m, c)) {
		c->mode_recalled = true;
		free(path);
		return config_mode_copy(c);
	}
	conf_free(copy_rows, ARRAY_SIZE(copy_rows), m);
	read_mode_file(m, c, &c->report);
	return path;
}

/* As far as the policy of the fleet leaves it to this gateway. */
static void apply_one(struct config *c, const char *vendor, enum mode mode,
		      const char *path)
{
	if (config_admits_mode(c, vendor, mode))
		config_set_mode(c, vendor, mode, path, 0);
	else
		c->central.passed_over++;
}

void config_apply_mode(struct config *c)
{
	struct mode_file m = { .mode = MODE_INHERIT };
	const struct config_vendor *v;
	char *path = read_set(&m, c);

	if (m.mode != MODE_INHERIT)
		apply_one(c, NULL, m.mode, path);
	v = m.vendors.items;
	for (size_t i = 0; i < m.vendors.n; i++)
		if (v[i].id)
			apply_one(c, v[i].id, v[i].mode, path);
	conf_free(copy_rows, ARRAY_SIZE(copy_rows), &m);
	free(path);
}

/* Where there is no such folder there is no copy. */
static void store_copy(const struct config *c, struct mode_file *m)
{
	char *folder = log_folder(c);

	m->state = xstrdup(c->state);
	register_store(&mode_copy, folder, m);
	free(folder);
}

int config_store_mode(const struct config *c, const char *vendor,
		      enum mode mode)
{
	struct conf_report ignored = { .errors = 0 };
	struct mode_file m;
	int ret;

	/* A file that cannot be read any more is written anew; what was lost is
	 * as it was recalled. */
	if (!c->mode_recalled || !read_copy(&m, c))
		read_mode_file(&m, c, &ignored);
	if (vendor)
		vendor_entry(&m.vendors, vendor)->mode = mode;
	else
		m.mode = mode;
	ret = register_store(&mode_register, c->state, &m);
	free(m.state);
	m.state = NULL;
	if (ret == 0)
		store_copy(c, &m);
	conf_free(copy_rows, ARRAY_SIZE(copy_rows), &m);
	conf_report_done(&ignored);
	return ret;
}
