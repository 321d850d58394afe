/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_FETCH_UNPACK_H
#define TOOLS_FETCH_UNPACK_H

/*
 * gzip (RFC 1952), xz and zstd (RFC 8878) to what is in them, as a stream of
 * bounded memory: what would become too large is stopped while it grows.
 */

#include <stdint.h>

/*
 * Copies the file `in` from its start to `out`, unpacked if its first bytes
 * say that it is packed, once: what is packed twice stays packed. 0; -EFBIG
 * above `max` bytes; -EBADMSG if it is damaged; -ENODATA if it ends before
 * its end; else -errno of reading or writing.
 */
int unpack(int in, int out, uint64_t max);

#endif
