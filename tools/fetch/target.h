/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_FETCH_TARGET_H
#define TOOLS_FETCH_TARGET_H

/*
 * Where a list may be fetched from. A server outside must not lead us to one
 * inside, which only we can reach: not by a redirect, not by its name.
 */

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>

#include "lib/address.h"
#include "lib/fault.h"
#include "ruleset/config/source.h"

/* Private, loopback, link-local and the like, also behind NAT64. */
bool target_is_inside(const struct address *a);

/* May the list of this source be taken from `url`? False, with `fault`,
 * "leads to ...". */
bool target_may_go(const struct config_source *s, const char *url,
		   struct fault *fault);

/* Is it the very place that the source names, which may see its headers? */
bool target_is_own(const struct config_source *s, CURLU *to);

/* Where the signature of its list is: URL.minisig, before a query; the caller
 * frees. */
char *target_signature(const struct config_source *s);

/* Who writes an address inside into the configuration, as that of the list or
 * of its signature, means that one: is `to` on the same host and port? */
bool target_is_configured_inside(const struct config_source *s, CURLU *to);

/* Does "no_proxy" of the environment take the host of `url` out? It has hosts,
 * domains and addresses with commas or spaces between, or is "*". */
bool target_is_direct(const char *url, const char *no_proxy);

#endif
