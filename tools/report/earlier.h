/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TOOLS_REPORT_EARLIER_H
#define TOOLS_REPORT_EARLIER_H

/*
 * A report that was made before: a page, which has its JSON in it, or JSON.
 * What is none ends the program, with its exit status.
 */

#include <time.h>

#include "lib/buffer.h"
#include "lib/jsontree.h"

/* Its JSON, with a NUL behind it; the caller frees. */
void earlier_read(const char *path, struct buffer *json);

/* Of that; `path` is for what is said. The caller frees the tree. */
const struct jsontree_node *earlier_parse(struct jsontree *t,
					  const struct buffer *json,
					  const char *path);

/* When its period ends; 0: it does not say. */
time_t earlier_until(const char *path);

#endif
