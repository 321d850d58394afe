/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_CONFIG_CONFIG_CENTRAL_H
#define RULESET_CONFIG_CONFIG_CENTRAL_H

/*
 * What is set centrally, for all gateways of a fleet: a bundle that was
 * verified and unpacked to STATE/policy/SEQUENCE, of which the one in force is
 * STATE/policy/current, a link:
 *
 *	manifest		which it is, and how long it holds
 *	policy.conf		settings, and what is left to a gateway
 *	vendors/NAME.conf	descriptions of vendors, over the package's
 *	lists/NAME		lists, for "sources" of policy.conf
 *	digest			SHA-256 of the bundle; not in it
 *	key			who signs the next one; not in it
 */

#include <time.h>

#include "ruleset/config/config.h"

extern const char *const leave_words[];

struct central_manifest {
	int64_t format;		/* 1 */
	int64_t sequence;	/* above 0; a higher one takes its place */
	int64_t rollout;	/* sequence with which these contents began to
				   be rolled out, at most its own */
	char *made, *until;	/* RFC 3339; "": for ever */
	int64_t share;		/* percent of gateways that take it */
	char *content;		/* SHA-256 of all but the manifest */
	char *next_key;		/* that signs what comes after it; "": the
				   same as before */

	time_t end;		/* `until`, read; 0 */
};

enum { CENTRAL_FORMAT = 1 };

/* Reads FOLDER/manifest. False if it has a mistake, which `report` then tells;
 * central_manifest_done() frees in either case. */
bool central_manifest_read(struct central_manifest *m, const char *folder,
			   struct conf_report *report);
void central_manifest_done(struct central_manifest *m);

/* Its text, for who makes one. */
void central_manifest_write(const struct central_manifest *m,
			    struct buffer *out);

/* Checks FOLDER/policy.conf as such: that it has only what a bundle may set,
 * and names nothing outside of it. */
bool config_check_central(const char *folder, struct conf_report *report);

/* STATE/policy; STATE/policy/SEQUENCE. The caller frees. */
char *config_central_home(const char *state);
char *config_central_folder(const char *state, int64_t sequence);
/* The sequence of the one in force, 0 without one. */
int64_t config_central_current(const char *state);

/*
 * Puts the policy at `folder` over what the files of this gateway have set, as
 * far as it leaves that to them; mistakes of it are those of the configuration.
 * NULL: the one in force, if "policy" names one, whose mistakes are only
 * counted, as it was read without one once.
 */
void config_apply_central(struct config *c, const char *folder);

/* May a mode be set here, for a vendor or with NULL for all? */
bool config_admits_mode(const struct config *c, const char *vendor,
			 enum mode mode);

/* Does what is set here count? Without a policy all does. */
static inline bool config_leaves(const struct config *c,
				  enum leave_item item)
{
	return c->central.sequence == 0 ||
	       c->central.leave[item] != LEAVE_NOTHING;
}

/* "policy 7 of the fleet", for who is told that it does not. */
enum { CENTRAL_TEXT = 64 };
const char *config_central_says(const struct config *c,
				char text[CENTRAL_TEXT]);

/* Its folder of vendors; the caller frees, NULL without a policy. */
char *config_central_vendors(const struct config *c);

#endif
