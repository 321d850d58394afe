/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_RECORD_PACKED_H
#define TOOLS_RECORD_PACKED_H

/*
 * The bytes of a file as they were before it was packed with gzip, xz or zstd;
 * of any other file as they are. Which it is its first bytes say, and memory
 * is bounded whatever they say then.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct packed;

/* Over an open file, from where it stands; packed_close() closes it. */
struct packed *packed_over(int fd);
void packed_close(struct packed *p);

/* Goes on at another byte; -ESPIPE of what is packed or no file. */
int packed_seek(struct packed *p, uint64_t offset);

/* Is it a file that may still grow, as what is not packed may? */
bool packed_is_plain(const struct packed *p);

/* Up to `n` bytes; 0 at the end of what there is, where a plain file may have
 * more later. -EBADMSG if it is damaged, -ENODATA if it ends too early, or
 * -errno. */
ssize_t packed_read(struct packed *p, void *to, size_t n);

#endif
