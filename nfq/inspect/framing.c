/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a request's body ends. */

#include <string.h>

#include "nfq/inspect/framing.h"
#include "nfq/inspect/octet.h"

enum { LENGTH_DIGITS = 18 };	/* of a length that is believed */

/* Takes the first element off a list; false at its end. */
static bool take_element(struct span *list, struct span *element)
{
	const uint8_t *comma;

	if (list->len == 0)
		return false;
	comma = memchr(list->p, ',', list->len);
	element->p = list->p;
	element->len = comma ? (size_t)(comma - list->p) : list->len;
	list->p += element->len + (comma != NULL);
	list->len -= element->len + (comma != NULL);
	*element = octet_trim(*element);
	return true;
}

/* A decimal number; false for anything else. */
static bool read_number(struct span s, uint64_t *out)
{
	uint64_t n = 0;

	while (s.len > 1 && s.p[0] == '0') {
		s.p++;
		s.len--;
	}
	if (s.len == 0 || s.len > LENGTH_DIGITS)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (!octet_is_digit(s.p[i]))
			return false;
		n = n * 10 + (s.p[i] - '0');
	}
	*out = n;
	return true;
}

/* RFC 9110 8.6. Lengths that differ would let a second request hide in the
 * body. */
void framing_length(struct framing *fr, struct span value)
{
	bool known = fr->body == BODY_LENGTH;
	struct span one;
	uint64_t n;

	fr->twofold = fr->twofold || fr->body == BODY_CHUNKED;
	while (take_element(&value, &one)) {
		if (!read_number(one, &n) ||
		    (known && n != fr->length)) {
			fr->lost = FIELD_CONTENT_LENGTH;
			return;
		}
		if (fr->body != BODY_CHUNKED) {
			fr->body = BODY_LENGTH;
			fr->length = n;
			known = true;
		}
	}
}

/* RFC 9112 6.1: it is a body of chunks if "chunked" is the last coding. */
void framing_coding(struct framing *fr, struct span value)
{
	struct span all = value, one, last = { value.p, 0 };
	unsigned n = 0;

	for (; take_element(&value, &one); n++) {
		/* A blank at its end, an element that is empty, or the same
		 * twice: some servers know no such coding. */
		if (one.len == 0 || span_is_nocase(last, "chunked"))
			fr->twofold = true;
		if (one.len > 0)
			last = one;
	}
	if (n > 0 && last.p + last.len < all.p + all.len)
		fr->twofold = true;
	if (last.len == 0)
		return;
	if (!span_is_nocase(last, "chunked")) {
		fr->twofold = true;
		return;
	}
	fr->twofold = fr->twofold || fr->body != BODY_NONE;
	fr->body = BODY_CHUNKED;	/* over any Content-Length: 6.3 */
	fr->length = 0;
}

void framing_upgrade(struct framing *fr)
{
	fr->upgrade = true;		/* if the server agrees */
}

void framing_connect(struct framing *fr)
{
	fr->twofold = fr->twofold || fr->length > 0 ||
		      fr->body == BODY_CHUNKED;
	fr->body = BODY_TUNNEL;			/* RFC 9110 9.3.6 */
	fr->length = 0;
}

void framing_end(struct framing *fr)
{
	if (fr->upgrade && fr->body != BODY_CHUNKED && fr->length == 0)
		fr->body = BODY_TUNNEL;
}
