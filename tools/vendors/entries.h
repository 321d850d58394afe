/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_VENDORS_ENTRIES_H
#define TOOLS_VENDORS_ENTRIES_H

/* What a vendor is known by: names, prefixes and ports alike. */

#include "tools/vendors/vendors.h"

/* Borrows of the vendor. */
struct vendors_entry {
	char text[300];		/* "*.example.com", "192.0.2.0/24" */
	const char *role, *source, *confidence;
	const char *date;	/* of the source; NULL: not said */
	const char *effect;	/* vendors_effect() */
	bool enforce;
};

/* The caller frees the items. */
struct vendors_entries {
	struct vendors_entry *items;
	size_t n;
};

/* Each adds to `all` those of its kind. */
void vendors_entries_names(struct vendors_entries *all,
			   const struct vendors *v, const struct vendor *of);
void vendors_entries_prefixes(struct vendors_entries *all,
			      const struct vendors *v,
			      const struct vendor *of);
void vendors_entries_ports(struct vendors_entries *all,
			   const struct vendors *v, const struct vendor *of);

#endif
