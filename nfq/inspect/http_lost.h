/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NFQ_INSPECT_HTTP_LOST_H
#define NFQ_INSPECT_HTTP_LOST_H

#include "nfq/inspect/inspect.h"

/*
 * The names in bytes of which nobody knows where a request begins: of every
 * line that is a Host field, or folded behind one, or ends like a request's.
 * FOUND with as many as there is room for in those of f->used bytes, or NONE:
 * there are no more; behind these is a Host field whose value may follow.
 * f->changes tells that HTTP/2 begins with one of the lines.
 */
enum inspect_result http_lost_inspect(const uint8_t *p, size_t len,
				      struct finding *f);

#endif
