/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_RELOAD_STANDING_H
#define NFQ_RELOAD_STANDING_H

/* What holds at a moment, as the register of changes says it before a change
 * and after it. */

#include "nfq/reload/mode.h"

enum { STANDING_TEXT = 160 };

/* "enforce", or "observe until 2026-09-23T08:15:02Z", of a vendor, or of all
 * (""). Returns `text`. */
char *standing_mode(const struct reloader *r, const char *vendor,
		    char text[STANDING_TEXT]);

/* When that mode ends by itself; 0: it lasts. `confirm`: unless confirmed. */
time_t standing_until(const struct reloader *r, const char *vendor,
		      bool *confirm);

/* "configuration 8f0c2a4b6d1e, generation 7". */
char *standing_rules(const struct reloader *r, char text[STANDING_TEXT]);

/* Writes that the rules were read anew: they were `before`, and are as they
 * are, where that went well of a configuration that is read for its digest. */
void standing_tell(struct reloader *r, uid_t who, bool ok,
		   const char *before);

/* Writes that a mode was set, or was to be; `before` is what held then. */
void standing_tell_mode(struct reloader *r, uid_t who,
			const struct mode_change *m, const char *before,
			bool ok);

/* The same of each mode of `was` that was confirmed; `before` has a text for
 * each of them. */
void standing_tell_confirmed(struct reloader *r, uid_t who,
			     const struct rules_overrides *was,
			     char before[][STANDING_TEXT]);

#endif
