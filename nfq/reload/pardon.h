/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_RELOAD_PARDON_H
#define NFQ_RELOAD_PARDON_H

#include "nfq/event/notice.h"
#include "ruleset/config/exception.h"

/* Tells which exceptions a command has added, extended or removed between two
 * states of the register; those that are over are told when they are. */
void pardon_tell(struct notices *to, const struct exceptions *before,
		 const struct exceptions *now);

#endif
