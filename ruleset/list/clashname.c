/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "+.name" is it and all below it, ".name" and "*.name" what is below, a bare
 * one that name alone. */

#include "lib/range.h"
#include "ruleset/list/addresses.h"
#include "ruleset/list/clashname.h"
#include "ruleset/list/hostname.h"
#include "ruleset/list/put.h"

static struct span without_plus(struct span text)
{
	if (span_begins(text, "+.") || span_begins(text, "*."))
		return (struct span) { text.p + 2, text.len - 2 };
	if (span_begins(text, ".") && text.len > 1)
		return (struct span) { text.p + 1, text.len - 1 };
	return text;
}

bool clashname_look(struct span text)
{
	struct list_entry e;
	struct range range;

	return !addresses_read(text, &range) ||
	       !hostname_read(without_plus(text), &e);
}

void clashname_put(struct list_reader *r, struct span text)
{
	struct span name = without_plus(text);

	if (name.len < text.len && !memchr(name.p, '*', name.len))
		put_name(r, name, text.p[0] == '+' ? LIST_SUFFIX : LIST_BELOW);
	else if (memchr(text.p, '*', text.len))
		put_pattern(r, text);
	else
		put_item(r, text, LIST_EXACT);
}
