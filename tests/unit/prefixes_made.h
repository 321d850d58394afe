/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_UNIT_PREFIXES_MADE_H
#define TESTS_UNIT_PREFIXES_MADE_H

/* An index of prefixes, built and opened in memory. */

#include "lib/prefix.h"
#include "ruleset/index/prefixes.h"
#include "tests/unit/tap.h"

struct made_prefix {
	struct prefix prefix;
	uint16_t class;
	uint32_t line;
};

/* The index stands at a guard page. */
struct prefixes_made {
	struct guard g;
	struct index ix;
	struct prefixes p;
	bool good;
};

struct prefixes_made prefixes_make(const struct made_prefix *rules, size_t n);
void prefixes_made_done(struct prefixes_made *t);

#endif
