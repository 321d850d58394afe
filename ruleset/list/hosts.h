/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_LIST_HOSTS_H
#define RULESET_LIST_HOSTS_H

/* Lines of hosts files, which other formats have too. */

#include "ruleset/list/reader.h"

/* "0.0.0.0", "127.0.0.1", "::" and so on: where blocked names are sent. */
bool hosts_is_null(struct span word);

/* A null address and a name without the blank between: a mistake, although it
 * could be a name. */
bool hosts_is_joined(struct span word);

/* Adds the names of a line of a hosts file; false if it is none. */
bool hosts_line(struct list_reader *r, struct span line);

#endif
