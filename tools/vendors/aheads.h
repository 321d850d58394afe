/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_VENDORS_AHEADS_H
#define TOOLS_VENDORS_AHEADS_H

/* The days that lie ahead of the law that binds here. */

#include "tools/vendors/vendors.h"

struct ahead {
	const struct vendor *of;
	const struct basis *basis;
	const struct basis_day *day;
};

struct aheads {
	struct ahead *items;	/* by day, then by vendor */
	size_t n;
};

/* Those behind `today` ("2026-11-29"); borrowed of the catalogue. */
void aheads_find(struct aheads *all, const struct vendors *v,
		 const char *today);
void aheads_done(struct aheads *all);

#endif
