/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From chunk to chunk of an HTTP body. */

#include <string.h>

#include "lib/cursor.h"
#include "nfq/inspect/chunk.h"
#include "nfq/inspect/head_line.h"
#include "nfq/inspect/host.h"
#include "nfq/inspect/octet.h"

enum at {
	AT_SIZE,		/* the first digit */
	AT_END_BEFORE,		/* the CR of the chunk before */
	AT_FEED_BEFORE,		/* its LF */
	IN_SIZE,
	AT_SIZE_FEED,		/* the LF behind its CR */
	IN_EXTENSION,
	AT_TRAILER,		/* the first byte of a line */
	AT_LAST,		/* the LF of the last, empty one */
};

/* Larger ones some servers take for a small number. */
static const uint64_t SIZE_LAST = UINT64_MAX >> 5;

enum { TRAILER_MAX = 8192 };	/* bytes of one that counts */

enum step { STEP_ON, STEP_MORE, STEP_DATA, STEP_END, STEP_LOST };

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

/* Adds whom a trailer names. False if that cannot be kept, or its value may be
 * folded behind it. */
static bool take_trailer(struct finding *f, struct span line)
{
	const uint8_t *value;
	enum header which;
	bool odd;

	which = head_line_field(line, true, &value, &odd);
	if (which != HEADER_HOST && which != HEADER_FORWARDED)
		return true;
	line.len -= (size_t)(value - line.p);
	line.p = value;
	if (which == HEADER_FORWARDED)
		return host_add_words(f, line);
	return octet_trim(line).len > 0 && host_add(f, line);
}

/* Some servers take a trailer for a field like others, a Host too. */
static enum step read_trailer(struct chunk_state *s, struct cursor *c,
			      struct finding *f)
{
	struct cursor behind = *c;
	struct span line;
	bool bare;

	if (*c->p == '\r') {
		cursor_skip(c, 1);
		s->at = AT_LAST;
		return STEP_ON;
	}
	if (!head_line_take(&behind, &line, &bare))
		return c->left > TRAILER_MAX ? STEP_LOST : STEP_MORE;
	if (bare || (line.len > 0 && octet_is_blank(*line.p)) ||
	    !take_trailer(f, line))
		return STEP_LOST;
	*c = behind;
	return line.len == 0 ? STEP_END : STEP_ON;
}

static enum step read_last(struct cursor *c)
{
	return cursor_u8(c) == '\n' ? STEP_END : STEP_LOST;
}

static enum step read_end_before(struct chunk_state *s, struct cursor *c)
{
	uint8_t octet = cursor_u8(c);

	if (octet == '\r' && s->at == AT_END_BEFORE) {
		s->at = AT_FEED_BEFORE;
		return STEP_ON;
	}
	s->at = AT_SIZE;
	return octet == '\n' ? STEP_ON : STEP_LOST;
}

static enum step step(struct chunk_state *s, struct cursor *c,
		      struct finding *f)
{
	switch ((enum at)s->at) {
	case AT_END_BEFORE:
	case AT_FEED_BEFORE:
		return read_end_before(s, c);
	case AT_SIZE:
	case IN_SIZE:
	case AT_SIZE_FEED:
		return read_size(s, c);
	case IN_EXTENSION:
		return read_extension(s, c);
	case AT_TRAILER:
		return read_trailer(s, c, f);
	case AT_LAST:
		return read_last(c);
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
		did = step(s, &c, f);
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
	return did == STEP_ON || did == STEP_MORE ? INSPECT_MORE :
						    INSPECT_FOUND;
}

enum inspect_result chunk_inspect(const uint8_t *p, size_t len,
				  struct finding *f)
{
	struct chunk_state s = { .at = AT_SIZE };
	enum inspect_result r = chunk_read(&s, p, len, f);

	if (r == INSPECT_MORE)
		f->used = 0;
	return r;
}
