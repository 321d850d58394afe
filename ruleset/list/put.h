/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RULESET_LIST_PUT_H
#define RULESET_LIST_PUT_H

/* What formats add. */

#include "lib/range.h"
#include "ruleset/list/reader.h"

/*
 * Adds a name as `kind`, unless the options' match says otherwise, or an
 * address, prefix or range; with r->entry.allow, important and asn as they
 * are. What is none is rejected. False if nothing was added.
 */
bool put_name(struct list_reader *r, struct span name, enum list_kind kind);
bool put_address(struct list_reader *r, struct span text);
bool put_range(struct list_reader *r, const struct range *range);

/* A name with all below it, which may have a dot in front. */
static inline bool put_suffix(struct list_reader *r, struct span name)
{
	if (span_begins(name, ".") && name.len > 1)
		span_cut(&name, '.');
	return put_name(r, name, LIST_SUFFIX);
}

/* The same where a dot in front means what is below the name alone. */
static inline bool put_below(struct list_reader *r, struct span name)
{
	bool dot = span_begins(name, ".") && name.len > 1;

	if (dot)
		span_cut(&name, '.');
	return put_name(r, name, dot ? LIST_BELOW : LIST_SUFFIX);
}

/*
 * Whichever it looks like: a name as `kind`; "*.x" and ".x", which are x with
 * all below; an address; either with a port behind it; a URL, which means its
 * host alone; one of these as reports write it, "bad[.]example".
 */
bool put_item(struct list_reader *r, struct span text, enum list_kind kind);

/* The same, with names meant with all below. */
static inline bool put_any(struct list_reader *r, struct span text)
{
	return put_item(r, text, LIST_SUFFIX);
}

/* The host of a URL, which may lack its scheme: that name alone. */
bool put_host(struct list_reader *r, struct span url);

/* The number of an AS, "AS64500" or "64500": told, or given to who asked. */
void put_asn(struct list_reader *r, struct span text, uint32_t asn);

/* A pattern that no name is: told. */
void put_pattern(struct list_reader *r, struct span text);

#endif
