/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_LOG_FLEET_H
#define TOOLS_LOG_FLEET_H

/* Lines of all gateways of a fleet, as its centre has them. */

#include "tools/query/query.h"
#include "tools/record/logged.h"

/* Gives the last `most` events that the filter takes, the first of them first.
 * `raw` of each is an object of JSON with the columns of the centre. False, and
 * why, where the centre does not answer. */
bool fleet_lines(struct query *q, const struct filter *f, size_t most,
		 bool (*take)(void *arg, const struct logged *e), void *arg,
		 struct fault *why);

#endif
