/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_RELOAD_TAKEOVER_H
#define NFQ_RELOAD_TAKEOVER_H

/* Whether another program may take the place of this one while it runs, with
 * the configuration as it is now. */

#include "nfq/reload/reload.h"

enum { TAKEOVER_SANDBOX = 17 };		/* room for it */

/* What the sandbox of the calling program is, in hexadecimal; see
 * confine_digest(). */
void takeover_sandbox(char text[TAKEOVER_SANDBOX]);

/* May `program` (NULL: not known), which has that `sandbox`? False with the
 * reason in `fault`: then it takes a restart. */
bool takeover_fits(const struct reloader *r, const struct confinement *c,
		   const char *program, const char *sandbox,
		   struct fault *fault);

#endif
