/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_LIST_REMARK_H
#define RULESET_LIST_REMARK_H

/* What a list's reader has to say about it. */

#include "ruleset/list/reader.h"

/* About `what` of this line, or NULL: "what: why". */
void remark_reject(struct list_reader *r, const struct span *what,
		   const char *why);
void remark_skip(struct list_reader *r, const struct span *what,
		 const char *why);
void remark_refuse(struct list_reader *r, const char *why);
void remark_note(struct list_reader *r, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* How many there were, if not all were said. */
void remark_unsaid(struct list_reader *r);

#endif
