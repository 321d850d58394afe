/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_VENDORS_TABLES_H
#define TOOLS_VENDORS_TABLES_H

#include "tools/cli/answer.h"
#include "tools/vendors/vendors.h"

/* All that is known of a vendor, for programs. */
void vendors_tables_put(struct answer *an, const struct vendors *v,
			const struct vendor *of);

/* A basis, for people. */
void vendors_tables_say_basis(struct answer *an, const struct vendors *v,
			      const struct vendor *of,
			      const struct basis *b);

#endif
