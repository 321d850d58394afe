/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From the text of an entry to the entry: names and addresses. */

#include <idn2.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/name.h"
#include "ruleset/list/formats.h"

static const char wrong_entry[] = "not a host name, address or prefix";

/* --- names ------------------------------------------------------------ */

/* What a byte of a host name is written as; 0: there is none such in one. */
static const char plain[256] = {
	['-'] = '-', ['.'] = '.', ['_'] = '_',
	['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3', ['4'] = '4',
	['5'] = '5', ['6'] = '6', ['7'] = '7', ['8'] = '8', ['9'] = '9',
#define LETTER(upper, lower) [upper] = lower, [lower] = lower
	LETTER('A', 'a'), LETTER('B', 'b'), LETTER('C', 'c'),
	LETTER('D', 'd'), LETTER('E', 'e'), LETTER('F', 'f'),
	LETTER('G', 'g'), LETTER('H', 'h'), LETTER('I', 'i'),
	LETTER('J', 'j'), LETTER('K', 'k'), LETTER('L', 'l'),
	LETTER('M', 'm'), LETTER('N', 'n'), LETTER('O', 'o'),
	LETTER('P', 'p'), LETTER('Q', 'q'), LETTER('R', 'r'),
	LETTER('S', 's'), LETTER('T', 't'), LETTER('U', 'u'),
	LETTER('V', 'v'), LETTER('W', 'w'), LETTER('X', 'x'),
	LETTER('Y', 'y'), LETTER('Z', 'z'),
#undef LETTER
};

/* UTS 46, not transitional: the A-labels that browsers and registries use. */
static const char *to_ascii(struct span name, struct list_entry *e)
{
	char text[1024], *ascii;
	const char *wrong = "not a name in UTF-8 that has an xn-- form";

	if (name.len >= sizeof(text))
		return "longer than any name";
	memcpy(text, name.p, name.len);
	text[name.len] = '\0';
	if (idn2_to_ascii_8z(text, &ascii, IDN2_NFC_INPUT |
			     IDN2_NONTRANSITIONAL) != IDN2_OK)
		return wrong;
	name = (struct span) { (uint8_t *)ascii, strlen(ascii) };
	if (name.len < sizeof(e->name)) {
		e->len = (uint8_t)name.len;
		memcpy(e->name, ascii, name.len + 1);
		wrong = NULL;
	}
	idn2_free(ascii);
	return wrong;
}

/* Writes the name in its one form; NULL, or what is wrong with it. */
static const char *normalise(struct span name, struct list_entry *e)
{
	const char *wrong = NULL;
	uint8_t high = 0;
	size_t n = 0;

	if (name.len > 1 && name.p[name.len - 1] == '.')
		name.len--;
	while (n < name.len && n < sizeof(e->name) - 1 &&
	       (e->name[n] = plain[name.p[n]]))
		n++;
	e->len = (uint8_t)n;
	e->name[n] = '\0';
	for (size_t i = n; i < name.len; i++)
		high |= name.p[i];
	if (high & 0x80)
		wrong = to_ascii(name, e);
	else if (n < name.len && n == sizeof(e->name) - 1)
		wrong = "longer than any name";
	else if (n < name.len)
		wrong = wrong_entry;
	if (wrong)
		return wrong;
	if (!name_is_hostname(e->name, e->len))
		return wrong_entry;
	if (!memchr(e->name, '.', e->len))
		return list_single_label;
	return NULL;
}

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
	r->sink->add(&r->entry, r->sink->arg);
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
	const char *wrong = normalise(name, &r->entry);
	bool apex;

	if (wrong) {
		reject(r, &name, wrong);
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

/* --- addresses -------------------------------------------------------- */

static const char wrong_address[] =
	"not an address or prefix (no leading zeros, no bits behind the "
	"length)";

bool looks_like_address(struct span text)
{
	bool digits_only = true;

	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.p[i];

		if (c == ':' || c == '/')
			return true;
		digits_only &= (c >= '0' && c <= '9') || c == '.' ||
			       c == '-' || is_blank(c);
	}
	return digits_only;
}

static bool read_address(struct span text, struct address *out)
{
	char copy[ADDRESS_TEXT];

	text = trim(text);
	if (text.len == 0 || text.len >= sizeof(copy))
		return false;
	memcpy(copy, text.p, text.len);
	copy[text.len] = '\0';
	return strlen(copy) == text.len && address_parse(copy, out);
}

/* The length that a netmask stands for; false if it is none. */
static bool mask_length(const struct address *mask, uint8_t *len)
{
	struct prefix p = { *mask, 96 };

	while (p.len < 128 && (mask->b[p.len / 8] & (0x80 >> p.len % 8)))
		p.len++;
	p = prefix_around(mask, p.len);
	*len = p.len;
	return address_is_v4(mask) &&
	       address_compare(&p.addr, mask) == 0;
}

/* "192.0.2.0" and "255.255.255.0" */
static const char *read_masked(struct span addr, struct span mask,
			       struct range *out)
{
	struct address a, m;
	struct prefix p;
	uint8_t len;

	if (!read_address(addr, &a) || !address_is_v4(&a) ||
	    !read_address(mask, &m))
		return wrong_address;
	if (!mask_length(&m, &len))
		return "not a netmask: its ones must come first";
	p = prefix_around(&a, len);
	if (address_compare(&p.addr, &a) != 0)
		return wrong_address;
	*out = prefix_range(&p);
	return NULL;
}

const char *read_pair(struct span first, struct span last,
			     struct range *out)
{
	struct range r;

	if (!read_address(first, &r.first) || !read_address(last, &r.last))
		return "not a range of two addresses";
	if (address_is_v4(&r.first) != address_is_v4(&r.last))
		return "a range from one family to the other";
	if (address_compare(&r.first, &r.last) > 0)
		return "a range that ends before it begins";
	*out = r;
	return NULL;
}

bool is_one_prefix(const struct range *range)
{
	struct range r = *range;
	struct prefix p;

	return !range_take_prefix(&r, &p);
}

/* An address, or one and its length. */
static bool read_prefix(struct span text, struct prefix *out)
{
	char copy[ADDRESS_TEXT];

	if (text.len >= sizeof(copy) || memchr(text.p, '\0', text.len))
		return false;
	memcpy(copy, text.p, text.len);
	copy[text.len] = '\0';
	return prefix_parse(copy, out);
}

const char *read_range(struct span text, struct range *out)
{
	struct span rest = text, first, word;
	struct prefix p;

	if (memchr(text.p, '-', text.len)) {
		first = cut_at(&rest, '-');
		return read_pair(first, rest, out);
	}
	first = next_word(&rest);
	word = next_word(&rest);
	if (word.len > 0)
		return trim(rest).len > 0 ? wrong_address :
		       read_masked(first, word, out);
	rest = first;
	cut_at(&rest, '/');
	if (rest.len > 3)
		return read_masked((struct span) { first.p,
				   first.len - rest.len - 1 }, rest, out);
	if (!read_prefix(first, &p))
		return wrong_address;
	*out = prefix_range(&p);
	return NULL;
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

	if (read_prefix(text, &r->entry.prefix)) {
		begin_prefix(r);
		add(r);
		return true;
	}
	wrong = read_range(text, &range);
	if (wrong)
		reject(r, &text, has_letters(text) ? wrong_entry : wrong);
	return !wrong && put_range(r, &range);
}

struct span without_wildcard(struct span name)
{
	if (starts_with(name, "*.") || (starts_with(name, ".") && name.len > 1))
		cut_at(&name, '.');
	return name;
}

bool put_any(struct list_reader *r, struct span text)
{
	if (looks_like_address(text))
		return put_address(r, text);
	return put_name(r, without_wildcard(text), LIST_SUFFIX);
}
