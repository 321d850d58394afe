/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_CONFIG_PROFILE_H
#define RULESET_CONFIG_PROFILE_H

/*
 * Who the organisation is, and so which legal bases bind it: "profile" of the
 * configuration, and "bases" of a vendor, which adds to it or takes from it.
 * Without a profile all bases count, or those that "bases" names; a role is
 * let through then if one of them leaves it out and none reaches it, and what
 * no text speaks of stays blocked.
 */

#include "ruleset/config/config.h"
#include "ruleset/index/legend.h"

struct profile {
	bool set;	/* the configuration says who it is */
	bool own;	/* all of a vendor that is on is blocked */
	char *words;	/* what it is, with what that implies; a space around
			   each */
};

void profile_read(struct profile *p, const struct config *c);
void profile_done(struct profile *p);

/* Does the basis bind here? `cv` is the vendor's part of the configuration, or
 * NULL. */
bool profile_holds(const struct profile *p, const struct config_vendor *cv,
		   const struct legend_basis *b);

/* Bases of a vendor, and which of them bind here. */
struct profile_bases {
	const struct legend_basis *bases;
	const bool *holds;
	size_t n;
};

/* The one to cite for a role: of those that bind and reach it the nearest to
 * the traffic (network, use, supply), what binds before what advises, and of
 * two the first; without a profile the first that binds. NULL: none does. */
const struct legend_basis *profile_cites(const struct profile *p,
					 const struct profile_bases *b,
					 const char *role);

/* Is the role left alone here? */
bool profile_leaves(const struct profile *p, const struct profile_bases *b,
		    const char *role);

/* Cited where a vendor is blocked that no text reaches. */
extern const struct legend_basis profile_own_policy;

#endif
