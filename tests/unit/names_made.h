/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_UNIT_NAMES_MADE_H
#define TESTS_UNIT_NAMES_MADE_H

/* An index of names, built and opened in memory. */

#include "ruleset/index/names.h"
#include "tests/unit/tap.h"

struct made_name {
	char name[256];
	enum names_scope scope;
	uint16_t class;
	uint32_t line;
};

/* The index stands at a guard page. */
struct names_made {
	struct guard g;
	struct index ix;
	struct names names;
	bool good;
};

struct names_made names_make(const struct made_name *rules, size_t n);
void names_made_done(struct names_made *t);

/* How many rules a name finds. */
size_t names_made_lookup(const struct names_made *t, const char *name);

/* A name of few labels out of few: many share their ends. */
void random_name(char *out);

#endif
