/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which fields a header block has: start at hpack_read(), at the end. */

#include <string.h>

#include "lib/array.h"
#include "nfq/inspect/hpack.h"

enum {
	TABLE_SIZE = 4096,	/* RFC 9113 6.5.2, until it is changed */
	ENTRY_OVERHEAD = 32,	/* RFC 7541 4.1 */
	NAME_KEPT = 11,		/* one byte more than that of any that counts */
};

enum at {
	AT_FIELD,
	IN_INDEX,		/* behind the first byte of a number */
	AT_NAME, IN_NAME_LENGTH, IN_NAME,
	AT_VALUE, IN_VALUE_LENGTH, IN_VALUE,
};

enum kind { INDEXED, INSERTED, LITERAL, RESIZE };

enum step { STEP_ON, STEP_FIELD, STEP_BAD };

/* How a name is kept: its kind, or its length up to this. */
enum { NAME_LONG = 252, NAME_AUTHORITY, NAME_HOST, NAME_METHOD };

static enum hpack_name kind_of(uint8_t name)
{
	return name > NAME_LONG ? name - NAME_LONG : HPACK_OTHER;
}

static uint32_t length_of(uint8_t name)
{
	static const uint8_t lengths[] = {
		[HPACK_AUTHORITY] = 10, [HPACK_HOST] = 4, [HPACK_METHOD] = 7,
	};

	return name > NAME_LONG ? lengths[name - NAME_LONG] : name;
}

/* --- tables ---------------------------------------------------------- */

#define LEN(text) (sizeof(text) - 1)

/* RFC 7541 appendix A */
static const uint8_t static_names[] = {
	[1] = NAME_AUTHORITY, [2] = NAME_METHOD, [3] = NAME_METHOD,
	[4] = LEN(":path"), [5] = LEN(":path"),
	[6] = LEN(":scheme"), [7] = LEN(":scheme"),
	[8 ... 14] = LEN(":status"), [15] = LEN("accept-charset"),
	[16] = LEN("accept-encoding"), [17] = LEN("accept-language"),
	[18] = LEN("accept-ranges"), [19] = LEN("accept"),
	[20] = LEN("access-control-allow-origin"), [21] = LEN("age"),
	[22] = LEN("allow"), [23] = LEN("authorization"),
	[24] = LEN("cache-control"), [25] = LEN("content-disposition"),
	[26] = LEN("content-encoding"), [27] = LEN("content-language"),
	[28] = LEN("content-length"), [29] = LEN("content-location"),
	[30] = LEN("content-range"), [31] = LEN("content-type"),
	[32] = LEN("cookie"), [33] = LEN("date"), [34] = LEN("etag"),
	[35] = LEN("expect"), [36] = LEN("expires"), [37] = LEN("from"),
	[38] = NAME_HOST, [39] = LEN("if-match"),
	[40] = LEN("if-modified-since"), [41] = LEN("if-none-match"),
	[42] = LEN("if-range"), [43] = LEN("if-unmodified-since"),
	[44] = LEN("last-modified"), [45] = LEN("link"),
	[46] = LEN("location"), [47] = LEN("max-forwards"),
	[48] = LEN("proxy-authenticate"), [49] = LEN("proxy-authorization"),
	[50] = LEN("range"), [51] = LEN("referer"), [52] = LEN("refresh"),
	[53] = LEN("retry-after"), [54] = LEN("server"),
	[55] = LEN("set-cookie"), [56] = LEN("strict-transport-security"),
	[57] = LEN("transfer-encoding"), [58] = LEN("user-agent"),
	[59] = LEN("vary"), [60] = LEN("via"), [61] = LEN("www-authenticate"),
};

static const char *const static_methods[] = { [2] = "GET", [3] = "POST" };

static uint32_t table_size(const struct hpack *h)
{
	return h->resized ? h->size : TABLE_SIZE;
}

static void drop_oldest_value(struct hpack *h)
{
	uint8_t len = h->values[0].len;

	h->texts = (uint16_t)(h->texts - len);
	memmove(h->text, h->text + len, h->texts + h->have);
	h->nvalues--;
	memmove(h->values, h->values + 1, h->nvalues * sizeof(h->values[0]));
}

/* The value that was just read is an entry's. */
static void keep_value(struct hpack *h)
{
	if (h->nvalues == HPACK_VALUES)
		drop_oldest_value(h);
	h->values[h->nvalues].entry = h->inserted;
	h->values[h->nvalues].len = (uint8_t)h->have;
	h->nvalues++;
	h->texts = (uint16_t)(h->texts + h->have);
	h->have = 0;
}

static struct span value_of(const struct hpack *h, uint32_t entry)
{
	const uint8_t *text = h->text;

	for (unsigned i = 0; i < h->nvalues; i++) {
		if (h->values[i].entry == entry)
			return (struct span) { text, h->values[i].len };
		text += h->values[i].len;
	}
	return (struct span) { h->text, 0 };
}

