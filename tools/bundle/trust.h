/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_BUNDLE_TRUST_H
#define TOOLS_BUNDLE_TRUST_H

/*
 * By which key the next policy has to be signed. That is the configured one,
 * until a policy comes into force that names another (next_key of its
 * manifest): from then on the former signs nothing any more, and who has it
 * cannot come back with it. Another key in the configuration is the
 * administrator's word, and begins anew.
 *
 * It is kept in the folder of each policy as "key": SHA-256 of the configured
 * key that it goes back to, and the key.
 */

#include <stdbool.h>

#include "ruleset/config/config.h"

/* Is it a public key of minisign, as base64? */
bool trust_is_key(const char *text);

/* The key; the caller frees. NULL where the one that was named cannot be
 * read: then no other may take its place. */
char *trust_key(const struct config *c);

/* Is the bundle of this digest the one in force, and names another key than
 * its own? It lies on the server until the next one comes. */
bool trust_is_last(const struct config *c, const char *digest);

/* Writes down for the policy unpacked at `folder`, which names `next` or "",
 * and was verified by `key`. 0 or -errno. */
int trust_write(const struct config *c, const char *folder, const char *next,
		const char *key);

#endif
