/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_NFT_UPLINK_H
#define RULESET_NFT_UPLINK_H

/* Which interfaces lead out? Those of the default routes (rtnetlink(7)). */

#include <stdbool.h>

#include "lib/conf.h"

/*
 * Fills `out` with interface names (char *, heap): the configured ones if
 * there are any, else the interfaces of the default routes of both families.
 * Where no other interface is up beside them and loopback, there is no inside
 * to tell from the outside, and the list stays empty. 0 or -errno.
 */
int uplink_find(const struct conf_list *configured, struct conf_list *out);
void uplink_free(struct conf_list *list);

/* The same names, in the same order? */
bool uplink_same(const struct conf_list *a, const struct conf_list *b);

#endif
