/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_CLI_TARGET_H
#define TOOLS_CLI_TARGET_H

#include <stdbool.h>

#include "lib/prefix.h"

enum { TARGET_NAME = 256 };

/*
 * The name that a word of the command line is, as lists have it: in any case,
 * in any script, with a dot or a port at its end, a "*." in front, or a URL,
 * which is its host; a single label too. False if it is none; *url: it was a
 * URL.
 */
bool target_name(const char *word, char name[TARGET_NAME], bool *url);

/* The same to ask about: of "*.x" the star stays, which is a label that no list
 * has, so that it stands for any name below x. */
bool target_asked(const char *word, char name[TARGET_NAME]);

/* The address or prefix that it is; of a URL, and of an address with a port,
 * the address. False if it is none. */
bool target_address(const char *word, struct prefix *p);

#endif
