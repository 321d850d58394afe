/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From the text of an entry to the entry. */

#include "lib/range.h"
#include "ruleset/list/addresses.h"
#include "ruleset/list/closest.h"
#include "ruleset/list/hostname.h"
#include "ruleset/list/put.h"
#include "ruleset/list/remark.h"

static void add(struct list_reader *r)
{
	struct list_result *result = r->result;

	r->entry.line = r->line;
	if (r->entry.allow)
		result->exceptions++;
	else if (r->entry.kind == LIST_PREFIX)
		result->prefixes++;
	else
		result->names++;
	r->sink->add(r->sink->arg, &r->entry);
}

/* An entry for a name whose wildcard is an exception: it is left alone, and
 * holds against that. */
static bool is_apex(const struct list_reader *r)
{
	return r->no_wildcard && !r->entry.allow && r->closest &&
	       closest_is_at(r->closest, &r->entry);
}

bool put_name(struct list_reader *r, struct span name, enum list_kind kind)
{
	const char *wrong = hostname_read(name, &r->entry);
	bool apex;

	if (wrong) {
		remark_reject(r, &name, wrong);
		return false;
	}
	apex = is_apex(r);
	if (r->options->match != LIST_MATCH_AUTO)
		kind = r->options->match == LIST_MATCH_EXACT ? LIST_EXACT :
		       LIST_SUFFIX;
	else if (apex)
		kind = LIST_EXACT;
	r->entry.kind = kind;
	if (r->closest)
		r->entry.important = (uint8_t)(apex + closest_above(
						       r->closest, &r->entry));
	add(r);
	return true;
}

static void begin_prefix(struct list_reader *r)
{
	r->entry.kind = LIST_PREFIX;
	r->entry.len = 0;
	r->entry.name[0] = '\0';
}

bool put_range(struct list_reader *r, const struct range *range)
{
	struct range left = *range;
	bool more;

	begin_prefix(r);
	do {
		more = range_take_prefix(&left, &r->entry.prefix);
		add(r);
	} while (more);
	return true;
}

/* Letters that no address has. */
static bool has_letters(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if (ascii_lower(text.p[i]) > 'f')
			return true;
	return false;
}

bool put_address(struct list_reader *r, struct span text)
{
	struct range range;
	const char *wrong;

	if (addresses_read_prefix(text, &r->entry.prefix)) {
		begin_prefix(r);
		add(r);
		return true;
	}
	wrong = addresses_read(text, &range);
	if (wrong)
		remark_reject(r, &text,
			      has_letters(text) ? hostname_wrong : wrong);
	return !wrong && put_range(r, &range);
}

bool put_any(struct list_reader *r, struct span text)
{
	if (addresses_look_so(text))
		return put_address(r, text);
	return put_name(r, hostname_without_wildcard(text), LIST_SUFFIX);
}
