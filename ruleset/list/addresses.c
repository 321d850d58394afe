/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Addresses, prefixes and ranges as text. */

#include "lib/range.h"
#include "ruleset/list/addresses.h"

static const char wrong_address[] =
	"not an address or prefix (no leading zeros, no bits behind the "
	"length)";

static bool is_digit_or_between(uint8_t c)
{
	return (c >= '0' && c <= '9') || c == '.' || c == '-' ||
	       ascii_is_blank(c);
}

bool addresses_look_so(struct span text)
{
	while (text.len > 0 && is_digit_or_between(*text.p)) {
		text.p++;
		text.len--;
	}
	return text.len == 0 || memchr(text.p, ':', text.len) ||
	       memchr(text.p, '/', text.len);
}

static bool read_address(struct span text, struct address *out)
{
	char copy[ADDRESS_TEXT];

	text = span_trim(text);
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
	*out = range_of(&p);
	return NULL;
}

const char *addresses_read_pair(struct span first, struct span last,
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

bool addresses_are_prefix(const struct range *range)
{
	struct range r = *range;
	struct prefix p;

	return !range_take_prefix(&r, &p);
}

bool addresses_read_prefix(struct span text, struct prefix *out)
{
	char copy[ADDRESS_TEXT];

	if (text.len >= sizeof(copy) || memchr(text.p, '\0', text.len))
		return false;
	memcpy(copy, text.p, text.len);
	copy[text.len] = '\0';
	return prefix_parse(copy, out);
}

const char *addresses_read(struct span text, struct range *out)
{
	struct span rest = text, first, word;
	struct prefix p;

	if (memchr(text.p, '-', text.len)) {
		first = span_cut(&rest, '-');
		return addresses_read_pair(first, rest, out);
	}
	first = span_word(&rest);
	word = span_word(&rest);
	if (word.len > 0)
		return span_trim(rest).len > 0 ? wrong_address :
		       read_masked(first, word, out);
	rest = first;
	span_cut(&rest, '/');
	if (rest.len > 3)
		return read_masked((struct span) { first.p,
				   first.len - rest.len - 1 }, rest, out);
	if (!addresses_read_prefix(first, &p))
		return wrong_address;
	*out = range_of(&p);
	return NULL;
}
