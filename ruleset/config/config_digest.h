/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_CONFIG_CONFIG_DIGEST_H
#define RULESET_CONFIG_CONFIG_DIGEST_H

/* Tells one configuration from another: the first twelve hexadecimal digits of
 * the SHA-256 over the bytes of `path` and of conf.d/ beside it, each file with
 * its name before it. What is set by command is no part of it. */
enum { CONFIG_DIGEST = 13 };

char *config_digest(const char *path, char text[CONFIG_DIGEST]);

#endif
