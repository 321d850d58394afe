/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Gathers what a generation lists, counts it, and writes the indexes. */

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/prefix.h"
#include "ruleset/generation/compiler.h"

void compiler_begin(struct compiler *c, struct compiled *out,
		    struct conf_report *report)
{
	*c = (struct compiler) {
		.out = out, .report = report, .names = names_builder_new(),
		.prefixes = prefixes_builder_new(),
	};
	legend_build_begin(&c->legend);
}

void compiler_done(struct compiler *c)
{
	names_builder_free(c->names);
	prefixes_builder_free(c->prefixes);
	legend_build_done(&c->legend);
	free(c->asns);
	c->asns = NULL;
	c->nasns = 0;
}

uint16_t compiler_vendor(struct compiler *c, const char *id, const char *title,
			 const char *as_of)
{
	struct compiled *out = c->out;

	for (size_t i = 0; i < out->nvendors; i++)
		if (strcmp(out->vendors[i].id, id) == 0)
			return (uint16_t)i;
	out->vendors = xgrow(out->vendors, out->nvendors,
			     sizeof(*out->vendors));
	out->vendors[out->nvendors++] = (struct compiled_vendor) {
		.id = xstrdup(id),
	};
	return legend_add_vendor(&c->legend, id, title, as_of);
}

uint16_t compiler_list(struct compiler *c, const char *path)
{
	struct compiled *out = c->out;
	uint16_t list = legend_add_list(&c->legend, path);

	if (list < out->nlists)
		return list;
	out->lists = xgrow(out->lists, out->nlists, sizeof(*out->lists));
	out->lists[out->nlists++] = (struct compiled_list) {
		.path = xstrdup(path),
	};
	return list;
}

/* --- counting -------------------------------------------------------- */

static bool is_exception(const struct compiler *c, uint16_t class)
{
	return legend_class_action(&c->legend, class) == LEGEND_EXCEPT;
}

static void count_name(struct compiler *c, uint16_t class, int more)
{
	struct compiled_list *l =
		&c->out->lists[legend_class_list(&c->legend, class)];
	uint16_t vendor = legend_class_vendor(&c->legend, class);

	if (is_exception(c, class)) {
		l->exceptions += (size_t)more;
		return;
	}
	l->names += (size_t)more;
	c->out->nnames += (size_t)more;
	c->out->vendors[vendor].names += (size_t)more;
	legend_count_name(&c->legend, vendor, more);
}

static void count_prefix(struct compiler *c, uint16_t class, int more)
{
	struct compiled_list *l =
		&c->out->lists[legend_class_list(&c->legend, class)];
	uint16_t vendor = legend_class_vendor(&c->legend, class);

	if (is_exception(c, class)) {
		l->exceptions += (size_t)more;
		return;
	}
	l->prefixes += (size_t)more;
	c->out->nprefixes += (size_t)more;
	c->out->vendors[vendor].prefixes += (size_t)more;
	legend_count_prefix(&c->legend, vendor, more);
}

void compiler_count_prefix(struct compiler *c, uint16_t class)
{
	count_prefix(c, class, 1);
}

static void lost_name(void *arg, uint16_t class)
{
	count_name(arg, class, -1);
}

static void lost_prefix(void *arg, uint16_t class)
{
	count_prefix(arg, class, -1);
}

/* Numbers are given out wrongly once there are too many. */
static bool is_full(struct compiler *c)
{
	if (c->legend.full && !c->told_full) {
		c->told_full = true;
		conf_complain(c->report, c->out->nlists ?
			      c->out->lists[c->out->nlists - 1].path : "lists",
			      0, "too much to tell apart: at most 65,536 "
			      "vendors, lists, and combinations of vendor, "
			      "list, action, role, source and confidence");
	}
	return c->legend.full;
}

void compiler_add_name(struct compiler *c, const char *name,
		       enum names_scope scope, uint16_t class, unsigned line)
{
	if (is_full(c))
		return;
	if (names_builder_add(c->names, name, scope, class, line))
		count_name(c, class, 1);
	else
		conf_complain(c->report, c->out->lists[legend_class_list(
			      &c->legend, class)].path, line,
			      "more names than an index holds");
}

void compiler_add_prefix(struct compiler *c, const struct prefix *p,
			 uint16_t class, unsigned line)
{
	if (is_full(c))
		return;
	prefixes_builder_add(c->prefixes, p, class, line);
	count_prefix(c, class, 1);
}

void compiler_add_range(struct compiler *c, const struct range *r,
			const struct prefix_rule *rule)
{
	if (is_full(c))
		return;
	prefixes_builder_add_range(c->prefixes, r, rule);
}

/* --- writing --------------------------------------------------------- */

static int write_prefixes(struct compiler *c, uint64_t seed, int fd,
			  struct legend_kinds *kinds)
{
	struct index_writer w;
	int ret;

	kinds->dropped = lost_prefix;
	kinds->arg = c;
	index_write_begin(&w, fd, INDEX_PREFIXES, seed, PREFIXES_SECTIONS);
	prefixes_builder_write(c->prefixes, kinds, &w);
	ret = index_write_finish(&w);
	c->out->prefixes = w.out;
	prefixes_builder_free(c->prefixes);
	c->prefixes = NULL;
	return ret;
}

/* The legend is written last, when it is known what was folded. */
static int write_names(struct compiler *c, uint64_t seed, int fd,
		       struct legend_kinds *kinds)
{
	struct index_writer w;
	int ret;

	kinds->dropped = lost_name;
	kinds->arg = c;
	names_builder_settle(c->names, kinds);
	index_write_begin(&w, fd, INDEX_NAMES, seed,
			  NAMES_SECTIONS + LEGEND_SECTIONS + 1);
	index_write_section(&w, TAG_META, c->out->digest, COMPILE_DIGEST);
	legend_build_write(&c->legend, &w);
	names_builder_write(c->names, seed, &w);
	ret = index_write_finish(&w);
	c->out->names = w.out;
	return ret;
}

int compiler_write(struct compiler *c, int names_fd, int prefixes_fd)
{
	uint64_t seed = index_u64(c->out->digest);
	struct legend_kinds kinds;
	int ret;

	legend_build_kinds(&c->legend, &kinds);
	ret = write_prefixes(c, seed, prefixes_fd, &kinds);
	if (ret == 0)
		ret = write_names(c, seed, names_fd, &kinds);
	free(kinds.kinds);
	return ret;
}
