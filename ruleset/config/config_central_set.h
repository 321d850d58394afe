/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_CONFIG_CONFIG_CENTRAL_SET_H
#define RULESET_CONFIG_CONFIG_CENTRAL_SET_H

/* What a bundle may set: policy.conf, read. */

#include "ruleset/config/config.h"

struct central_set {
	struct config config;		/* with its report; what is not set is
					   zero */
	enum leave all, leave[LEAVE_ITEMS];
};

/* Reads FOLDER/policy.conf, with the lists that it names; its mistakes are in
 * set->config.report. central_set_done() frees. */
void central_set_read(struct central_set *set, const char *folder);
void central_set_done(struct central_set *set);

/* The row of a setting number `i` that a bundle may make, beside the lists of
 * vendors, sources and clients; NULL behind the last. */
const struct conf_row *central_set_row(size_t i);

#endif