/* RFC 7541 4.4: an entry larger than the table empties it. One with a long
 * name of another, whose length is not kept, might be. */
static enum step insert(struct hpack *h)
{
	uint64_t size = (uint64_t)ENTRY_OVERHEAD + h->name_length + h->length;

	if (size > table_size(h))
		return STEP_ON;
	if (h->at_least)
		return STEP_BAD;
	h->entries[h->inserted % HPACK_ENTRIES] = h->name;
	if (h->have > 0)
		keep_value(h);
	h->inserted++;
	return STEP_ON;
}

/* --- indices --------------------------------------------------------- */

/* RFC 7541 2.3.3: behind the static table, the newest first. */
static bool find_entry(const struct hpack *h, uint64_t index, uint32_t *entry)
{
	uint64_t back = index - ARRAY_SIZE(static_names) + 1;

	if (back > h->inserted)
		return false;
	*entry = (uint32_t)(h->inserted - back);
	return true;
}

static bool is_kept(const struct hpack *h, uint32_t entry)
{
	return h->inserted - entry <= HPACK_ENTRIES;
}

static enum step take_static(uint64_t index, struct hpack_field *out)
{
	const char *method = index < ARRAY_SIZE(static_methods) ?
			     static_methods[index] : NULL;

	out->name = kind_of(static_names[index]);
	out->value = (struct span) { (const uint8_t *)(method ? method : ""),
				     method ? strlen(method) : 0 };
	return out->name == HPACK_OTHER ? STEP_ON : STEP_FIELD;
}

/* A field by its index alone (RFC 7541 6.1). */
static enum step take_indexed(const struct hpack *h, struct hpack_field *out)
{
	uint32_t entry;

	if (h->number == 0)
		return STEP_BAD;
	if (h->number < ARRAY_SIZE(static_names))
		return take_static(h->number, out);
	if (!find_entry(h, h->number, &entry))
		return STEP_BAD;
	if (!is_kept(h, entry))
		return STEP_ON;
	out->name = kind_of(h->entries[entry % HPACK_ENTRIES]);
	out->value = value_of(h, entry);
	return out->name == HPACK_OTHER ? STEP_ON : STEP_FIELD;
}

/* The name of a literal; one that is not kept might be any. */
static enum step take_name(struct hpack *h)
{
	uint32_t entry;

	if (h->number < ARRAY_SIZE(static_names))
		h->name = static_names[h->number];
	else if (find_entry(h, h->number, &entry) && is_kept(h, entry))
		h->name = h->entries[entry % HPACK_ENTRIES];
	else
		return STEP_BAD;
	h->name_length = length_of(h->name);
	h->at_least = h->name == NAME_LONG;
	return STEP_ON;
}

static enum step end_of_index(struct hpack *h, struct hpack_field *out)
{
	h->at = AT_FIELD;
	switch ((enum kind)h->kind) {
	case INDEXED:
		return take_indexed(h, out);
	case RESIZE:
		h->resized = true;
		h->size = (uint32_t)h->number;
		return STEP_ON;
	case INSERTED:
	case LITERAL:
		break;
	}
	h->at = h->number == 0 ? AT_NAME : AT_VALUE;
	return h->number == 0 ? STEP_ON : take_name(h);
}

/* --- strings --------------------------------------------------------- */

static bool is_name(const struct hpack *h, const char *lower)
{
	struct span s = { h->text + h->texts, h->have };

	return span_is_nocase(s, lower);
}

static void end_of_name(struct hpack *h)
{
	h->name = is_name(h, ":authority") ? NAME_AUTHORITY :
		  is_name(h, "host") ? NAME_HOST :
		  is_name(h, ":method") ? NAME_METHOD :
		  h->length < NAME_LONG ? (uint8_t)h->length : NAME_LONG;
	h->name_length = h->length;
	h->at_least = false;
	h->at = AT_VALUE;
}

static enum step end_of_value(struct hpack *h, struct hpack_field *out)
{
	size_t len = h->have;

	h->at = AT_FIELD;
	if (h->kind == INSERTED && insert(h) == STEP_BAD)
		return STEP_BAD;
	out->name = kind_of(h->name);
	out->value = (struct span) { h->text + h->texts + h->have - len, len };
	return out->name == HPACK_OTHER ? STEP_ON : STEP_FIELD;
}

static enum step end_of_string(struct hpack *h, struct hpack_field *out)
{
	if (h->coded && h->decodes && !huffman_may_end(&h->code))
		return STEP_BAD;
	if (h->at == IN_VALUE)
		return end_of_value(h, out);
	end_of_name(h);
	return STEP_ON;
}

/* Of others than those that count nothing but their size matters, where the
 * table may be too small. */
static bool matters(const struct hpack *h)
{
	uint64_t most = (uint64_t)h->left * 8 / HUFFMAN_BITS_MIN +
			h->name_length + ENTRY_OVERHEAD;

	if (h->at == IN_NAME || kind_of(h->name) != HPACK_OTHER)
		return true;
	return h->kind == INSERTED && h->coded &&
	       most > table_size(h);
}

