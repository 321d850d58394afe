/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_HISTORY_SOFTWARE_H
#define TOOLS_HISTORY_SOFTWARE_H

/* What the roles of a machine's traffic suggest: who fetches updates has
 * something installed, who opens a vendor's pages has not. No proof. */

#include "tools/history/clients.h"

/* The strongest first. */
enum software {
	SOFTWARE_INSTALLED,	/* a vendor's program */
	SOFTWARE_APP,		/* an app of it, on a phone mostly */
	SOFTWARE_DEVICE,	/* something that it built */
	SOFTWARE_RESOLVER,	/* somebody set its DNS servers */
	SOFTWARE_READER,	/* somebody looks at its pages */
	SOFTWARE_EMBEDDED,	/* others' pages load from it */
	SOFTWARE_UNKNOWN, SOFTWARES
};

extern const char *const software_words[SOFTWARES];

enum software software_of(const char *role);

/* All that it tried suggests, but the unknown: words, the strongest first; how
 * many. */
size_t software_list(const struct client_tried *t,
		     const char *words[SOFTWARES]);

#endif
