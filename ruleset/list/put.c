/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From the text of an entry to the entry. */

#include "lib/range.h"
#include "ruleset/list/addresses.h"
#include "ruleset/list/closest.h"
#include "ruleset/list/hostname.h"
#include "ruleset/list/put.h"
#include "ruleset/list/remark.h"
#include "ruleset/list/url.h"

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

/* The name in r->entry. */
static void add_name(struct list_reader *r, enum list_kind kind)
{
	bool apex = is_apex(r);

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
}

bool put_name(struct list_reader *r, struct span name, enum list_kind kind)
{
	const char *wrong = hostname_read(name, &r->entry);

	if (wrong) {
		remark_reject(r, &name, wrong);
		return false;
	}
	add_name(r, kind);
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

/* --- as others write it ------------------------------------------------ */

static bool is_port(struct span s)
{
	unsigned n = 0;

	if (span_ends(s, "/tcp") || span_ends(s, "/udp"))
		s.len -= 4;
	for (size_t i = 0; i < s.len; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		n = 10 * n + (s.p[i] - '0');
	}
	return s.len > 0 && s.len <= 5 && n <= 65535;
}

/* "[2001:db8::1]:443", "[2001:db8::1]", "192.0.2.1:443", "name:443": without
 * its port, and brackets; false if it is none of these. */
static bool without_port(struct span text, struct span *host)
{
	struct span rest = text;

	if (text.p[0] == '[') {
		span_cut(&rest, '[');
		*host = span_cut(&rest, ']');
		if (rest.len > 0 && rest.p[0] == ':')
			span_cut(&rest, ':');
		else if (rest.len > 0)
			return false;
		return memchr(host->p, ':', host->len) &&
		       (rest.len == 0 || is_port(rest));
	}
	*host = span_cut(&rest, ':');
	return host->len > 0 && host->len < text.len && is_port(rest);
}

static bool put_plain(struct list_reader *r, struct span text,
		      enum list_kind kind, bool *plain);

bool put_host(struct list_reader *r, struct span url)
{
	bool path = false, plain, good;
	char meant[512];
	size_t len;

	if (url_refang(url, meant, sizeof(meant), &len))
		url = (struct span) { (uint8_t *)meant, len };
	good = put_plain(r, url_host(url, &path), LIST_EXACT, &plain);
	if (!plain)
		remark_reject(r, &url, hostname_wrong);
	r->urls += good;
	r->paths += good && path;
	return good;
}

static bool is_quoted(struct span text)
{
	return text.len > 2 && (text.p[0] == '"' || text.p[0] == '\'') &&
	       text.p[text.len - 1] == text.p[0];
}

/* Without commas and semicolons at its end and without quotes, however many
 * there are of each. */
static struct span peel(struct span text)
{
	for (;;) {
		if (span_ends(text, ",") || span_ends(text, ";"))
			text.len--;
		else if (is_quoted(text))
			text = (struct span) { text.p + 1, text.len - 2 };
		else
			return text;
		text = span_trim(text);
	}
}

/* What is no name and no address at first sight. */
static bool put_other(struct list_reader *r, struct span text,
		      enum list_kind kind, bool *known)
{
	struct span bare = peel(text), host;
	char meant[512];
	size_t len;

	*known = true;
	if (text.len == 0) {
		*known = false;
		return false;
	}
	if (bare.len < text.len)
		return put_item(r, bare, kind);
	if (url_refang(text, meant, sizeof(meant), &len))
		return put_item(r, (struct span) { (uint8_t *)meant, len },
				kind);
	if (url_scheme(text))
		return put_host(r, text);
	if (without_port(text, &host))
		return put_plain(r, host, kind, known);
	*known = false;
	return false;
}

/* A name or an address and nothing else; *plain: it is one. */
static bool put_plain(struct list_reader *r, struct span text,
		      enum list_kind kind, bool *plain)
{
	struct span name = hostname_without_wildcard(text);
	struct range range;

	*plain = true;
	if (addresses_look_so(text)) {
		if (addresses_read_prefix(text, &r->entry.prefix)) {
			begin_prefix(r);
			add(r);
			return true;
		}
		if (!addresses_read(text, &range))
			return put_range(r, &range);
	} else if (!hostname_read(name, &r->entry)) {
		add_name(r, name.len < text.len ? LIST_SUFFIX : kind);
		return true;
	}
	*plain = false;
	return false;
}

bool put_item(struct list_reader *r, struct span text, enum list_kind kind)
{
	bool known;
	bool good = put_plain(r, text, kind, &known);

	if (!known)
		good = put_other(r, text, kind, &known);
	if (known)
		return good;
	if (addresses_look_so(text))
		return put_address(r, text);
	return put_name(r, hostname_without_wildcard(text), kind);
}

void put_asn(struct list_reader *r, struct span text, uint32_t asn)
{
	if (!r->sink->asn) {
		remark_skip(r, &text, "an AS, whose prefixes other data tell");
		return;
	}
	r->result->asns++;
	r->sink->asn(r->sink->arg, asn, r->line);
}

void put_pattern(struct list_reader *r, struct span text)
{
	remark_skip(r, &text, "a pattern, not a name");
}
