/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LIB_FILE_H
#define LIB_FILE_H

/* Whole files. All return 0 or -errno. */

#include <stddef.h>
#include <sys/types.h>

#include "lib/buffer.h"
#include "lib/span.h"

/*
 * Opens it to be read: a descriptor. Nobody waits for who might write to a pipe
 * that has a name in a folder (-EINVAL); one that is handed to a process, as
 * shells do (/dev/fd/63), is no such.
 */
int file_open(const char *path);

/* Appends the file's contents to `out`; -EFBIG above `max` bytes. */
int file_read(const char *path, size_t max, struct buffer *out);

/*
 * Maps all that a plain file has now, to be read; an empty one is mapped as
 * nothing, which file_unmap() takes too. Never a part of it: -EFBIG where
 * addresses are too short for all. -EINVAL: it is no plain file.
 */
int file_map(int fd, struct span *out);
void file_unmap(struct span s);

/* Writes to a temporary name beside `path`, syncs, renames: the old contents
 * or the new, never a part. */
int file_write(const char *path, const void *p, size_t len, mode_t mode);

/* The same, for the owner of the folder that it is in: root gives it to him. */
int file_write_given(const char *path, const void *p, size_t len, mode_t mode);

/* Gives two files or folders in `folder` each other's name, at once; -EINVAL
 * where the file system cannot. */
int file_exchange(int folder, const char *one, const char *other);

#endif
