/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_INDEX_REACH_H
#define RULESET_INDEX_REACH_H

/*
 * Which traffic a legal basis touches. A text that asks for traffic to be
 * stopped, or for a product not to be used, reaches what the product does on a
 * network; one about buying, exporting or paying reaches none, unless the
 * catalogue says so of a role.
 */

#include <stdbool.h>

/* What the text demands, of whoever it binds. */
enum reach_duty {
	DUTY_OWN,	/* nothing: whoever described the vendor wants it */
	DUTY_NETWORK,	/* block its traffic */
	DUTY_USE,	/* do not use it in own equipment or services */
	DUTY_SUPPLY,	/* the vendor must not provide it here */
	DUTY_PURCHASE,
	DUTY_EXPORT,
	DUTY_DEALINGS,	/* with persons or firms */
	DUTY_ADVICE,	/* nothing: a warning, a recommendation */
	REACH_DUTIES
};

enum reach_status {
	BASIS_IN_FORCE, BASIS_ENDED, BASIS_PROPOSED, BASIS_ENJOINED,
	REACH_STATUSES
};

/* NULL behind the last. */
extern const char *const reach_duty_words[REACH_DUTIES + 1];
extern const char *const reach_status_words[REACH_STATUSES + 1];

struct reach {
	enum reach_duty duty;
	enum reach_status status;
	bool only;		/* the roles named, none of the duty's beside */
	const char *roles;	/* named; a space around each */
	const char *off;	/* left out; the same */
};

/* Does the text have the word? Each has a space before and behind it. */
bool reach_has(const char *words, const char *word);

/* Does a basis touch entries of a role? None does that is not in force. */
bool reach_covers(const struct reach *r, const char *role);

/* Is a role part of what the product does on a network, or may be, rather than
 * a page about it, or something of others? Unknown ones are. */
bool reach_is_product(const char *role);

/* What a role means, in a sentence; NULL if it says so itself. */
const char *reach_role_text(const char *role);

#endif
