/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From chunk to chunk of an HTTP body. */

#include <string.h>

#include "lib/cursor.h"
#include "nfq/inspect/chunk.h"
#include "nfq/inspect/octet.h"

enum at {
	AT_END_BEFORE,		/* the CR of the chunk before */
	AT_FEED_BEFORE,		/* its LF */
	AT_SIZE,		/* the first digit */
	IN_SIZE,
	AT_SIZE_FEED,		/* the LF behind its CR */
	IN_EXTENSION,
	AT_TRAILER,		/* the first byte of a line */
	AT_LAST,		/* the LF of the last, empty line */
	IN_TRAILER,
};

/* Larger ones some servers take for a small number. */
static const uint64_t SIZE_LAST = UINT64_MAX >> 5;

static int hex_digit(uint8_t c)
{
	if (octet_is_digit(c))
		return c - '0';
	c = ascii_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Passes over all up to a LF; false if that is not there. */
static bool skip_line(struct cursor *c)
{
	const uint8_t *lf = memchr(c->p, '\n', c->left);

	cursor_skip(c, lf ? (size_t)(lf - c->p) + 1 : c->left);
	return lf != NULL;
}

/* Behind its digits: the end of the line, or an extension. */
static bool read_digit(struct chunk_state *s, uint8_t c)
{
	int digit = hex_digit(c);

	if (digit >= 0) {
		s->at = IN_SIZE;
		if (s->size > SIZE_LAST)
			return false;
		s->size = s->size << 4 | (unsigned)digit;
		return true;
	}
	if (s->at == AT_SIZE ||
	    (c != ';' && c != '\r' && !octet_is_blank(c)))
		return false;
	s->at = c == '\r' ? AT_SIZE_FEED : IN_EXTENSION;
	return true;
}

/* The size line is at its end. True: its data follow. */
static bool end_size(struct chunk_state *s)
{
	s->at = s->size > 0 ? AT_END_BEFORE : AT_TRAILER;
	return s->size > 0;
}

static void read_trailer(struct chunk_state *s, struct cursor *c)
{
	if (*c->p == '\r' && s->at == AT_TRAILER) {
		cursor_skip(c, 1);
		s->at = AT_LAST;
		return;
	}
	s->at = skip_line(c) ? AT_TRAILER : IN_TRAILER;
}

enum step { STEP_ON, STEP_DATA, STEP_END, STEP_LOST };

static enum step read_size(struct chunk_state *s, struct cursor *c)
{
	uint8_t octet = cursor_u8(c);

	if (octet == '\n' && s->at != AT_SIZE)
		return end_size(s) ? STEP_DATA : STEP_ON;
	if (s->at == AT_SIZE_FEED)
		return octet == '\r' ? STEP_ON : STEP_LOST;
	return read_digit(s, octet) ? STEP_ON : STEP_LOST;
}

static enum step step(struct chunk_state *s, struct cursor *c)
{
	switch ((enum at)s->at) {
	case AT_END_BEFORE:
		cursor_skip(c, *c->p == '\r');
		s->at = AT_FEED_BEFORE;
		return STEP_ON;
	case AT_FEED_BEFORE:
		cursor_skip(c, *c->p == '\n');
		s->at = AT_SIZE;
		return STEP_ON;
	case AT_SIZE:
	case IN_SIZE:
	case AT_SIZE_FEED:
		return read_size(s, c);
	case IN_EXTENSION:
		return skip_line(c) && end_size(s) ? STEP_DATA : STEP_ON;
	case AT_TRAILER:
	case AT_LAST:
		if (*c->p == '\n') {
			cursor_skip(c, 1);
			return STEP_END;
		}
		/* fall through */
	case IN_TRAILER:
		read_trailer(s, c);
		return STEP_ON;
	}
	return STEP_LOST;
}

enum inspect_result chunk_read(struct chunk_state *s, const uint8_t *p,
			       size_t len, struct finding *f)
{
	struct cursor c = cursor_over(p, len);
	enum step did = STEP_ON;

	finding_clear(f, PROTO_HTTP);
	while (did == STEP_ON && c.left > 0)
		did = step(s, &c);
	f->used = (size_t)(c.p - p);
	if (did == STEP_LOST) {
		f->wrong = FIELD_CHUNK_SIZE;
		return INSPECT_LOST;
	}
	if (did == STEP_DATA) {
		f->body = BODY_CHUNKED;
		f->body_length = s->size;
		s->size = 0;
	}
	return did == STEP_ON ? INSPECT_MORE : INSPECT_FOUND;
}

enum inspect_result chunk_inspect(const uint8_t *p, size_t len,
				  struct finding *f)
{
	struct chunk_state s = { .at = AT_END_BEFORE };
	enum inspect_result r = chunk_read(&s, p, len, f);

	if (r == INSPECT_MORE)
		f->used = 0;
	return r;
}
