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
	IN_TRAILER,
	AT_TRAILER_FEED,	/* its LF */
	AT_LAST,		/* that of the last, empty line */
};

/* Larger ones some servers take for a small number. */
static const uint64_t SIZE_LAST = UINT64_MAX >> 5;

enum step { STEP_ON, STEP_DATA, STEP_END, STEP_LOST };

/* Passes over all up to a CR or LF, which is next then. */
static void skip_text(struct cursor *c)
{
	const uint8_t *lf = memchr(c->p, '\n', c->left);
	size_t len = lf ? (size_t)(lf - c->p) : c->left;
	const uint8_t *cr = memchr(c->p, '\r', len);

	cursor_skip(c, cr ? (size_t)(cr - c->p) : len);
}

/* Behind its digits: the end of the line, or an extension. */
static bool read_digit(struct chunk_state *s, uint8_t c)
{
	int digit = octet_hex(c);

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

static enum step read_size(struct chunk_state *s, struct cursor *c)
{
	uint8_t octet = cursor_u8(c);

	if (octet == '\n' && s->at != AT_SIZE)
		return end_size(s) ? STEP_DATA : STEP_ON;
	return s->at != AT_SIZE_FEED && read_digit(s, octet) ? STEP_ON :
							       STEP_LOST;
}

static enum step read_extension(struct chunk_state *s, struct cursor *c)
{
	skip_text(c);
	if (c->left == 0)
		return STEP_ON;
	if (cursor_u8(c) == '\n')
		return end_size(s) ? STEP_DATA : STEP_ON;
	s->at = AT_SIZE_FEED;
	return STEP_ON;
}

static enum step read_trailer(struct chunk_state *s, struct cursor *c)
{
	if (s->at == IN_TRAILER)
		skip_text(c);
	switch (cursor_peek(c)) {
	case '\n':
		cursor_skip(c, 1);
		if (s->at == AT_TRAILER)
			return STEP_END;
		s->at = AT_TRAILER;
		break;
	case '\r':
		cursor_skip(c, 1);
		s->at = s->at == AT_TRAILER ? AT_LAST : AT_TRAILER_FEED;
		break;
	default:
		s->at = IN_TRAILER;
	}
	return STEP_ON;
}

static enum step read_feed(struct chunk_state *s, struct cursor *c)
{
	bool last = s->at == AT_LAST;

	s->at = AT_TRAILER;
	if (cursor_u8(c) != '\n')
		return STEP_LOST;
	return last ? STEP_END : STEP_ON;
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
		return read_extension(s, c);
	case AT_TRAILER:
	case IN_TRAILER:
		return read_trailer(s, c);
	case AT_LAST:
	case AT_TRAILER_FEED:
		return read_feed(s, c);
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
