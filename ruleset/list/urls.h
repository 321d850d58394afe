/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_LIST_URLS_H
#define RULESET_LIST_URLS_H

/* URLs, which other formats have too. */

#include "ruleset/list/reader.h"

/* How much it looks like a URL; 0: not at all. */
unsigned urls_look(struct span text);

/* The host of a URL, or of what stands there without its scheme; *path is
 * set if there is more than a host. */
struct span urls_host(struct span url, bool *path);

/* Says of how many entries the path was left out. */
void urls_note_paths(struct list_reader *r, size_t paths);

#endif
