/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_FETCH_PROXY_H
#define TOOLS_FETCH_PROXY_H

#include "ruleset/config/source.h"

/*
 * The proxy to fetch a source by, NULL for none: its "proxy" ("none" is none),
 * else the environment's, as curl names them, unless that takes the host out.
 * `get` is getenv(3).
 */
const char *proxy_of(const struct config_source *s,
		     char *(*get)(const char *name));

#endif
