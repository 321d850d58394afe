/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_GENERATION_COMPILER_H
#define RULESET_GENERATION_COMPILER_H

/* The inside of compile(): entries go in list by list, indexes come out. */

#include "lib/prefix.h"
#include "ruleset/config/vendor.h"
#include "ruleset/generation/compiled.h"
#include "ruleset/index/legend.h"
#include "ruleset/index/names.h"
#include "ruleset/index/prefixes.h"

struct compiler {
	struct compiled *out;
	struct conf_report *report;
	struct legend_builder legend;
	struct names_builder *names;
	struct prefixes_builder *prefixes;
	struct compiler_asn *asns;	/* that lists name */
	size_t nasns;
	bool expands;		/* data may say what they announce */
	bool told_full;
};

/* An AS number of a list: the class and line of what it announces. */
struct compiler_asn {
	uint32_t asn;
	uint16_t class;
	unsigned line;
	int local;		/* the gateway's own list; -1: a source's */
};

void compiler_begin(struct compiler *c, struct compiled *out,
		    struct conf_report *report);
void compiler_done(struct compiler *c);

/* The number of the vendor; added with this title if there is none yet. */
uint16_t compiler_vendor(struct compiler *c, const char *id, const char *title,
			 const char *as_of);

/* The number of a list, for its classes; its counts are in
 * c->out->lists[number]. The same path is the same list. */
uint16_t compiler_list(struct compiler *c, const char *path);

void compiler_add_name(struct compiler *c, const char *name,
		       enum names_scope scope, uint16_t class, unsigned line);
void compiler_add_prefix(struct compiler *c, const struct prefix *p,
			 uint16_t class, unsigned line);

/* All that a vendor of the catalogue says. */
void compiler_add_vendor(struct compiler *c, const struct vendor *v);

struct catalogue;
struct config;

void compiler_name_asn(struct compiler *c, const struct compiler_asn *asn);

/* What the AS numbers announce: the catalogue's, but those with expand =
 * false, and those that were named. */
void compiler_add_asns(struct compiler *c, const struct catalogue *catalogue,
		       const struct config *config);

/* A rule as another generation has it, where it is left. */
void compiler_add_range(struct compiler *c, const struct range *r,
			const struct prefix_rule *rule);

/* One prefix more of the class, of what compiler_add_range() added. */
void compiler_count_prefix(struct compiler *c, uint16_t class);

/* What an open generation is looked up in; borrowed. */
struct compiler_base {
	const struct legend *legend;
	const struct names *names;
	const struct prefixes *prefixes;
};

/* All that it lists, but its local rules. */
void compiler_add_base(struct compiler *c, const struct compiler_base *from);

/*
 * What it lists of one source, with what its exceptions are, as `class` of this
 * one; false, and nothing, if it has none of it.
 */
bool compiler_add_source(struct compiler *c, const struct compiler_base *from,
			 const struct legend_class *class);

/* Sorts, folds and writes both indexes, into open files or, where the fd is
 * -1, into c->out: 0 or -errno. */
int compiler_write(struct compiler *c, int names_fd, int prefixes_fd);

#endif
