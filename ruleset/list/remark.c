/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a list's reader has to say about it. */

#include <stdarg.h>
#include <stdio.h>

#include "ruleset/list/remark.h"

enum { SHOWN = 80, STANDARD_MAX = 100 };

static void say(struct list_reader *r, enum list_remark_kind kind,
		unsigned line, const char *text)
{
	struct list_remark remark = { kind, r->file, line, text };

	if (r->sink->remark)
		r->sink->remark(r->sink->arg, &remark);
}

/* Printable ASCII; the rest as \xNN, and what is too long with its end off. */
static char *shown(struct span s, char out[4 * SHOWN + 4])
{
	char *to = out;

	for (size_t i = 0; i < s.len && i < SHOWN; i++)
		to += snprintf(to, 5, s.p[i] >= ' ' && s.p[i] < 0x7f ? "%c" :
			       "\\x%02x", s.p[i]);
	snprintf(to, 4, "%s", s.len > SHOWN ? "..." : "");
	return out;
}

static void about(struct list_reader *r, enum list_remark_kind kind,
		  const struct span *what, const char *why)
{
	const struct list_result *result = r->result;
	unsigned max = r->options->max_remarks ? r->options->max_remarks :
		       STANDARD_MAX;
	char copy[4 * SHOWN + 4], text[4 * SHOWN + 300];

	if (result->rejects + result->skipped > max)
		return;
	if (what)
		snprintf(text, sizeof(text), "\"%s\": %s", shown(*what, copy),
			 why);
	else
		snprintf(text, sizeof(text), "%s", why);
	say(r, kind, r->line, text);
}

void remark_reject(struct list_reader *r, const struct span *what,
		   const char *why)
{
	r->result->rejects++;
	about(r, LIST_REJECT, what, why);
}

void remark_skip(struct list_reader *r, const struct span *what,
		 const char *why)
{
	r->result->skipped++;
	about(r, LIST_SKIP, what, why);
}

void remark_refuse(struct list_reader *r, const char *why)
{
	if (!r->result->refused)
		say(r, LIST_REFUSE, 0, why);
	r->result->refused = true;
}

void remark_note(struct list_reader *r, const char *fmt, ...)
{
	char text[300];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	say(r, LIST_NOTE, 0, text);
}

void remark_unsaid(struct list_reader *r)
{
	size_t all = r->result->rejects + r->result->skipped;
	unsigned max = r->options->max_remarks ? r->options->max_remarks :
		       STANDARD_MAX;

	if (all > max)
		remark_note(r, "%zu lines were rejected and %zu skipped in all",
			    r->result->rejects, r->result->skipped);
}
