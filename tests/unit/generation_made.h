/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_UNIT_GENERATION_MADE_H
#define TESTS_UNIT_GENERATION_MADE_H

/* Generations for tests, made of two local lists and a vendor without any. */

#include "ruleset/generation/generation.h"

/* A generation in memory, of these lines to block and to allow. */
void generation_made(struct generation *g, const char *block,
		     const char *allow);

#endif
