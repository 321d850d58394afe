/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_FOLDER_H
#define LIB_FOLDER_H

/* Folders. All return 0 or -errno. */

#include <stddef.h>
#include <sys/types.h>

/* Makes the folder and those above it, as mkdir -p, but with just this mode,
 * whatever the umask. */
int folder_make(const char *path, mode_t mode);

/* Removes a folder and the plain files in it. */
int folder_remove(const char *path);

/* Removes a file, or a folder and all below it, as far as that goes. Symbolic
 * links are removed, not followed. */
void folder_remove_all(const char *path);

/* Syncs the folder that holds `path`, so a rename there survives. */
int folder_sync(const char *path);

/* The full names of the plain files in `folder` that end in `suffix`, sorted
 * bytewise, `*n` of them; a missing folder has none. folder_list_free()
 * frees. */
int folder_list(const char *folder, const char *suffix, char ***names,
		size_t *n);
void folder_list_free(char **names, size_t n);

#endif
