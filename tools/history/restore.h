/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_HISTORY_RESTORE_H
#define TOOLS_HISTORY_RESTORE_H

/* Puts a copy of the history (copies.h) in its place. */

#include <stdbool.h>
#include <stddef.h>

#define RESTORE_FORM "history-[0-9][0-9][0-9][0-9]-[0-9][0-9].db"

/* The names of all copies in a folder, the oldest first; folder_list_free(). */
void restore_list(const char *folder, char ***names, size_t *n);

/* Makes the youngest whole one the file at `path`, where there is none; which
 * it was, in `from`. False where there is none. */
bool restore_history(const char *path, char *from, size_t size);

#endif