static enum step end_of_length(struct hpack *h, struct hpack_field *out)
{
	h->at = h->at == AT_NAME || h->at == IN_NAME_LENGTH ? IN_NAME :
							      IN_VALUE;
	h->left = (uint32_t)h->number;
	h->length = 0;
	h->have = 0;
	h->code = (struct huffman) { .n = 0 };
	h->decodes = matters(h);
	return h->left == 0 ? end_of_string(h, out) : STEP_ON;
}

/* Keeps as much of a string as counts; false if it is too long. */
static bool keep(struct hpack *h, uint8_t c)
{
	bool name = h->at == IN_NAME;
	enum hpack_name kind = name ? HPACK_OTHER : kind_of(h->name);

	h->length++;
	if (!name && kind == HPACK_OTHER)
		return true;
	if (h->have == (name ? NAME_KEPT : HPACK_HOST_MAX))
		return name || kind == HPACK_METHOD;
	if (h->texts + h->have == HPACK_TEXT)
		drop_oldest_value(h);
	h->text[h->texts + h->have] = c;
	h->have++;
	return true;
}

static bool keep_coded(struct hpack *h, uint8_t byte)
{
	uint8_t symbols[HUFFMAN_SYMBOLS];
	int n = huffman_read(&h->code, byte, symbols);

	for (int i = 0; i < n; i++)
		if (!keep(h, symbols[i]))
			return false;
	return n >= 0;
}

static enum step read_string(struct hpack *h, struct cursor *c,
			     struct hpack_field *out)
{
	struct span s = cursor_take(c, h->left < c->left ? h->left : c->left);

	h->left -= (uint32_t)s.len;
	if (!h->decodes)
		h->length += (uint32_t)s.len;
	for (size_t i = 0; h->decodes && i < s.len; i++)
		if (!(h->coded ? keep_coded(h, s.p[i]) : keep(h, s.p[i])))
			return STEP_BAD;
	return h->left == 0 ? end_of_string(h, out) : STEP_ON;
}

/* --- numbers --------------------------------------------------------- */

/* RFC 7541 5.1. True if it has ended within its first byte. */
static bool begin_number(struct hpack *h, uint8_t byte, uint8_t mask)
{
	h->number = byte & mask;
	h->shift = 0;
	return h->number < mask;
}

/* Those of more than 32 bits no server reads. */
static enum step read_number(struct hpack *h, uint8_t byte,
			     struct hpack_field *out)
{
	h->number += (uint64_t)(byte & 0x7f) << h->shift;
	h->shift = (uint8_t)(h->shift + 7);
	if (h->number > UINT32_MAX || (h->shift > 28 && byte & 0x80))
		return STEP_BAD;
	if (byte & 0x80)
		return STEP_ON;
	return h->at == IN_INDEX ? end_of_index(h, out) :
				   end_of_length(h, out);
}

/* RFC 7541 6: the first bits tell the kind. */
static enum step begin_field(struct hpack *h, uint8_t byte,
			     struct hpack_field *out)
{
	uint8_t mask = 0x0f;

	h->kind = LITERAL;
	if (byte & 0x80) {
		h->kind = INDEXED;
		mask = 0x7f;
	} else if (byte & 0x40) {
		h->kind = INSERTED;
		mask = 0x3f;
	} else if (byte & 0x20) {
		h->kind = RESIZE;
		mask = 0x1f;
	}
	h->at = IN_INDEX;
	return begin_number(h, byte, mask) ? end_of_index(h, out) : STEP_ON;
}

static enum step begin_string(struct hpack *h, uint8_t byte,
			      struct hpack_field *out)
{
	h->coded = byte & 0x80;
	if (begin_number(h, byte, 0x7f))
		return end_of_length(h, out);
	h->at++;
	return STEP_ON;
}

static enum step step(struct hpack *h, struct cursor *c,
		      struct hpack_field *out)
{
	switch ((enum at)h->at) {
	case AT_FIELD:
		return begin_field(h, cursor_u8(c), out);
	case IN_INDEX:
	case IN_NAME_LENGTH:
	case IN_VALUE_LENGTH:
		return read_number(h, cursor_u8(c), out);
	case AT_NAME:
	case AT_VALUE:
		return begin_string(h, cursor_u8(c), out);
	case IN_NAME:
	case IN_VALUE:
		break;
	}
	return read_string(h, c, out);
}

enum hpack_result hpack_read(struct hpack *h, struct cursor *c,
			     struct hpack_field *out)
{
	enum step did = STEP_ON;

	while (did == STEP_ON && c->left > 0)
		did = step(h, c, out);
	return did == STEP_FIELD ? HPACK_FIELD :
	       did == STEP_BAD ? HPACK_BAD : HPACK_MORE;
}
