/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_POLICY_POLICY_H
#define RULESET_POLICY_POLICY_H

/*
 * What is to be done about a name or an address: the rules of a generation
 * that cover it, seen through the modes of the configuration. The order is
 * fixed: protect, then allow, then block, then what would block if its vendor
 * were enforced, then log; of equal ones the most specific rule, then the
 * vendor's place in the catalogue. So an entry that is not enforced decides
 * where no enforced one covers the target, however wide that is, and below an
 * enforced one of its own list. A role that is lawful here takes its names out
 * of the vendor's wider rules.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/address.h"
#include "lib/embedded.h"
#include "ruleset/config/profile.h"
#include "ruleset/generation/generation.h"

/* What a class of rules does, given the modes; stronger ones last. */
enum effect {
	EFFECT_IGNORE,	/* vendor off, or the entry only explains */
	EFFECT_HOLE,	/* takes its list's other entries out, no more */
	EFFECT_LAWFUL,	/* a role that no basis in force reaches */
	EFFECT_LOG,	/* doubtful entry */
	EFFECT_OBSERVE,	/* would block; the vendor is observed */
	EFFECT_BLOCK,
	EFFECT_ALLOW,
	EFFECT_EXCEPT,	/* restricted, but this client has an exception */
	EFFECT_PROTECT,
	EFFECTS
};

extern const char *const effect_words[EFFECTS];

/* A rule that covers the target, as names_lookup() or prefixes_lookup()
 * found it. */
struct candidate {
	uint16_t class;
	uint16_t specific;	/* more is more specific */
	uint32_t line;
	uint16_t start;		/* of a name: where the listed one begins */
	uint8_t len;		/* of a prefix: its length of 128 */
	enum names_scope scope;	/* of a name */
};

enum { CANDIDATES_MAX = 1024 };

struct decision {
	enum effect effect;	/* EFFECT_IGNORE: nothing to do */
	struct candidate rule;	/* the winner, if effect is another */
	unsigned exception;	/* number + 1 of rules->exceptions.active */
};

struct policy {
	const struct generation *generation;
	uint8_t *effects;	/* by class */
	enum mode *modes;	/* by vendor of the legend */
	bool *bases;		/* by basis of the legend: binds here */
	const struct legend_basis **cited;	/* by class; NULL: none */
	struct profile profile;
	struct embedded embedded;
};

/* Complains of vendors and bases in the configuration that the catalogue does
 * not have; false if there was one. */
bool policy_check(const struct legend *l, const struct config *c,
		  struct conf_report *report);

/* Borrows `g`, which must outlive the policy. */
struct policy *policy_new(const struct generation *g, const struct config *c);
void policy_free(struct policy *p);

/* All rules that cover the target, the least specific first. Those for an IPv4
 * address cover it in all IPv6 forms (lib/embedded.h) too; policy_own_rules()
 * leaves them out. */
size_t policy_name_rules(const struct policy *p, const char *text, size_t len,
			 struct candidate out[CANDIDATES_MAX]);
size_t policy_address_rules(const struct policy *p, const struct address *a,
			    struct candidate out[CANDIDATES_MAX]);
size_t policy_own_rules(const struct policy *p, const struct address *a,
			struct candidate out[CANDIDATES_MAX]);

/* Picks the one that decides. */
struct decision policy_decide(const struct policy *p,
			      const struct candidate *rules, size_t n);

/* Both together, for the packet path. */
struct decision policy_judge_name(const struct policy *p, const char *text,
				  size_t len);
struct decision policy_judge_address(const struct policy *p,
				     const struct address *a);

/* The legal basis to cite for a class (profile_cites()); where none reaches its
 * role and it is blocked all the same, profile_own_policy. NULL: it is lawful,
 * or a local rule. */
const struct legend_basis *policy_basis(const struct policy *p,
					uint16_t class);

/* Does a basis of the legend bind here, and reach the class? */
bool policy_cites(const struct policy *p, uint16_t class,
		  const struct legend_basis *b);

#endif
