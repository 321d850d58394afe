/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_UNIT_MADE_H
#define TESTS_UNIT_MADE_H

/*
 * A gateway's rules made out of texts: the catalogue of vendors/ and the local
 * lists in this test's folder, compiled, and what a configuration makes of
 * them.
 */

#include "ruleset/policy/intervals.h"

struct made {
	struct config config;
	struct generation g;
	struct policy *policy;
	struct intervals iv;
};

/* A vendor's head, with the roles that its one basis leaves out. */
#define MADE_VENDOR(id, off) "id = \"" id "\"; title = \"T\"; " \
	"as_of = \"1\"; bases = ( { id = \"b\"; authority = \"A\"; " \
	"cite = \"C\"; binds = \"B\"; dates = \"D\"; source = \"S\"; " \
	"roles_off = [ " off " ]; } );\n"

/* One more file of the catalogue. */
void made_vendor(const char *file, const char *text);

/* Loads this configuration, to which the paths are added. */
void made_begin(struct made *m, const char *settings);
void made_end(struct made *m);

/* The same of what may be refused: is it good? made_end() either way. */
bool made_try(struct made *m, const char *settings);

/* "effect vendor/source", by which each rule of a test is known. */
const char *made_describe(const struct made *m, struct decision d);

/* Tests: is this name or address judged so? */
void made_name_is(const struct made *m, const char *name, const char *want);
void made_address_is(const struct made *m, const char *text, const char *want);

#endif
